// The page itself: asks for what the monitor knows, listens to it every second, and has the panels show it.

const base = location.pathname.replace(/\/+$/, "");
const tokenKey = "hone-monitor-token";
const known = { metrics: null, system: null, queries: [], findings: [], requests: [], pages: [] };
const chosen = { minutes: 1, order: "time", filter: "", isPaused: false };

// MARK: Talking to the monitor

// How long the page waits, in ms: for more of what comes every second, and for the whole of any other answer. An app that
// is stopped, or a connection that is lost without a word, would else look alive for ever.
const limits = { silence: 10000, answer: 15000 };

const stored = (storage, key, value) => {
  try {
    if (value === undefined) return storage.getItem(key);
    if (value === null) storage.removeItem(key); else storage.setItem(key, value);
  } catch { /* A browser may forbid to store; then it is asked again. */ }
  return value ?? null;
};
// What a header can carry for certain, and what the app compares byte by byte: visible ASCII, no spaces.
const isToken = (text) => /^[\x21-\x7e]+$/.test(text);
let token = stored(sessionStorage, tokenKey);
if (token !== null && !isToken(token)) token = null;
const headers = () => token ? { Authorization: `Bearer ${token}` } : {};

const alertWith = (text) => {
  say(part("alert"), text);
  part("alert").hidden = !text;
};

class Refused extends Error {
  constructor(status, message) { super(message); this.status = status; }
}

const ask = async (path, options = {}) => {
  const answer = await fetch(path.startsWith("/") ? path : `${base}/${path}`,
    { signal: AbortSignal.timeout(limits.answer), ...options, headers: headers() });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, problem.detail ?? `The monitor answered ${answer.status}.`);
};
const askJSON = async (path) => (await ask(path)).json();
const wordsOf = (error) => error instanceof Refused ? error.message : "The app does not answer.";

// The token is asked for once, whatever was refused for the lack of it meanwhile.
let opening = null;
const openGate = (message) => opening ??= new Promise((resume) => {
  say(part("gate-error"), message);
  part("gate").showModal();
  part("gate-form").onsubmit = (event) => {
    event.preventDefault();
    const given = part("token").value.trim();
    if (!isToken(given)) {
      const odd = given.match(/[^\x21-\x7e]/u)?.[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
      say(part("gate-error"), `A token is of visible ASCII characters without spaces${odd ? `; this has U+${odd} in it.` : "."}`);
      part("token").select();
      return;
    }
    token = given;
    stored(sessionStorage, tokenKey, token);
    part("token").value = "";
    opening = null;
    part("gate").close();
    resume();
  };
});

// How it stands with the app; a pause is said only of what would come.
let standing = ["connecting", ""];
const showStatus = () => {
  const [text, style] = chosen.isPaused && standing[1] !== "lost" ? ["paused", "paused"] : standing;
  say(part("status"), text);
  part("status").className = `badge ${style}`;
};
const status = (text, style) => {
  standing = [text, style];
  showStatus();
};

const pause = (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds));

// MARK: Showing

const show = () => {
  const { metrics, system } = known;
  if (!metrics) return;
  const rows = metrics.endpoints.map((one) => figuresOf(one, chosen.minutes, metrics.uptimeSeconds));
  const active = chosen.minutes === 0 ? rows : rows.filter((row) => row.count > 0 || row.inFlight > 0);
  showCards(active, chosen.minutes, metrics);
  showEndpoints(active, chosen.filter, metrics);
  showSystem(system, metrics);
  showCache(active);
  showParts(metrics.gauges);
  say(part("foot"), `Recording for ${span(metrics.uptimeSeconds)}: ${counted(metrics.requests, "request")}, `
    + `${whole(metrics.endpoints.length)} of at most ${whole(metrics.maximumEndpoints)} endpoints. `
    + "The monitor's own pages are not counted.");
};

const take = (snapshot) => {
  if (chosen.isPaused) return;
  Object.assign(known, snapshot);
  const now = known.metrics.endpoints.map((one) => figuresOf(one, 1, known.metrics.uptimeSeconds));
  const count = sum(now, (row) => row.count);
  keep("rate", sum(now, (row) => row.requestsPerSecond));
  keep("average", count ? sum(now, (row) => row.average * row.count) / count : 0);
  if (known.system) {
    keep("cpu", known.system.cpuPercent);
    keep("memory", known.system.residentBytes);
  }
  show();
};

// MARK: What comes by itself

// Server-sent events, read with fetch because EventSource cannot send the token in a header. Given up when nothing came for
// too long.
const listen = async () => {
  const connection = new AbortController();
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => connection.abort(), limits.silence);
  };
  try {
    wait();
    const answer = await ask("events", { signal: connection.signal });
    status("live", "live");
    alertWith("");
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      wait();
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const line = block.split("\n").find((one) => one.startsWith("data: "));
        if (line) take(JSON.parse(line.slice(6)));
      }
    }
  } finally {
    clearTimeout(timer);
    connection.abort();
  }
};

// As many pages listen as the monitor serves: this one asks instead.
const askInstead = async () => {
  const [metrics, system] = await Promise.all([askJSON("metrics"), askJSON("system")]);
  status("asking", "paused");
  alertWith("");
  take({ metrics, system });
};

