// Menus and explanations open without a script (`popovertarget`). Here they are put beside what opened them, and an
// explanation also opens when the pointer rests on its number.
const REST_MS = 250;
const GAP = 6;
const EDGE = 8;

export function startPopovers() {
  // `toggle` does not bubble: it is caught on its way down.
  document.addEventListener("beforetoggle", (event) => {
    if (event.newState === "open") place(event.target);
  }, true);
  document.addEventListener("toggle", (event) => {
    if (event.newState === "open") place(event.target);
  }, true);
  document.addEventListener("htmx:afterSwap", (event) => {
    const box = event.target.closest?.("[popover]");
    if (box?.matches(":popover-open")) place(box);
  });
  window.addEventListener("resize", closeAll);
  document.addEventListener("pointerover", rest);
  document.addEventListener("click", keep, true);
}

function place(box) {
  const opener = visibleOpener(box);
  if (!opener) return;
  const at = opener.getBoundingClientRect();
  box.classList.add("placed");
  const { offsetWidth: width, offsetHeight: height } = box;
  if (!width) return;
  const left = Math.min(Math.max(EDGE, box.dataset.align === "end" ? at.right - width : at.left), innerWidth - width - EDGE);
  const below = at.bottom + GAP;
  const fits = below + height <= innerHeight - EDGE;
  const top = fits ? below : Math.max(EDGE, at.top - GAP - height);
  box.style.setProperty("left", `${left}px`);
  box.style.setProperty("top", `${top}px`);
}

function visibleOpener(box) {
  const openers = document.querySelectorAll(`[popovertarget="${CSS.escape(box.id)}"]`);
  return [...openers].find((opener) => opener.getClientRects().length > 0);
}

function closeAll() {
  for (const box of document.querySelectorAll("[popover].placed:popover-open")) box.hidePopover();
}

let hovered = null;

function rest(event) {
  if (event.pointerType !== "mouse") return;
  const number = event.target.closest?.(".num[popovertarget]");
  if (hovered && !event.target.closest?.(`#${CSS.escape(hovered.box.id)}`) && number !== hovered.number) leave();
  if (!number || number === hovered?.number) return;
  const box = document.getElementById(number.getAttribute("popovertarget"));
  if (!box || box.matches(":popover-open")) return;
  hovered = { number, box, timer: setTimeout(() => box.showPopover(), REST_MS) };
}

function leave() {
  const { box, timer } = hovered;
  clearTimeout(timer);
  hovered = null;
  // A moment to travel from the number to its explanation.
  setTimeout(() => {
    if (hovered?.box !== box && !box.matches(":hover") && box.matches(":popover-open")) box.hidePopover();
  }, REST_MS);
}

// A click on a number that the pointer has opened keeps the explanation instead of closing it.
function keep(event) {
  const number = event.target.closest?.(".num[popovertarget]");
  if (!number || number !== hovered?.number) return;
  clearTimeout(hovered.timer);
  const open = hovered.box.matches(":popover-open");
  hovered = null;
  if (open) event.preventDefault();
}
