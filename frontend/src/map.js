import "./map.css";
import { startMap } from "./map/map.js";

for (const place of document.querySelectorAll("[data-map], [data-map-src]")) startMap(place);
document.addEventListener("htmx:load", (event) => {
  for (const place of event.target.querySelectorAll?.("[data-map], [data-map-src]") ?? []) startMap(place);
});
