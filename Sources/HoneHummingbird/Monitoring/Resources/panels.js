// What the page shows, panel by panel.

// The last two minutes of what comes every second.
const trail = { rate: [], average: [], cpu: [], memory: [] };
const keep = (name, value) => {
  trail[name].push(value);
  if (trail[name].length > 120) trail[name].shift();
  spark(part(`${name}-spark`), trail[name]);
};

const sum = (rows, value) => rows.reduce((total, row) => total + value(row), 0);
const windowNames = { 1: "last minute", 5: "last 5 minutes", 60: "last hour", 0: "since start" };

const showCards = (rows, minutes, metrics) => {
  const count = sum(rows, (row) => row.count), each = (value) => count ? sum(rows, (row) => value(row) * row.count) / count : 0;
  say(part("rate"), figure(sum(rows, (row) => row.requestsPerSecond)));
  say(part("rate-note"), `${whole(count)} · ${whole(metrics.inFlight)} in flight`);
  say(part("average"), count ? latency(each((row) => row.average)) : "–");
  say(part("average-note"), windowNames[minutes]);
  const slowest = rows.filter((row) => row.count > 0).sort((a, b) => b.p95 - a.p95)[0];
  say(part("slowest"), slowest ? latency(slowest.p95) : "–");
  say(part("slowest-note"), slowest?.name ?? "");
  part("slowest-note").title = slowest?.name ?? "";
  const failed = sum(rows, (row) => row.serverErrors), refused = sum(rows, (row) => row.clientErrors);
  say(part("errors"), count ? share(failed / count) : "–");
  part("errors").className = failed ? "bad" : "";
  say(part("errors-note"), `${whole(failed)} × 5xx · ${whole(refused)} × 4xx`);
  say(part("queries-each"), count ? figure(each((row) => row.queriesPerRequest)) : "–");
  say(part("queries-each-note"), count ? `${latency(each((row) => row.queryMillisecondsPerRequest))} a request` : "");
};

const showEndpoints = (rows, filter, metrics) => {
  const wanted = rows.filter((row) => row.name.toLowerCase().includes(filter.toLowerCase()));
  tables.endpoints.update(wanted);
  part("no-endpoints").hidden = wanted.length > 0;
  say(part("no-endpoints"), rows.length ? "No endpoint has that in its name." : "No requests yet.");
  part("folded").hidden = !metrics.foldedRequests;
  say(part("folded"), `${counted(metrics.foldedRequests, "request")} of further endpoints are counted as “other”: `
    + `${whole(metrics.maximumEndpoints)} are told apart.`);
};

const sheddings = { none: "nothing left out", traces: "spans left out", queries: "spans and queries left out" };

const showSystem = (system, metrics) => {
  if (!system) return;
  say(part("cpu"), `${figure(system.cpuPercent)}%`);
  say(part("cpu-note"), "of one core");
  say(part("memory"), bytes(system.residentBytes));
  say(part("memory-note"), `at most ${bytes(system.peakResidentBytes)}`);
  const lag = system.eventLoopLag, own = system.monitor;
  const pairs = [["Uptime", span(system.uptimeSeconds)], ["Threads", whole(system.threads)],
    ["Open descriptors", whole(system.openDescriptors)],
    ["CPU time", `${span(system.userSeconds + system.systemSeconds)}`],
    ["Event loop lag, p99", lag ? latency(lag.p99) : null], ["Event loop lag, max", lag ? latency(lag.max) : null],
    ["Monitor: CPU", own ? share(own.cpuShare) : null], ["Monitor: memory", own ? bytes(own.memoryBytes) : null],
    ["Monitor: detail", own ? sheddings[own.shedding] ?? own.shedding : null],
    ["Log", metrics.log ? `${whole(metrics.log.written)} lines` : null],
    ["Log, lost", metrics.log && metrics.log.dropped + metrics.log.failed
      ? `${whole(metrics.log.dropped + metrics.log.failed)} lines` : null]];
  follow(part("system"), pairs.filter((pair) => pair[1] !== null), (pair) => pair[0],
    (pair) => element("div", "", element("dt", "", pair[0]), element("dd")),
    (made, pair) => say(made.lastChild, pair[1]));
};

