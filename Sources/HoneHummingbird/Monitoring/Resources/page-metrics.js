// Measures how a visitor sees the page and sends it once, when the page is first hidden: left, closed, or another tab or
// app looked at. Put it into pages as
//   <script src="/api/monitoring/page-metrics.js" defer></script>
// and, where ids in the path cannot be told from words, name the page: data-page="/chefs/{name}".
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || !navigator.sendBeacon || !window.PerformanceObserver) return;
  const target = script.src.replace(/\.js([?#].*)?$/, "");
  const measured = { page: script.dataset.page || location.pathname };
  const observe = (type, options, take) => {
    try {
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...options });
    } catch { /* This browser does not measure it. */ }
  };

  // What happens while the page is in the background says nothing about what a visitor saw.
  let firstHidden = document.visibilityState === "hidden" ? 0 : Infinity;
  observe("paint", {}, (entry) => {
    if (entry.name === "first-contentful-paint" && entry.startTime < firstHidden) measured.fcp = entry.startTime;
  });
  observe("largest-contentful-paint", {}, (entry) => {
    if (entry.startTime < firstHidden) measured.lcp = entry.startTime;
  });

  // Shifts less than a second apart and within five seconds are one session; the worst session counts.
  let shift = 0, began = 0, last = 0;
  observe("layout-shift", {}, (entry) => {
    if (entry.hadRecentInput) return;
    const isSame = entry.startTime - last < 1000 && entry.startTime - began < 5000;
    if (!isSame) { shift = 0; began = entry.startTime; }
    shift += entry.value;
    last = entry.startTime;
    measured.cls = Math.max(measured.cls ?? 0, shift);
  });

  // The longest interaction, leaving out one for every fifty.
  const longest = new Map();
  let interactions = 0;
  const interact = (entry) => {
    if (!entry.interactionId) return;
    if (!longest.has(entry.interactionId)) interactions += 1;
    longest.set(entry.interactionId, Math.max(entry.duration, longest.get(entry.interactionId) ?? 0));
    const order = [...longest].sort((a, b) => b[1] - a[1]).slice(0, 10);
    longest.clear();
    for (const [id, duration] of order) longest.set(id, duration);
    measured.inp = order[Math.min(order.length - 1, Math.floor(interactions / 50))][1];
  };
  observe("event", { durationThreshold: 40 }, interact);
  // The first is told however short it was: without it the figure would be of visits with a long one only.
  observe("first-input", {}, interact);

  let isSent = false;
  const send = () => {
    if (isSent) return;
    isSent = true;
    const navigation = performance.getEntriesByType("navigation")[0];
    // A page that was seen and did not shift has a shift of zero; without it the figure would be of bad visits only.
    if (PerformanceObserver.supportedEntryTypes?.includes("layout-shift")
      && performance.getEntriesByName("first-contentful-paint").length) measured.cls ??= 0;
    if (navigation) {
      // A page shown before it was asked for (prerendering) began when it was shown.
      const start = navigation.activationStart ?? 0;
      for (const [name, time] of [["ttfb", navigation.responseStart], ["domInteractive", navigation.domInteractive],
        ["load", navigation.loadEventEnd]]) {
        if (time > 0) measured[name] = Math.max(0, time - start);
      }
    }
    navigator.sendBeacon(target, JSON.stringify(measured));
  };
  addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    firstHidden = Math.min(firstHidden, performance.now());
    send();
  }, true);
  addEventListener("pagehide", send, true);
})();
