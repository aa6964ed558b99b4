// One stop of the Tab key for all marks of a map: arrows walk from mark to the nearest one in that direction.
const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

export class Walk {
  constructor(place) {
    this.marks = [];
    place.addEventListener("keydown", (event) => this.#move(event), true);
  }

  add(mark) {
    const element = mark.getElement();
    element.tabIndex = this.marks.length ? -1 : 0;
    element.addEventListener("focus", () => this.#stand(element));
    this.marks.push(element);
  }

  #stand(element) {
    for (const mark of this.marks) mark.tabIndex = mark === element ? 0 : -1;
  }

  #move(event) {
    const step = STEPS[event.key];
    const here = this.marks.indexOf(document.activeElement);
    if (!step || here < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const from = centre(this.marks[here]);
    let best = null;
    for (const mark of this.marks) {
      const to = centre(mark);
      const ahead = (to.x - from.x) * step[0] + (to.y - from.y) * step[1];
      if (mark === this.marks[here] || ahead <= 0) continue;
      const aside = Math.abs((to.x - from.x) * step[1]) + Math.abs((to.y - from.y) * step[0]);
      const cost = ahead + 2 * aside;
      if (!best || cost < best.cost) best = { mark, cost };
    }
    best?.mark.focus();
  }
}

function centre(element) {
  const box = element.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}
