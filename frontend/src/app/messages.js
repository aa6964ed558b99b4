// The line that says what was just done, with a way back where there is one; it stays ten seconds.
const SHOWN_MS = 10_000;

export function say(text) {
  const place = document.getElementById("toasts");
  if (!place || !text) return;
  const line = document.createElement("div");
  line.className = "toast-line";
  const words = document.createElement("span");
  words.textContent = text;
  line.append(words);
  place.replaceChildren(line);
  leave(line);
}

function leave(line) {
  let timer = setTimeout(() => line.remove(), SHOWN_MS);
  // Whoever reads or reaches for «Deshacer» is not hurried.
  for (const name of ["pointerenter", "focusin"]) line.addEventListener(name, () => clearTimeout(timer));
  for (const name of ["pointerleave", "focusout"]) {
    line.addEventListener(name, () => {
      clearTimeout(timer);
      timer = setTimeout(() => line.remove(), SHOWN_MS);
    });
  }
}

export function startMessages() {
  // Filters stand open beside a table, and wait closed above it on a phone.
  if (matchMedia("(max-width: 63.99rem)").matches) {
    for (const part of document.querySelectorAll("details[data-narrow-closed]")) part.open = part.hasAttribute("data-keep-open");
  }
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    if (event.target.closest?.("[data-close]")) event.target.closest("dialog")?.close();
  });
}