const showCache = (rows) => {
  const asking = rows.filter((row) => row.cacheHits + row.cacheMisses > 0);
  part("cache-panel").hidden = asking.length === 0;
  const hits = sum(asking, (row) => row.cacheHits), all = hits + sum(asking, (row) => row.cacheMisses);
  if (!all) return;
  part("cache-gauge").firstElementChild.style.width = `${hits / all * 100}%`;
  part("cache-gauge").setAttribute("aria-label", `${share(hits / all)} of look-ups were hits`);
  const lines = [{ name: "All", cacheHits: hits, cacheMisses: all - hits },
    ...asking.sort((a, b) => b.cacheHits + b.cacheMisses - a.cacheHits - a.cacheMisses).slice(0, 8)];
  follow(part("cache"), lines, (row) => row.name,
    (row) => element("li", "row", element("span", "", ...endpointName(row.name)), element("span", "soft")),
    (made, row) => say(made.lastChild, `${share(row.cacheHits / (row.cacheHits + row.cacheMisses))} hits of `
      + `${whole(row.cacheHits + row.cacheMisses)}`));
};

const showParts = (gauges) => {
  const names = Object.keys(gauges).sort();
  part("parts-panel").hidden = names.length === 0;
  follow(part("parts"), names, (name) => name,
    (name) => element("div", "", element("h3", "", name), element("dl", "figures")),
    (made, name) => follow(made.lastChild, Object.keys(gauges[name]).sort(), (one) => one,
      (one) => element("div", "", element("dt", "", one), element("dd")),
      (item, one) => say(item.lastChild, figure(gauges[name][one]))));
};

const severities = ["HIGH", "MEDIUM", "LOW"];

const showFindings = (findings, onExample) => {
  const order = [...findings].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity)
    || b.count - a.count);
  part("no-findings").hidden = order.length > 0;
  follow(part("findings"), order, (one) => one.id,
    (one) => {
      const made = element("li", "", element("span"), element("span", "title"), element("span", "side soft"),
        element("span", "more soft"));
      if (one.requestID) {
        const open = element("button", "link", "open a request");
        open.type = "button";
        open.addEventListener("click", () => onExample(made.finding));
        made.append(element("span", "side", open));
      }
      return made;
    },
    (made, one) => {
      made.finding = one;
      made.children[0].className = `chip ${one.severity}`;
      say(made.children[0], one.severity);
      say(made.children[1], one.title);
      say(made.children[2], `${counted(one.count, "time")} · ${ago(one.lastSeen)}`);
      const title = one.title.includes(one.location) ? [] : [one.location];
      say(made.children[3], [...title, one.detail, one.place].filter(Boolean).join(" · "));
    });
};

const showQueries = (queries, order) => {
  const value = (one) => order === "count" ? one.count : one.milliseconds;
  const most = Math.max(...queries.map(value), 1e-9);
  part("no-queries").hidden = queries.length > 0;
  follow(part("queries"), queries.slice(0, 12), (one) => `${one.endpoint} ${one.place ?? ""} ${one.sql}`,
    (one) => {
      const code = element("code", "", one.sql);
      code.title = one.sql;
      return element("li", "", code, element("div", "meter", element("i")),
        element("div", "row", element("span", "soft"), element("b")));
    },
    (made, one) => {
      made.children[1].firstChild.style.width = `${value(one) / most * 100}%`;
      say(made.lastChild.firstChild, [one.endpoint, one.place].filter(Boolean).join(" · "));
      say(made.lastChild.lastChild, `${whole(one.count)} × ${latency(one.average)} = ${latency(one.milliseconds)}`);
    });
};

const showRequests = (requests, onRequest) => {
  part("no-requests").hidden = requests.length > 0;
  const order = [...requests].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, 10);
  follow(part("requests"), order, (one) => one.span, (one) => requestItem(one, onRequest), () => {});
};

const showPages = (pages) => {
  part("pages-panel").hidden = pages.length === 0;
  tables.pages.update(pages.map((page) => ({ ...page, name: page.page })));
};
