"use strict";
// How figures are written, and how lists follow what is known without losing the keyboard's place.

const part = (id) => document.getElementById(id);

const element = (name, className, ...children) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
};

const svgElement = (name, attributes, text) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (text !== undefined) made.textContent = text;
  return made;
};

// MARK: Figures as text

const whole = (value) => Math.round(value).toLocaleString("en-US");
const figure = (value) => {
  const size = Math.abs(value);
  if (size === 0) return "0";
  return size >= 99.95 ? whole(value) : String(Number(value.toPrecision(3)));
};
const latency = (value) => value === null || value === undefined ? "–"
  : value >= 59950 ? `${figure(value / 60000)} min` : value >= 999.5 ? `${figure(value / 1000)} s`
  : value >= 0.9995 || value === 0 ? `${figure(value)} ms` : `${figure(value * 1000)} µs`;
const share = (value) => value === 0 ? "0%" : value < 0.00095 ? "<0.1%" : value < 0.0995 ? `${(value * 100).toFixed(1)}%`
  : `${Math.round(value * 100)}%`;
const bytes = (value) => {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let place = 0;
  while (value >= 999.5 && place < units.length - 1) { value /= 1000; place++; }
  return `${figure(value)} ${units[place]}`;
};
const timeOfDay = (unixMilliseconds) => new Date(unixMilliseconds).toLocaleTimeString("en-GB");
const ago = (unixMilliseconds) => {
  const seconds = Math.max(0, (Date.now() - unixMilliseconds) / 1000);
  return seconds < 60 ? `${Math.floor(seconds)} s ago` : seconds < 3600 ? `${Math.floor(seconds / 60)} min ago`
    : seconds < 86400 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86400)} d ago`;
};
const span = (seconds) => seconds < 60 ? `${Math.floor(seconds)} s` : seconds < 3600 ? `${Math.floor(seconds / 60)} min`
  : seconds < 86400 ? `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min`
  : `${Math.floor(seconds / 86400)} d ${Math.floor(seconds / 3600) % 24} h`;
const counted = (count, one, many = `${one}s`) => `${whole(count)} ${count === 1 ? one : many}`;

// MARK: Elements that stay

const say = (node, text) => { if (node.textContent !== text) node.textContent = text; };

// Makes the children of a node follow a list: an item's element is made once, changed when the item does, and moved
// only when the order changes; the element that has the focus keeps it.
const follow = (node, items, key, make, change) => {
  const known = node.known ??= new Map();
  const wanted = new Map();
  for (const item of items) {
    const name = key(item);
    if (wanted.has(name)) continue;
    const made = known.get(name) ?? make(item);
    change(made, item);
    wanted.set(name, made);
  }
  node.known = wanted;
  const order = [...wanted.values()];
  if (order.length === node.children.length && order.every((one, place) => node.children[place] === one)) return;
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  node.replaceChildren(...order);
  if (focused && node.contains(focused)) focused.focus({ preventScroll: true });
};

// A line of the last values, from zero on.
const spark = (svg, values) => {
  const most = Math.max(...values, 1e-9);
  const step = 100 / Math.max(1, values.length - 1);
  const points = values.map((value, place) => `${(place * step).toFixed(1)} ${(29 - value / most * 24).toFixed(1)}`);
  const path = values.length > 1 ? `M${points.join("L")}` : "";
  svg.setAttribute("viewBox", "0 0 100 30");
  svg.setAttribute("preserveAspectRatio", "none");
  if (!svg.firstChild) svg.append(svgElement("path", { class: "area" }), svgElement("path", {}));
  svg.firstChild.setAttribute("d", path && `${path}L100 30L0 30Z`);
  svg.lastChild.setAttribute("d", path);
};

// The endpoint's name with its method set apart.
const endpointName = (name) => {
  const place = name.indexOf(" ");
  return place < 0 ? [name] : [element("span", "method", name.slice(0, place)), name.slice(place + 1)];
};

const nameButton = (name, onPress) => {
  const made = element("button", "link", ...endpointName(name));
  made.type = "button";
  made.addEventListener("click", () => onPress(name));
  return made;
};
