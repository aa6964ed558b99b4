// `/` searches, `?` helps, J and K walk rows, a letter presses the button that shows it. Never inside a field, never
// with a modifier, and letters only where the person has not turned them off.
const FIELDS = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, [contenteditable]";

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.(`${FIELDS}, dialog[open], [popover]`)) return;
    const act = actionFor(event.key);
    if (act) {
      event.preventDefault();
      act();
    }
  });
}

function actionFor(key) {
  if (key === "/") return searchBox();
  if (document.body.dataset.letterKeys !== "1") return null;
  if (key === "?") return press(document.querySelector("[data-help]"));
  const letter = key.toLowerCase();
  if (letter === "j" || letter === "k") return walk(letter === "j" ? 1 : -1);
  if (!/^[a-z0-9]$/.test(letter)) return null;
  const buttons = [...document.querySelectorAll(`[data-key="${letter}"]`)];
  return press(buttons.find((button) => button.getClientRects().length > 0 && !button.disabled));
}

function press(target) {
  return target ? () => target.click() : null;
}

function searchBox() {
  const box = [...document.querySelectorAll("[data-search]")].find((field) => field.getClientRects().length > 0);
  if (box) return () => box.focus();
  return press(document.querySelector("[data-search-page]"));
}

function walk(step) {
  const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.getClientRects().length > 0);
  if (!rows.length) return null;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + step, 0), rows.length - 1);
  const target = rows[next].matches("a, button") ? rows[next] : (rows[next].querySelector("a, button") ?? rows[next]);
  return () => {
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  };
}
