// What is wider than the screen opens at today instead of at the beginning of the year.
const TODAY = ".tl-now, td.k-today";

export function startWide() {
  for (const room of document.querySelectorAll(".scroll-x")) {
    const mark = room.scrollWidth > room.clientWidth && room.querySelector(TODAY);
    if (!mark) continue;
    const { left, width } = mark.getBoundingClientRect();
    room.scrollLeft += left + width / 2 - room.getBoundingClientRect().left - room.clientWidth * 0.6;
  }
}
