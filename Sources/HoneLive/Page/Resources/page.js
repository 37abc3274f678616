
// The page itself: listens to the session, shows what it says, and gives orders.

const part = (id) => document.getElementById(id);
const count = (value) => value.toLocaleString("en-US");
const figure = (value) => {
  const size = Math.abs(value);
  if (size === 0) return "0";
  return size >= 99.95 ? count(Math.round(value)) : String(Number(value.toPrecision(3)));
};
const latency = (value) => value == null ? "–" : value >= 999.5 ? `${figure(value / 1000)} s` : `${figure(value)} ms`;
const share = (value) => value === 0 ? "0%" : value < 0.0095 ? `${(value * 100).toFixed(2)}%`
  : value < 0.095 ? `${(value * 100).toFixed(1)}%` : `${Math.round(value * 100)}%`;

const phases = { idle: "ready", running: "running", stopping: "stopping", ended: "ended", failed: "failed" };

const charts = [
  new Chart(part("chart-rate"), [
    { key: "requestsPerSecond", name: "requests/s", style: "rate", area: true },
    { key: "failuresPerSecond", name: "failures/s", style: "failures" },
  ], figure),
  new Chart(part("chart-latency"), [
    { key: "p50", name: "p50", style: "p50" }, { key: "p95", name: "p95", style: "p95" },
    { key: "p99", name: "p99", style: "p99" },
  ], latency),
  new Chart(part("chart-users"), [{ key: "users", name: "users", style: "users", area: true }], figure),
];

// What is known. The history is kept here, and asked for again whenever an event does not follow on it.
let state = null;
let latest = -1;
let past = { run: -1, joins: -1, points: [] };
let isEdited = false;

// MARK: Talking to the session

const token = () => location.hash.slice(1);
const headers = () => ({ "X-Hone-Token": token() });

const alertWith = (text) => {
  part("alert").textContent = text;
  part("alert").hidden = !text;
};

const order = async (path, body) => {
  try {
    const answer = await fetch(path, {
      method: "POST", headers: { ...headers(), "Content-Type": "application/json" }, body: JSON.stringify(body ?? {}),
    });
    const known = await answer.json();
    if (!answer.ok) return alertWith(known.error);
    alertWith("");
    isEdited = false;
    take(known, true);
  } catch {
    alertWith("Hone does not answer; is it still running in the terminal?");
  }
};

const refresh = async () => {
  const answer = await fetch("/api/state", { headers: headers() });
  if (answer.ok) take(await answer.json(), true);
};

// Answers and events come by different connections: what was said earlier may arrive later, and is dropped.
const take = (known, isWhole) => {
  if (known.revision < latest) return;
  latest = known.revision;
  state = known;
  if (isWhole) {
    past = { run: known.run, joins: known.joins, points: known.history };
  } else if (known.run !== past.run || known.joins !== past.joins || known.points > past.points.length + 1
    || known.points < past.points.length) {
    refresh().catch(() => {});
  } else if (known.points === past.points.length + 1) {
    past.points.push(known.history[0]);
  }
  show();
};

// Server-sent events, read with fetch because EventSource cannot send the token in a header.
const listen = async () => {
  const answer = await fetch("/api/events", { headers: headers() });
  if (answer.status === 401) {
    const error = new Error("Open the address that the terminal shows: it ends in a token that this page needs.");
    error.isFinal = true;
    throw error;
  }
  if (!answer.ok) throw new Error("Hone refused to answer.");
  alertWith("");
  latest = -1; // It may be another session than before.
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const line = block.split("\n").find((one) => one.startsWith("data: "));
      if (line) take(JSON.parse(line.slice(6)), false);
    }
  }
};

const stayTuned = async () => {
  for (;;) {
    try {
      await listen();
      alertWith("The connection to Hone was closed; trying again.");
    } catch (error) {
      alertWith(error.isFinal ? error.message : "Hone does not answer; is it still running in the terminal?");
      part("phase").textContent = "not connected";
      part("phase").className = "badge lost";
      if (error.isFinal) return;
    }
    await new Promise((resume) => setTimeout(resume, 1000));
  }
};

// MARK: Showing

const row = (task, cell) => {
  const made = element("tr");
  made.append(element(cell, "", task.name));
  const texts = [count(task.requests), count(task.failures), figure(task.requestsPerSecond), latency(task.average),
    latency(task.p50), latency(task.p95), latency(task.p99), latency(task.max)];
  texts.forEach((text, place) => made.append(element("td", place === 1 && task.failures > 0 ? "number bad" : "number", text)));
  return made;
};