const stayTuned = async () => {
  for (;;) {
    try {
      try {
        await listen();
        status("reconnecting", "lost");
      } catch (error) {
        if (error.status !== 503) throw error;
        await askInstead();
        await pause(1000);
      }
    } catch (error) {
      if (error.status === 401) {
        status("locked", "lost");
        await openGate(token ? "That is not the token." : "");
        continue;
      }
      status("not connected", "lost");
      alertWith(error instanceof Refused ? error.message : "The app does not answer; trying again.");
    }
    await pause(1000);
  }
};

// What changes slowly is asked for. A part that fails leaves the others alone.
const slowParts = {
  heatmap: async () => heat.update(await askJSON("heatmap")),
  queries: async () => {
    known.queries = (await askJSON(`queries?order=${chosen.order}`)).queries;
    showQueries(known.queries, chosen.order);
  },
  findings: async () => {
    known.findings = (await askJSON("findings")).findings;
    showFindings(known.findings, openExample);
  },
  requests: async () => {
    known.requests = (await askJSON("requests")).requests;
    showRequests(known.requests, openRequest);
  },
  pages: async () => {
    known.pages = (await askJSON("page-metrics")).pages;
    showPages(known.pages);
  },
  ...(hasCaches && { caches: async () => showCaches((await askJSON(`${cacheBase}/stats`)).caches) }),
};

// What the parts that were refused were told, by their names. A part that is answered again takes its own words away.
const complaints = new Map();
const settle = (name) => {
  const told = complaints.get(name);
  complaints.delete(name);
  if (told !== undefined && part("alert").textContent === told) alertWith([...complaints.values()].at(-1) ?? "");
};

const refresh = (...names) => Promise.all(names.map(async (name) => {
  try {
    await slowParts[name]();
    settle(name);
  } catch (error) {
    if (!(error instanceof Refused)) console.error(error);
    else if (error.status !== 401) {
      complaints.set(name, error.message);
      alertWith(error.message);
    }
  }
}));

const keepAsking = async () => {
  for (;;) {
    if (!chosen.isPaused && !document.hidden && !opening) await refresh(...Object.keys(slowParts));
    await pause(opening ? 200 : 3000);
  }
};

// MARK: What people do

// By its span, which no other request has, or by its id, which clients choose.
const openRequest = async (name) => {
  try {
    showRequest(await askJSON(`requests/${encodeURIComponent(name)}`));
  } catch (error) {
    openDetail(["Request"], element("p", "", error.status === 404
      ? "This request is not kept any more: slower ones took its place." : wordsOf(error)));
  }
};

// A finding knows its example's id: of the requests that have it, one that shows the finding.
const openExample = (finding) => openRequest(known.requests.find((one) => one.id === finding.requestID
  && one.endpoint === finding.location && one.findings.includes(finding.detector))?.span ?? finding.requestID);

const openEndpoint = (name) => {
  const endpoint = known.metrics.endpoints.find((one) => one.endpoint === name);
  if (endpoint) showEndpoint(endpoint, known.metrics.uptimeSeconds, known.requests, openRequest);
};

const tables = {
  endpoints: new SortedTable(part("endpoints"), endpointColumns(openEndpoint), { place: 6, isAscending: false }),
  pages: new SortedTable(part("pages"), pageColumns(), { place: 1, isAscending: false }),
  caches: new SortedTable(part("caches"), cacheColumns(clearCache), { place: 0, isAscending: true }),
};

const themes = ["system", "light", "dark"];
const setTheme = (theme) => {
  if (theme === "system") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.dataset.theme = theme;
  say(part("theme"), `Theme: ${theme}`);
  stored(localStorage, "hone-monitor-theme", theme === "system" ? null : theme);
};
setTheme(themes.includes(stored(localStorage, "hone-monitor-theme")) ? stored(localStorage, "hone-monitor-theme") : "system");
part("theme").addEventListener("click", () => {
  const now = document.documentElement.dataset.theme ?? "system";
  setTheme(themes[(themes.indexOf(now) + 1) % themes.length]);
});
part("windows").addEventListener("change", (event) => {
  chosen.minutes = Number(event.target.value);
  show();
});
part("order").addEventListener("change", (event) => {
  chosen.order = event.target.value;
  refresh("queries");
});
part("filter").addEventListener("input", (event) => {
  chosen.filter = event.target.value;
  show();
});
part("pause").addEventListener("click", () => {
  chosen.isPaused = !chosen.isPaused;
  part("pause").setAttribute("aria-pressed", String(chosen.isPaused));
  say(part("pause"), chosen.isPaused ? "Go on" : "Pause");
  showStatus();
});
part("clear-all").addEventListener("click", () => clearCache(null));
part("close").addEventListener("click", () => part("detail").close());
part("detail").addEventListener("click", (event) => { if (event.target === part("detail")) part("detail").close(); });
// Behind the gate there is nothing to do. A browser lets a page hold Escape back once and no more, so it opens again.
part("gate").addEventListener("cancel", (event) => event.preventDefault());
part("gate").addEventListener("close", () => { if (opening && !part("gate").open) part("gate").showModal(); });

say(part("host"), location.host);
document.title = `${location.host} · Hone monitor`;
heat.start();
stayTuned();
keepAsking();
