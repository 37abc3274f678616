// The app's caches, a line for each tier of each, and the button that clears one.

const hasCaches = document.body.dataset.caches === "shown";
const cacheBase = `${location.pathname.replace(/\/+$/, "").replace(/\/monitoring$/, "")}/cache`;

const cacheRows = (caches) => caches.flatMap((cache) => cache.tiers.map((tier, place) => ({
  ...tier, name: `${cache.name} ${place} ${tier.name}`, cache: cache.name, tier: tier.name, isFirst: place === 0,
  loads: place === 0 ? cache.loads : null, failedLoads: cache.failedLoads,
  loadTime: place > 0 ? tier.lookupMilliseconds
    : cache.loads + cache.failedLoads ? cache.loadMilliseconds / (cache.loads + cache.failedLoads) : null,
  isBounded: cache.capacityWeight !== undefined || place > 0,
})));

const cacheColumns = (onClear) => [
  { name: "Cache", value: (row) => row.name, make: (row) => element("span", "", row.cache) },
  { name: "Tier", value: (row) => row.tier, text: (value) => value, isBad: (row) => !row.isAvailable,
    show: (cell, row) => { cell.title = row.problem ?? (row.isAvailable ? "" : "It does not answer."); } },
  { name: "Hits", value: (row) => row.hits, text: whole },
  { name: "Misses", value: (row) => row.misses, text: whole },
  { name: "Hit ratio", value: (row) => row.hits + row.misses ? row.hitRatio : null, text: share, hasBar: true },
  { name: "Loads", value: (row) => row.loads, text: whole,
    show: (cell, row) => { cell.title = row.isFirst && row.failedLoads ? `${counted(row.failedLoads, "load")} failed` : ""; } },
  { name: "Time", title: "A load on average; of outer tiers, a look into them", value: (row) => row.loadTime, text: latency },
  { name: "Evicted", title: "Entries that made room for others", value: (row) => row.evictions, text: whole },
  { name: "Entries", value: (row) => row.entries, text: whole },
  { name: "Weight", title: "As the cache weighs; of outer tiers, bytes", value: (row) => row.isBounded ? row.weight : null,
    text: whole },
  { name: "Clear", title: "Takes everything out of the cache", value: (row) => row.name, make: (row) => {
    if (!row.isFirst) return document.createTextNode("");
    const button = element("button", "", "Clear", element("span", "unseen", ` ${row.cache}`));
    button.type = "button";
    button.addEventListener("click", () => onClear(row.cache));
    return button;
  } },
];

const showCaches = (caches) => {
  part("caches-panel").hidden = false;
  part("no-caches").hidden = caches.length > 0;
  part("clear-all").hidden = caches.length < 2;
  tables.caches.update(cacheRows(caches));
};

// Asks first, as what is cleared has to be loaded anew. The answer is not taken from the dialog's `close`, which comes with
// the next frame that is drawn: late, or when another question is open.
const sure = (title) => new Promise((resume) => {
  say(part("sure-title"), title);
  part("sure-form").onsubmit = (event) => resume(event.submitter?.value === "clear");
  part("sure").oncancel = () => resume(false);
  part("sure").showModal();
});

// One cache, or all of them.
const clearCache = async (name) => {
  if (!await sure(name === null ? "Clear all caches?" : `Clear ${name}?`)) return;
  for (let tries = 0; tries < 2; tries++) {
    try {
      const body = name === null ? undefined : JSON.stringify({ cache: name });
      const answer = await (await ask(`${cacheBase}/clear`, { method: "POST", body })).json();
      const pending = answer.caches.filter((one) => one.pending).map((one) => one.cache);
      say(part("caches-say"), pending.length ? `Cleared in memory; tiers of ${pending.join(", ")} follow.`
        : `Cleared ${answer.caches.map((one) => one.cache).join(", ")}.`);
      break;
    } catch (error) {
      if (error.status === 401 && tries === 0) {
        await openGate(token ? "That is not the token." : "");
        continue;
      }
      say(part("caches-say"), wordsOf(error));
      break;
    }
  }
  await refresh("caches");
};
