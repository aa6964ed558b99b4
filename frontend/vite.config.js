import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

// Each entry stands alone, under a fixed name: Django's manifest storage adds the hash, and it does not follow
// imports between scripts. A test fails when an entry starts to import a chunk.
export default defineConfig({
  plugins: [tailwindcss()],
  base: "",
  publicDir: false,
  build: {
    outDir: "../src/pusaq/shell/static/pusaq",
    emptyOutDir: true,
    modulePreload: false,
    cssCodeSplit: true,
    assetsInlineLimit: 8192,
    target: ["es2022", "chrome109", "firefox115", "safari16"],
    rollupOptions: {
      input: { app: "src/app.js", map: "src/map.js" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].chunk.js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
