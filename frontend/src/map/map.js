// A map without tiles: own outlines, points, and nothing that leaves this server. Its data stand in the page, in the
// element that `data-map` names, or at the address that `data-map-src` gives:
//   outlines: [{geometry, kind: "focus" | "around" | "inside", label?, level?: "high" | "mid" | "low", href?}]
//   groups:   [{letter, name, base, baseAt?, points: [{id, at: [lat, lon], label, hint?, href?}]}]
//   others:   [{at, label, hint?, href?, mark?}]       small dots; `mark` makes one stand out
//   words:    {zoomIn, zoomOut, open, base}
//   source:   what the outlines come from
import * as L from "leaflet";
import { Walk } from "./walk.js";
import { caseClass, hull, shapePath } from "./shapes.js";

const SVG = "http://www.w3.org/2000/svg";

export async function startMap(place) {
  if (place.dataset.started) return;
  place.dataset.started = "1";
  const data = await dataOf(place);
  if (data) draw(place, data);
}

async function dataOf(place) {
  if (!place.dataset.mapSrc) return JSON.parse(document.getElementById(place.dataset.map).textContent);
  place.setAttribute("aria-busy", "true");
  const answer = await fetch(place.dataset.mapSrc, { headers: { Accept: "application/json" } }).catch(() => null);
  place.removeAttribute("aria-busy");
  const isData = answer?.ok && answer.headers.get("Content-Type")?.startsWith("application/json");
  // Without the map the table beside it still says everything.
  if (!isData) place.textContent = place.dataset.mapFailed ?? "";
  return isData ? answer.json() : null;
}

