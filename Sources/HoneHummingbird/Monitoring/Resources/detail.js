// What is shown in the dialog: the waterfall of a request, and all there is about an endpoint.

const kinds = { query: ["query", "queries"], cache: ["cache look-up", "cache look-ups"],
  http: ["outgoing request", "outgoing requests"], section: ["section", "sections"] };

const openDetail = (title, ...body) => {
  part("detail-title").replaceChildren(...title);
  part("detail-body").replaceChildren(...body);
  if (!part("detail").open) part("detail").showModal();
  // What had the focus may be gone with what was shown before.
  part("detail-title").focus();
};

const figuresList = (pairs) => {
  const list = element("dl", "figures");
  for (const [name, value] of pairs) {
    if (value === null || value === undefined) continue;
    list.append(element("div", value.length > 24 ? "wide" : "", element("dt", "", name), element("dd", "", value)));
  }
  return list;
};

// MARK: A request

const waterfallRow = (request, one) => {
  const bar = element("i", one.kind);
  const whole = Math.max(request.milliseconds, 1e-6);
  const left = Math.min(100, one.start / whole * 100);
  bar.style.left = `${left}%`;
  bar.style.width = `${Math.max(0.3, Math.min(100 - left, one.milliseconds / whole * 100))}%`;
  const what = element("div", "what", element("code", "", one.name), one.detail ? element("span", "soft", one.detail) : null,
    one.place ? element("div", "soft", one.place) : null);
  const row = element("li", "", what, element("div", "track", bar), element("span", "time", latency(one.milliseconds)));
  row.querySelector("code").title = one.name;
  // What does not fit is shown whole when a row is pointed at, or come to by keyboard.
  row.tabIndex = 0;
  return row;
};

// How much of the request its spans explain: they may lie above each other, so their union.
const covered = (spans) => {
  let total = 0, end = 0;
  for (const one of [...spans].sort((a, b) => a.start - b.start)) {
    const from = Math.max(end, one.start), to = one.start + one.milliseconds;
    if (to > from) { total += to - from; end = to; }
  }
  return total;
};

const showRequest = (request) => {
  const totals = new Map();
  for (const one of request.spans) {
    const total = totals.get(one.kind) ?? { count: 0, milliseconds: 0 };
    total.count += 1;
    total.milliseconds += one.milliseconds;
    totals.set(one.kind, total);
  }
  const legend = element("p", "legend");
  for (const [kind, total] of totals) {
    const [name, names] = kinds[kind] ?? [kind, kind];
    legend.append(element("span", "", element("span", `key ${kind}`),
      `${counted(total.count, name, names)}, ${latency(total.milliseconds)}`));
  }
  legend.append(element("span", "", element("span", "key"),
    `${latency(Math.max(0, request.milliseconds - covered(request.spans)))} outside of them`));
  const all = element("div", "track", element("i"));
  all.firstChild.style.width = "100%";
  if (request.timeToFirstByte !== null && request.timeToFirstByte !== undefined) {
    const mark = element("u");
    mark.style.left = `${Math.min(99.5, request.timeToFirstByte / Math.max(request.milliseconds, 1e-6) * 100)}%`;
    mark.title = "first byte";
    all.append(mark);
  }
  const list = element("ol", "wf", element("li", "", element("div", "what", element("b", "", "whole request")), all,
    element("span", "time", latency(request.milliseconds))), ...request.spans.map((one) => waterfallRow(request, one)));
  list.id = "waterfall";
  const findings = element("ul", "findings");
  for (const one of request.findings) {
    const isText = typeof one === "string";
    findings.append(element("li", "", element("span", `chip ${isText ? "" : one.severity}`, isText ? "found" : one.severity),
      element("span", "title", isText ? one : one.title), element("span"),
      isText ? null : element("span", "more soft", one.detail)));
  }
  openDetail(endpointName(request.endpoint),
    figuresList([["Status", String(request.status)], ["Time", latency(request.milliseconds)],
      ["First byte", latency(request.timeToFirstByte)], ["Began", timeOfDay(request.startedAt)],
      ["Request id", request.id], ["Trace", request.traceparent]]),
    request.findings.length ? element("h3", "", "Findings") : "", request.findings.length ? findings : "",
    element("h3", "", "Waterfall"), legend, list,
    request.droppedSpans ? element("p", "soft", `${counted(request.droppedSpans, "more span")} not kept.`) : "");
};

// MARK: An endpoint

const showEndpoint = (endpoint, uptimeSeconds, requests, onRequest) => {
  const table = element("table", "");
  const names = ["window", "requests", "req/s", "errors", "average", "p50", "p95", "p99", "max", "queries"];
  table.append(element("thead", "", element("tr", "", ...names.map((name) => {
    const head = element("th", "", name);
    head.scope = "col";
    return head;
  }))));
  const body = element("tbody");
  for (const [minutes, title] of [[1, "last minute"], [5, "5 minutes"], [60, "hour"], [0, "since start"]]) {
    const row = figuresOf(endpoint, minutes, uptimeSeconds);
    const head = element("th", "", title);
    head.scope = "row";
    body.append(element("tr", "", head, ...[whole(row.count), figure(row.requestsPerSecond),
      whole(row.clientErrors + row.serverErrors), latency(row.average), latency(row.p50), latency(row.p95),
      latency(row.p99), latency(row.max), figure(row.queriesPerRequest)].map((text) => element("td", "", text))));
  }
  table.append(body);
  const repeated = endpoint.queries.mostRepeated;
  const kept = requests.filter((one) => one.endpoint === endpoint.endpoint);
  const list = element("ol", "requests");
  for (const one of kept) list.append(requestItem(one, onRequest));
  openDetail(endpointName(endpoint.endpoint), element("div", "table", table),
    element("h3", "", "Figures since the start"),
    figuresList([["Shortest", latency(endpoint.latency.min)], ["p99.9", latency(endpoint.latency.p999)],
      ["First byte, p95", endpoint.timeToFirstByte.count ? latency(endpoint.timeToFirstByte.p95) : null],
      ["Body, average", bytes(endpoint.responseBytes.average)], ["Body, largest", bytes(endpoint.responseBytes.max)],
      ["Most queries in a request", whole(endpoint.queries.maxPerRequest)],
      ["Time of a query", latency(endpoint.queries.average)],
      ["Cache hits", endpoint.cache.hits + endpoint.cache.misses > 0
        ? share(endpoint.cache.hits / (endpoint.cache.hits + endpoint.cache.misses)) : null],
      ["In flight", whole(endpoint.inFlight)]]),
    ...(repeated ? [element("h3", "", `Run ${whole(repeated.times)} times by one request`),
      element("code", "", repeated.sql), element("p", "soft", repeated.place ?? "")] : []),
    ...(kept.length ? [element("h3", "", "Requests kept"), list] : []));
};

const requestItem = (one, onRequest) => {
  const found = (one.findings ?? []).map((finding) => typeof finding === "string" ? finding : finding.detector ?? finding.title);
  const button = element("button", "link", ...endpointName(one.endpoint));
  button.type = "button";
  button.addEventListener("click", () => onRequest(one.span));
  return element("li", "", element("div", "row", button, element("b", "", latency(one.milliseconds))),
    element("div", "row", element("span", "soft", `${one.status} · ${timeOfDay(one.startedAt)}`
      + (found.length ? ` · ${[...new Set(found)].join(", ")}` : "")), element("span", "soft", one.id)));
};
