"use strict";
// A line chart over time, drawn as SVG in the size it has on the screen. Colours come from the style sheet.

const svgElement = (name, attributes, text) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (text !== undefined) element.textContent = text;
  return element;
};

const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

// A step of 1, 2 or 5 times a power of ten that divides `most` into at most `parts`.
const niceStep = (most, parts) => {
  const rough = most / parts;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough * 0.999);
};

const clock = (seconds) => {
  const whole = Math.max(0, Math.round(seconds));
  const pad = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  return whole >= 3600
    ? `${Math.floor(whole / 3600)}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
};

const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400, 172800];

class Chart {
  // series: [{ key, name, style, area }]; format: a value as text.
  constructor(root, series, format) {
    this.root = root;
    this.series = series;
    this.format = format;
    this.points = [];
    this.hovered = null;
    this.legend = element("ul", "legend");
    this.values = series.map((one) => {
      const item = element("li");
      item.append(element("span", `key ${one.style}`), `${one.name} `);
      const value = element("b");
      item.append(value);
      this.legend.append(item);
      return value;
    });
    this.svg = svgElement("svg", { role: "img", "aria-label": series.map((one) => one.name).join(", ") });
    this.empty = element("p", "empty", "No figures yet.");
    root.append(this.legend, this.empty, this.svg);
    this.svg.addEventListener("pointermove", (event) => this.hover(event));
    this.svg.addEventListener("pointerleave", () => { this.hovered = null; this.draw(); });
    new ResizeObserver(() => this.draw()).observe(root);
  }

  update(points) {
    this.points = points;
    this.draw();
  }

  hover(event) {
    if (!this.scale) return;
    const seconds = this.scale.time(event.clientX - this.svg.getBoundingClientRect().left);
    let best = 0;
    this.points.forEach((point, place) => {
      if (Math.abs(point.elapsed - seconds) < Math.abs(this.points[best].elapsed - seconds)) best = place;
    });
    this.hovered = best;
    this.draw();
  }

  draw() {
    const points = this.points;
    const isEmpty = points.length === 0;
    this.empty.hidden = !isEmpty;
    this.svg.toggleAttribute("hidden", isEmpty);
    const shown = isEmpty ? null : points[Math.min(this.hovered ?? points.length - 1, points.length - 1)];
    this.series.forEach((one, place) => {
      const value = shown ? shown[one.key] : null;
      this.values[place].textContent = value == null ? "–" : this.format(value);
    });
    if (isEmpty) { this.scale = null; return; }

    const width = Math.max(240, this.root.clientWidth), height = 220;
    const all = points.flatMap((point) => this.series.map((one) => point[one.key] ?? 0));
    const step = niceStep(Math.max(...all, 1e-3) * 1.05, 4);
    const most = Math.ceil((Math.max(...all, 1e-3) * 1.02) / step) * step;
    const ticks = [];
    for (let place = 0; place * step <= most * 1.001; place++) ticks.push(place * step);
    const left = Math.max(...ticks.map((tick) => this.format(tick).length)) * 7 + 12;
    const box = { left, right: width - 8, top: 8, bottom: height - 24 };
    const first = Math.min(0, points[0].elapsed), last = Math.max(points[points.length - 1].elapsed, first + 10);
    const x = (seconds) => box.left + (seconds - first) / (last - first) * (box.right - box.left);
    const y = (value) => box.bottom - value / most * (box.bottom - box.top);
    this.scale = { time: (pixel) => first + (pixel - box.left) / (box.right - box.left) * (last - first) };

    const parts = [];
    for (const tick of ticks) {
      parts.push(svgElement("line", { class: "grid", x1: box.left, x2: box.right, y1: y(tick), y2: y(tick) }));
      parts.push(svgElement("text", { x: box.left - 8, y: y(tick) + 4, "text-anchor": "end" }, tick === 0 ? "0" : this.format(tick)));
    }
    const timeStep = timeSteps.find((one) => (last - first) / one <= Math.max(2, width / 110)) ?? last - first;
    for (let seconds = 0; seconds <= last + 1e-6; seconds += timeStep) {
      const anchor = x(seconds) > box.right - 16 ? "end" : "middle";
      parts.push(svgElement("text", { x: x(seconds), y: height - 6, "text-anchor": anchor }, clock(seconds)));
    }
    for (const one of this.series) parts.push(...this.lines(one, x, y, box));
    if (this.hovered !== null && shown) {
      const place = x(shown.elapsed);
      parts.push(svgElement("line", { class: "cursor", x1: place, x2: place, y1: box.top, y2: box.bottom }));
      parts.push(svgElement("text", { x: place, y: box.top + 2, "text-anchor": place > width / 2 ? "end" : "start",
        dx: place > width / 2 ? -6 : 6 }, clock(shown.elapsed)));
    }
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.replaceChildren(...parts);
  }

  // The line of one series; it is broken where there is no value.
  lines(one, x, y, box) {
    const pieces = [];
    let piece = null;
    for (const point of this.points) {
      const value = point[one.key];
      if (value == null) { piece = null; continue; }
      if (!piece) pieces.push(piece = []);
      piece.push([x(point.elapsed).toFixed(1), y(value).toFixed(1)]);
    }
    return pieces.flatMap((corners) => {
      const path = "M" + corners.map((corner) => corner.join(" ")).join("L");
      const line = corners.length === 1
        ? svgElement("circle", { class: one.style, cx: corners[0][0], cy: corners[0][1], r: 2.5, fill: "currentColor" })
        : svgElement("path", { class: `line ${one.style}`, d: path, stroke: "currentColor" });
      if (!one.area || corners.length === 1) return [line];
      const ground = `${path}L${corners[corners.length - 1][0]} ${box.bottom}L${corners[0][0]} ${box.bottom}Z`;
      return [svgElement("path", { class: `area ${one.style}`, d: ground, fill: "currentColor" }), line];
    });
  }
}