function draw(place, data) {
  const coarse = matchMedia("(pointer: coarse)").matches;
  const map = L.map(place, {
    zoomControl: false, attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.25, zoomDelta: 0.5,
    // One finger scrolls the page; two move and zoom the map.
    dragging: !coarse, keyboard: true, fadeAnimation: false,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  });
  // Marks have no element before the map has a view.
  map.setView([-9.2, -75], 5);
  const focus = drawOutlines(map, data.outlines ?? []);
  const walk = new Walk(place);
  drawOthers(map, data.others ?? [], walk);
  const groups = (data.groups ?? []).map((group, order) => drawGroup(map, group, group.place ?? order, data.words ?? {}, walk));
  fit(map, focus, data);
  L.control.zoom({ position: "topright", zoomInTitle: data.words?.zoomIn, zoomOutTitle: data.words?.zoomOut }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomright", maxWidth: 120 }).addTo(map);
  if (data.source) L.control.attribution({ prefix: false, position: "bottomleft" }).addAttribution(escaped(data.source)).addTo(map);
  followTable(place, groups);
  new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(place);
}

function drawOutlines(map, outlines) {
  const order = { around: 0, inside: 1, focus: 2 };
  const bounds = L.latLngBounds([]);
  for (const outline of [...outlines].sort((one, other) => order[one.kind] - order[other.kind])) {
    const names = ["land", `land-${outline.kind}`, outline.level ? `level-${outline.level}` : ""];
    const layer = L.geoJSON(outline.geometry, { interactive: Boolean(outline.label), style: { className: names.join(" ").trim(), weight: 1 } });
    if (outline.label) layer.bindTooltip(text(outline.label), { sticky: true });
    if (outline.href) layer.on("click", () => window.location.assign(outline.href));
    layer.addTo(map);
    if (outline.kind === "focus") bounds.extend(layer.getBounds());
  }
  return bounds;
}

function drawOthers(map, others, walk) {
  for (const other of others) {
    if (other.mark) {
      walk.add(marker(map, other, icon(shapePath(0), "spot spot-mark", 20)));
      continue;
    }
    const dot = L.circleMarker(other.at, { radius: 2.5, className: "spot-small", interactive: Boolean(other.label) });
    if (other.label) dot.bindTooltip(text(other.label));
    dot.addTo(map);
  }
}

function drawGroup(map, group, order, words, walk) {
  const parts = [];
  const name = caseClass(order);
  const base = group.points.find((point) => point.id === group.base) ?? (group.baseAt ? { at: group.baseAt } : undefined);
  const spread = L.polygon(hull(group.points.map((point) => point.at)), { className: `hull ${name}`, interactive: false });
  parts.push(spread.addTo(map));
  for (const point of group.points) {
    if (base && point !== base) {
      parts.push(L.polyline([base.at, point.at], { className: `spoke ${name}`, interactive: false }).addTo(map));
    }
  }
  for (const point of group.points) {
    const isBase = point === base;
    const hint = [point.hint, isBase ? words.base : ""].filter(Boolean).join(" · ");
    const said = { ...point, label: `${group.letter} · ${point.label}`, hint, open: words.open };
    const mark = marker(map, said, icon(shapePath(order), `spot ${name}`, 20, isBase));
    parts.push(mark);
    walk.add(mark);
  }
  if (group.baseAt && base && !group.points.includes(base)) {
    const ring = L.marker(base.at, { icon: icon("", `spot ${name}`, 20, true), keyboard: false, interactive: false });
    parts.push(ring.addTo(map));
  }
  // Several accompanists may set out from one town: the letter then stands at the group's northernmost school.
  const anchor = group.points.includes(base) ? base : group.points.reduce((top, point) => (point.at[0] > top.at[0] ? point : top), group.points[0]);
  if (anchor) {
    const letter = L.marker(anchor.at, { icon: label(group.letter, name), keyboard: false, interactive: false });
    parts.push(letter.addTo(map));
  }
  return { letter: group.letter, elements: parts.map((part) => part.getElement()).filter(Boolean) };
}

function marker(map, point, image) {
  const made = L.marker(point.at, { icon: image, keyboard: true, alt: point.label, riseOnHover: true });
  made.bindTooltip(text(point.label), { direction: "top", offset: [0, -8] });
  const box = document.createElement("div");
  box.append(bold(point.label));
  if (point.hint) box.append(line(point.hint));
  if (point.href) {
    const link = document.createElement("a");
    link.href = point.href;
    link.className = "link";
    link.textContent = point.open ?? point.label;
    box.append(link);
  }
  made.bindPopup(box, { closeButton: false, autoPanPadding: [16, 16] });
  made.addTo(map);
  made.getElement().setAttribute("aria-label", [point.label, point.hint].filter(Boolean).join(", "));
  return made;
}

function icon(path, className, size, ring = false) {
  const image = document.createElementNS(SVG, "svg");
  image.setAttribute("viewBox", "-8 -8 32 32");
  image.setAttribute("aria-hidden", "true");
  if (ring) {
    const circle = document.createElementNS(SVG, "circle");
    for (const [key, value] of Object.entries({ cx: 8, cy: 8, r: 13, class: "ring" })) circle.setAttribute(key, value);
    image.append(circle);
  }
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  image.append(shape);
  const side = size + 8;
  return L.divIcon({ html: image, className, iconSize: [side, side], iconAnchor: [side / 2, side / 2] });
}

function label(letter, name) {
  return L.divIcon({ html: text(letter), className: `case ${name} case-on-map`, iconSize: [24, 24], iconAnchor: [34, 30] });
}

function fit(map, focus, data) {
  const bounds = focus.isValid() ? focus : L.latLngBounds([]);
  for (const group of data.groups ?? []) for (const point of group.points) bounds.extend(point.at);
  for (const other of data.others ?? []) if (!focus.isValid() || other.mark) bounds.extend(other.at);
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [20, 20], maxZoom: 12, animate: false });
  map.setMinZoom(map.getZoom() - 2);
}

// A row of the table that names a group (`data-map-group`) brings it forward while it is pointed at or has the focus;
// groups that the table has filtered away leave the map. Rows come and go with htmx, so the page is listened to.
function followTable(place, groups) {
  const rowOf = (event) => event.target.closest?.("[data-map-group]")?.dataset.mapGroup ?? "";
  let shown = "";
  const show = (letter) => {
    if (letter === shown) return;
    shown = letter;
    place.classList.toggle("map-dim", letter !== "");
    for (const group of groups) mark(group, "map-on", letter === group.letter);
  };
  const filter = () => {
    const letters = new Set([...document.querySelectorAll("[data-map-group]")].map((row) => row.dataset.mapGroup));
    if (!letters.size) return;
    for (const group of groups) mark(group, "map-off", !letters.has(group.letter));
  };
  for (const name of ["pointerover", "focusin"]) document.addEventListener(name, (event) => show(rowOf(event)));
  document.addEventListener("htmx:afterSettle", filter);
  filter();
}

function mark(group, name, on) {
  for (const element of group.elements) element.classList.toggle(name, on);
}

function text(words) {
  const span = document.createElement("span");
  span.textContent = words;
  return span;
}

function bold(words) {
  const strong = document.createElement("b");
  strong.textContent = words;
  return strong;
}

function line(words) {
  const paragraph = document.createElement("div");
  paragraph.className = "muted";
  paragraph.textContent = words;
  return paragraph;
}

function escaped(words) {
  return text(words).innerHTML;
}
