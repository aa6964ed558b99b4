// Eight caseloads are told apart by letter, shape and colour; after the eighth, shapes and colours begin again.
const NAMES = "abcdefgh";

const SHAPES = [
  "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z",
  "M2 2h12v12H2z",
  "M8 1 15 14.5H1z",
  "M8 .5 15.5 8 8 15.5.5 8z",
  "M4.4 1.5h7.2L15.2 8l-3.6 6.5H4.4L.8 8z",
  "M8 15 1 1.5h14z",
  "M8 .8 15.4 6.2 12.6 15H3.4L.6 6.2z",
  "M5.4 1h5.2v4.4H15v5.2h-4.4V15H5.4v-4.4H1V5.4h4.4z",
];

export function caseClass(order) {
  return `case-${NAMES[order % NAMES.length]}`;
}

export function shapePath(order) {
  return SHAPES[order % SHAPES.length];
}

// Smallest convex outline around some points, as [latitude, longitude].
export function hull(points) {
  const sorted = [...points].sort((one, other) => one[1] - other[1] || one[0] - other[0]);
  if (sorted.length < 3) return sorted;
  const half = (sequence) => {
    const chain = [];
    for (const point of sequence) {
      while (chain.length > 1 && turn(chain.at(-2), chain.at(-1), point) <= 0) chain.pop();
      chain.push(point);
    }
    chain.pop();
    return chain;
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

function turn(a, b, c) {
  return (b[1] - a[1]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[1] - a[1]);
}
