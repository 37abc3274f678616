// Tables that are sorted by a press on a column's head: the endpoints and the pages.

class SortedTable {
  // columns: [{ name, title, value, text, show }], `show(cell, row)` fills a cell in another way than with text.
  constructor(table, columns, sort) {
    this.body = table.tBodies[0];
    this.columns = columns;
    this.sort = sort;
    this.rows = [];
    this.heads = columns.map((column, place) => {
      const button = element("button", "", column.name);
      button.type = "button";
      if (column.title) button.title = column.title;
      button.addEventListener("click", () => this.press(place));
      const head = element("th", "", button);
      head.scope = "col";
      return head;
    });
    table.tHead.rows[0].replaceChildren(...this.heads);
    this.mark();
  }

  // The same column again turns the order round; another begins with what matters: names from A, figures from the top.
  press(place) {
    const isSame = this.sort.place === place;
    this.sort = { place, isAscending: isSame ? !this.sort.isAscending : place === 0 };
    this.mark();
    this.draw();
  }

  mark() {
    this.heads.forEach((head, place) => {
      if (place !== this.sort.place) return head.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", this.sort.isAscending ? "ascending" : "descending");
    });
  }

  update(rows) {
    this.rows = rows;
    this.draw();
  }

  draw() {
    const { value } = this.columns[this.sort.place];
    const sign = this.sort.isAscending ? 1 : -1;
    const order = (a, b) => {
      const left = value(a), right = value(b);
      return sign * (typeof left === "string" ? left.localeCompare(right) : (left ?? -1) - (right ?? -1))
        || a.name.localeCompare(b.name);
    };
    const most = this.columns.map((column) => column.hasBar ? Math.max(...this.rows.map(column.value), 1e-9) : 0);
    follow(this.body, [...this.rows].sort(order), (row) => row.name,
      (row) => element("tr", "", ...this.columns.map((column, place) => {
        const cell = element(place === 0 ? "th" : "td");
        if (place === 0) cell.scope = "row";
        if (column.make) cell.append(column.make(row));
        else cell.append(document.createTextNode(""));
        if (column.hasBar) {
          cell.className = "bar-cell";
          cell.append(element("i"));
        }
        return cell;
      })),
      (made, row) => this.columns.forEach((column, place) => {
        if (column.make) return;
        const cell = made.cells[place], known = column.value(row);
        const text = known === null || known === undefined ? "–" : column.text(known);
        if (cell.firstChild.data !== text) cell.firstChild.data = text;
        if (column.hasBar) cell.lastChild.style.width = `${(known ?? 0) / most[place] * 60}%`;
        cell.classList.toggle("zero", known === 0 || known === null || known === undefined);
        cell.classList.toggle("bad", column.isBad?.(row) ?? false);
        if (column.show) column.show(cell, row);
      }));
  }
}

// MARK: Endpoints

// The figures of an endpoint in the window that is looked at; of 0 minutes, since the start.
const figuresOf = (endpoint, minutes, uptimeSeconds) => {
  const window = endpoint.windows.find((one) => one.minutes === minutes);
  if (window) return { ...window, name: endpoint.endpoint, inFlight: endpoint.inFlight };
  return {
    name: endpoint.endpoint, inFlight: endpoint.inFlight, count: endpoint.count,
    requestsPerSecond: endpoint.count / Math.max(1, uptimeSeconds), clientErrors: endpoint.clientErrors,
    serverErrors: endpoint.serverErrors, average: endpoint.latency.average, p50: endpoint.latency.p50,
    p95: endpoint.latency.p95, p99: endpoint.latency.p99, max: endpoint.latency.max,
    queriesPerRequest: endpoint.queries.perRequest,
    queryMillisecondsPerRequest: endpoint.queries.millisecondsPerRequest,
    cacheHits: endpoint.cache.hits, cacheMisses: endpoint.cache.misses,
  };
};

const endpointColumns = (onPress) => [
  { name: "Endpoint", value: (row) => row.name, make: (row) => nameButton(row.name, onPress) },
  { name: "Req/s", value: (row) => row.requestsPerSecond, text: figure },
  { name: "Requests", value: (row) => row.count, text: whole },
  { name: "Errors", title: "Answers with a status of 400 and above; red: of 500 and above",
    value: (row) => row.clientErrors + row.serverErrors, text: whole, isBad: (row) => row.serverErrors > 0 },
  { name: "Average", value: (row) => row.average, text: latency },
  { name: "p50", value: (row) => row.p50, text: latency },
  { name: "p95", value: (row) => row.p95, text: latency, hasBar: true },
  { name: "p99", value: (row) => row.p99, text: latency },
  { name: "Max", value: (row) => row.max, text: latency },
  { name: "Queries", title: "Queries per request", value: (row) => row.queriesPerRequest, text: figure },
  { name: "Query time", title: "Time in queries per request", value: (row) => row.queryMillisecondsPerRequest,
    text: (value) => value ? latency(value) : "–" },
];

// MARK: Pages

// The limits of "good" and "poor" of Web Vitals (web.dev/articles/vitals), judged at the 75th percentile.
const vitals = { ttfb: [800, 1800], fcp: [1800, 3000], lcp: [2500, 4000], cls: [0.1, 0.25], inp: [200, 500] };

const vital = (key, name, title) => ({
  name, title, value: (row) => row[key]?.p75, text: key === "cls" ? (value) => value.toFixed(3) : latency,
  show: (cell, row) => {
    const limits = vitals[key], value = row[key]?.p75;
    const judged = value === undefined || !limits ? "" : value <= limits[0] ? "good" : value <= limits[1] ? "fair" : "poor";
    const text = value === undefined ? "–" : key === "cls" ? value.toFixed(3) : latency(value);
    cell.replaceChildren(document.createTextNode(""),
      element("span", judged ? `vital ${judged}` : "", text, judged && element("small", "", ` ${judged}`)));
    cell.title = judged ? { good: "good", fair: "needs improvement", poor: "poor" }[judged] : "";
  },
});

const pageColumns = () => [
  { name: "Page", value: (row) => row.name, make: (row) => element("span", "", row.name) },
  { name: "Visits", value: (row) => row.count, text: whole },
  vital("lcp", "LCP", "Largest Contentful Paint"), vital("inp", "INP", "Interaction to Next Paint"),
  vital("cls", "CLS", "Cumulative Layout Shift"), vital("fcp", "FCP", "First Contentful Paint"),
  vital("ttfb", "TTFB", "Time to first byte"), vital("load", "Load", "Until everything was loaded"),
];