const showCards = () => {
  const now = state.now;
  const isOpen = state.model !== "closed";
  const wanted = state.level ?? state.plannedLevel;
  part("users").textContent = count(state.users);
  part("users-note").textContent = isOpen ? `${count(wanted)} arrivals/s wanted` : `${count(wanted)} wanted`;
  part("rate").textContent = now ? figure(now.requestsPerSecond) : "–";
  part("rate-note").textContent = state.total.requests > 0 ? `${figure(state.averageRequestsPerSecond)} on average` : "";
  part("p95").textContent = now ? latency(now.p95) : "–";
  part("p95-note").textContent = state.total.p95 != null ? `${latency(state.total.p95)} so far` : "";
  const failed = state.total.requests > 0 ? state.total.failures / state.total.requests : 0;
  part("failed").textContent = state.total.requests > 0 ? share(failed) : "–";
  part("failed").className = failed > 0 ? "bad" : "";
  part("failed-note").textContent = state.total.requests > 0
    ? `${count(state.total.failures)} of ${count(state.total.requests)}` : "";
};

const showRules = () => {
  part("thresholds").hidden = state.thresholds.length === 0;
  part("rules").replaceChildren(...state.thresholds.map((rule) => {
    const value = rule.value == null ? "" : rule.unit === "ms" ? latency(rule.value)
      : rule.unit === "share" ? share(rule.value) : `${figure(rule.value)}/s`;
    const mark = rule.isMet == null ? "·" : rule.isMet ? "✓" : "✗";
    return element("li", rule.isMet == null ? "" : rule.isMet ? "met" : "broken",
      `${mark} ${rule.text}${value ? `: ${value}` : ""}`);
  }));
};

const showControls = () => {
  const isBusy = state.phase === "running" || state.phase === "stopping";
  const isOpen = state.model !== "closed";
  part("level-label").textContent = isOpen ? "Arrivals/s" : "Users";
  part("level").max = state.mostLevel;
  if (!isEdited && document.activeElement !== part("level")) part("level").value = state.level ?? state.plannedLevel;
  part("start").hidden = isBusy;
  part("stop").hidden = !isBusy;
  part("stop").disabled = state.phase === "stopping";
  part("apply").hidden = state.phase !== "running";
  part("phase").textContent = phases[state.phase];
  part("phase").className = `badge ${state.phase}`;
  part("time").textContent = state.run === 0 ? "" : isBusy
    ? `${clock(state.elapsed)} of ${clock(state.whole)}${state.elapsed > 0 && !state.isRecording ? ", warming up" : ""}`
    : `after ${clock(state.elapsed)}`;
  part("message").textContent = state.message ?? "";
  const done = state.whole > 0 && state.run > 0 ? Math.min(1, state.elapsed / state.whole) : 0;
  part("done").style.width = `${done * 100}%`;
  part("done").parentElement.setAttribute("aria-valuenow", Math.round(done * 100));
};

const show = () => {
  document.title = `${state.phase === "running" ? "▶ " : ""}${state.target} · Hone load`;
  part("target").textContent = state.target;
  part("users-name").textContent = state.model === "closed" ? "Users" : "Users in use";
  part("users-title").textContent = state.model === "closed" ? "Users" : "Users in use";
  showControls();
  showCards();
  showRules();
  for (const chart of charts) chart.update(past.points);
  part("tasks").replaceChildren(...state.tasks.map((task) => row(task, "td")));
  part("total").replaceChildren(...(state.tasks.length > 1 ? [row(state.total, "td")] : []));
  part("no-tasks").hidden = state.tasks.length > 0;
  part("failures").replaceChildren(...state.failures.map((failure) => {
    const made = element("tr");
    made.append(element("td", "", failure.title), element("td", "number", count(failure.count)),
      element("td", "number", share(failure.count / state.total.requests)));
    return made;
  }));
  part("failure-table").hidden = state.failures.length === 0;
  part("no-failures").hidden = state.failures.length > 0;
};

// MARK: Orders

const level = () => part("level").value === "" ? null : Number(part("level").value);
part("level").addEventListener("input", () => { isEdited = true; });
part("controls").addEventListener("submit", (event) => {
  event.preventDefault();
  if (state?.phase === "running") return order("/api/level", { level: level() });
  // As written, unless somebody chose another: a scenario may have stages.
  order("/api/start", isEdited || state?.level != null ? { level: level() } : {});
});
part("apply").addEventListener("click", () => order("/api/level", { level: level() }));
part("stop").addEventListener("click", () => order("/api/stop"));
window.addEventListener("hashchange", () => location.reload());
stayTuned();
