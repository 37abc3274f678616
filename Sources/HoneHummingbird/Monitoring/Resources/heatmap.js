// The heat map: a column for each ten seconds of the last ten minutes, a row for each stretch of latency, the colour
// says how many requests. The arrow keys move a cursor through it.

const heat = {
  columns: 60,
  shown: null,
  cursor: null,

  label(shown, row) {
    const from = shown.edges[row], to = shown.edges[row + 1];
    if (to === undefined) return `from ${latency(from)}`;
    return from === 0 ? `below ${latency(to)}` : `${latency(from)} to ${latency(to)}`;
  },

  // Rows from the lowest to the highest that any request fell into, with a free one on either side.
  rows(shown) {
    let low = shown.edges.length, high = -1;
    for (const column of shown.columns) {
      column.counts.forEach((count, row) => {
        if (count > 0) { low = Math.min(low, row); high = Math.max(high, row); }
      });
    }
    return high < 0 ? null : [Math.max(0, low - 1), Math.min(shown.edges.length - 1, high + 1)];
  },

  update(shown) {
    heat.shown = shown;
    heat.draw();
  },

  draw() {
    const shown = heat.shown, root = part("heat");
    const rows = shown && heat.rows(shown);
    root.hidden = !rows;
    part("heat-legend").hidden = !rows;
    if (!rows) return say(part("heat-say"), "No requests yet.");
    const [low, high] = rows;
    const step = shown.secondsPerColumn;
    const latest = Math.max(...shown.columns.map((column) => column.time));
    const since = Math.max(0, Math.floor((Date.now() / 1000 - latest) / step));
    const last = latest + (since < heat.columns ? since : 0) * step;
    const first = last - (heat.columns - 1) * step;
    const most = Math.max(...shown.columns.flatMap((column) => column.counts), 1);
    const width = Math.max(280, root.clientWidth), cell = Math.max(9, Math.min(18, Math.floor(260 / (high - low + 1))));
    const left = 64, right = 4, bottom = 22, top = 2;
    const wide = (width - left - right) / heat.columns;
    const height = top + (high - low + 1) * cell + bottom;
    const svg = svgElement("svg", { viewBox: `0 0 ${width} ${height}`, height, "aria-hidden": "true" });
    const byTime = new Map(shown.columns.map((column) => [column.time, column.counts]));
    const y = (row) => top + (high - row) * cell;
    for (let place = 0; place < heat.columns; place++) {
      const counts = byTime.get(first + place * step);
      for (let row = low; row <= high; row++) {
        const count = counts?.[row] ?? 0;
        const level = count === 0 ? 0 : 1 + Math.min(5, Math.floor(Math.log(count) / Math.log(Math.max(most, 2)) * 5.001));
        svg.append(svgElement("rect", { class: `c${level}`, x: (left + place * wide).toFixed(2), y: y(row) + 0.5,
          width: Math.max(1, wide - 1).toFixed(2), height: cell - 1, rx: 1.5 }));
      }
    }
    const every = Math.ceil(16 / cell);
    for (let row = low; row <= high; row += every) {
      svg.append(svgElement("text", { x: left - 8, y: y(row) + cell, "text-anchor": "end" }, latency(shown.edges[row])));
    }
    for (let place = heat.columns - 1; place >= 0; place -= 12) {
      const label = place === heat.columns - 1 ? "now" : `−${Math.round((heat.columns - 1 - place) * step / 60)} min`;
      svg.append(svgElement("text", { x: left + (place + 0.5) * wide, y: height - 6,
        "text-anchor": place === heat.columns - 1 ? "end" : "middle" }, label));
    }
    heat.place = { low, high, first, step, left, wide, top, cell, width, byTime };
    if (heat.cursor) {
      const column = Math.max(0, Math.min(heat.columns - 1, heat.cursor.column));
      const row = Math.max(low, Math.min(high, heat.cursor.row));
      heat.cursor = { column, row };
      svg.append(svgElement("rect", { class: "cursor", x: left + column * wide - 0.5, y: y(row), width: wide, height: cell,
        rx: 2 }));
    }
    root.replaceChildren(svg);
    heat.legend(most);
    heat.tell();
  },

  legend(most) {
    const root = part("heat-legend");
    if (!root.firstChild) {
      const scale = svgElement("svg", { viewBox: "0 0 98 12", "aria-hidden": "true" });
      for (let level = 0; level < 7; level++) {
        scale.append(svgElement("rect", { class: `c${level}`, x: level * 14, y: 0, width: 14, height: 12 }));
      }
      root.append("0", element("span", "scale", scale), element("span", "most"));
    }
    say(root.querySelector(".most"), counted(most, "request") + " in 10 s");
  },

  tell() {
    const { place, cursor, shown } = heat;
    if (!cursor) {
      const total = shown.columns.reduce((sum, column) => sum + column.counts.reduce((a, b) => a + b, 0), 0);
      return say(part("heat-say"), `${counted(total, "request")}. Point at a cell, or press the arrow keys.`);
    }
    const time = place.first + cursor.column * place.step;
    const count = place.byTime.get(time)?.[cursor.row] ?? 0;
    say(part("heat-say"), `${timeOfDay(time * 1000)}: ${counted(count, "request")} ${heat.label(shown, cursor.row)}.`);
  },

  move(columns, rows) {
    if (!heat.place) return;
    heat.cursor = heat.cursor
      ? { column: heat.cursor.column + columns, row: heat.cursor.row + rows }
      : { column: heat.columns - 1, row: heat.place.low };
    heat.draw();
  },

  point(pointer) {
    const place = heat.place;
    if (!place) return;
    const box = part("heat").getBoundingClientRect();
    const x = (pointer.clientX - box.left) * place.width / box.width - place.left;
    const row = place.high - Math.floor((pointer.clientY - box.top - place.top) / place.cell);
    if (x < 0 || row < place.low || row > place.high) return;
    heat.cursor = { column: Math.min(heat.columns - 1, Math.floor(x / place.wide)), row };
    heat.draw();
  },

  start() {
    const keys = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    part("heat").addEventListener("keydown", (event) => {
      if (!keys[event.key]) return;
      event.preventDefault();
      heat.move(...keys[event.key]);
    });
    // Read out to those who move through it, and to nobody else: the total changes every few seconds.
    part("heat").addEventListener("focus", () => part("heat-say").setAttribute("aria-live", "polite"));
    part("heat").addEventListener("blur", () => part("heat-say").removeAttribute("aria-live"));
    part("heat").addEventListener("pointermove", heat.point);
    part("heat").addEventListener("pointerleave", () => { heat.cursor = null; if (heat.shown) heat.draw(); });
    new ResizeObserver(() => { if (heat.shown) heat.draw(); }).observe(part("heat"));
  },
};
