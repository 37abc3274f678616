/// The style of the page. Colours are named once for light and once for dark; text on its ground has a contrast of at
/// least 4.5 to 1 (WCAG 2.2 §1.4.3), and no state is told by colour alone.
enum StyleSheet {
    static let text = """
        :root {
          --ground: #f5f6f8; --paper: #ffffff; --ink: #18212c; --soft: #566273; --line: #dfe4ea;
          --before: #a3aebc; --before-text: #566273; --after: #0d7d74; --after-text: #0b6b63;
          --limit: #b4540a; --good: #17713a; --good-ground: #e3f4e9; --bad: #b3261e; --bad-ground: #fbe7e5;
          --warn: #8a5a00; --warn-ground: #fbf0d9; --calm-ground: #eceff3; --noise: #e9edf2;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #0e1319; --paper: #161d26; --ink: #e7ecf2; --soft: #a0adbc; --line: #2a3542;
            --before: #77879a; --before-text: #a0adbc; --after: #2fc4b2; --after-text: #4fd6c5;
            --limit: #f2a35e; --good: #63d48f; --good-ground: #143322; --bad: #ff8f86; --bad-ground: #3d1a18;
            --warn: #f0c265; --warn-ground: #38290c; --calm-ground: #222c38; --noise: #202a35;
          }
        }
        * { box-sizing: border-box; }
        html { font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
          color: var(--ink); background: var(--ground); -webkit-text-size-adjust: 100%; }
        body { margin: 0; }
        main { max-width: 1080px; margin: 0 auto; padding: 40px 24px 8px; }
        footer { max-width: 1080px; margin: 0 auto; padding: 0 24px 48px; color: var(--soft); font-size: 14px; }
        a { color: var(--after-text); }
        .skip { position: absolute; left: -9999px; }
        .skip:focus { left: 16px; top: 8px; background: var(--paper); padding: 8px 12px; }
        :focus-visible { outline: 2px solid var(--after); outline-offset: 2px; border-radius: 4px; }
        .kicker { margin: 0; color: var(--soft); font-size: 14px; letter-spacing: .04em; }
        h1 { margin: 6px 0 10px; font-size: clamp(26px, 4vw, 40px); line-height: 1.2; font-weight: 650;
          letter-spacing: -.015em; text-wrap: balance; }
        h1 em { font-style: normal; color: var(--after-text); }
        h1 .was { color: var(--soft); font-weight: 500; }
        h2 { margin: 0 0 4px; font-size: 22px; line-height: 1.3; font-weight: 650; letter-spacing: -.01em; }
        h3 { margin: 22px 0 8px; font-size: 16px; font-weight: 650; }
        p { margin: 6px 0; max-width: 76ch; }
        .about, .lead, .soft { color: var(--soft); }
        .lead { margin-bottom: 16px; }
        .notice { background: var(--warn-ground); color: var(--warn); padding: 10px 14px; border-radius: 8px; }
        .cards { list-style: none; margin: 28px 0 0; padding: 0; display: grid; gap: 12px;
          grid-template-columns: repeat(auto-fit, minmax(min(260px, 46%), 1fr)); }
        .cards li { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 16px 18px; }
        .cards .name { display: block; color: var(--soft); font-size: 14px; }
        .cards strong { display: block; font-size: 28px; line-height: 1.25; font-weight: 650;
          font-variant-numeric: tabular-nums; letter-spacing: -.01em; }
        .cards .was { color: var(--soft); font-size: 14px; }
        nav { margin: 28px 0 20px; display: flex; flex-wrap: wrap; gap: 6px 18px; font-size: 14px; }
        nav a { text-decoration: none; } nav a:hover { text-decoration: underline; }
        section { background: var(--paper); border: 1px solid var(--line); border-radius: 14px; padding: 26px 28px;
          margin: 0 0 20px; scroll-margin-top: 12px; }
        .table, .chart { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: 14.5px; }
        th { text-align: left; font-weight: 550; color: var(--soft); font-size: 13.5px; white-space: nowrap; }
        th, td { padding: 8px 14px 8px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        th:last-child, td:last-child { padding-right: 0; }
        tbody tr:last-child td { border-bottom: 0; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        code { font: 13.5px/1.45 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
          overflow-wrap: anywhere; }
        td code { font-size: 13px; }
        #metrics table { min-width: 560px; } td .soft { font-size: 13.5px; }
        #plan table { min-width: 880px; } #trials table { min-width: 820px; }
        #trials td:not(:last-child) { white-space: nowrap; }
        .badge { display: inline-block; padding: 1px 9px; border-radius: 999px; font-size: 13px; font-weight: 550;
          white-space: nowrap; background: var(--calm-ground); color: var(--soft); }
        .badge.kept { background: var(--good-ground); color: var(--good); }
        .badge.reverted { background: var(--bad-ground); color: var(--bad); }
        .badge.inconclusive { background: var(--warn-ground); color: var(--warn); }
        article { border-top: 1px solid var(--line); padding: 16px 0 10px; }
        article:first-of-type { border-top: 0; padding-top: 4px; }
        article h3 { margin: 0 0 4px; }
        article h3 .badge { margin-right: 6px; vertical-align: 1px; }
        .figures { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 22px; padding: 0; margin: 8px 0;
          font-variant-numeric: tabular-nums; }
        figure { margin: 0; } figure + .table { margin-top: 20px; }
        svg { display: block; width: 100%; min-width: 720px; height: auto; }
        svg text { font-family: inherit; font-size: 13px; fill: var(--ink); font-variant-numeric: tabular-nums; }
        svg .tick { fill: var(--soft); font-size: 12px; }
        svg .value { fill: var(--soft); font-size: 12.5px; }
        svg .strong { fill: var(--ink); font-weight: 600; }
        svg .factor { font-weight: 600; fill: var(--soft); font-size: 14px; }
        svg .factor.good { fill: var(--good); } svg .factor.bad { fill: var(--bad); }
        svg .before { fill: var(--before); } svg .after { fill: var(--after); }
        svg .gain { fill: var(--after); opacity: .55; } svg .loss { fill: var(--bad); }
        svg .line { fill: none; stroke-width: 2.25; stroke-linejoin: round; stroke-linecap: round; }
        svg .line.before { stroke: var(--before); } svg .line.after { stroke: var(--after); }
        svg .dashed { stroke-dasharray: 2 6; }
        svg .dot { stroke: var(--paper); stroke-width: 1.25; }
        svg .error-ring { fill: none; stroke: var(--bad); stroke-width: 1.75; }
        svg .grid { stroke: var(--line); stroke-width: 1; } svg .axis { stroke: var(--soft); stroke-width: 1; }
        svg .connector { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 3 3; }
        svg .limit { stroke: var(--limit); stroke-width: 1.5; stroke-dasharray: 7 5; }
        svg .limit-text { fill: var(--limit); font-size: 12.5px; }
        svg .end-label { font-size: 12.5px; font-weight: 600; }
        svg .before-text { fill: var(--before-text); } svg .after-text { fill: var(--after-text); }
        svg .noise { fill: var(--noise); }
        svg .interval { fill: var(--soft); opacity: .45; } svg .interval.kept { fill: var(--good); }
        svg .interval.reverted { fill: var(--bad); } svg .interval.inconclusive { fill: var(--warn); }
        svg .estimate { stroke: var(--ink); stroke-width: 2; }
        svg .outcome { font-weight: 600; fill: var(--soft); } svg .outcome.kept { fill: var(--good); }
        svg .outcome.reverted { fill: var(--bad); } svg .outcome.inconclusive { fill: var(--warn); }
        .legend { list-style: none; padding: 0; margin: 0 0 10px; display: flex; flex-wrap: wrap; gap: 4px 20px;
          font-size: 13.5px; color: var(--soft); }
        .key { display: inline-block; width: 14px; height: 10px; border-radius: 2px; margin-right: 7px;
          background: var(--soft); }
        .key.before { background: var(--before); } .key.after { background: var(--after); }
        .key.round { width: 10px; border-radius: 50%; }
        .key.solid, .key.dash { width: 24px; height: 0; background: none; border-top: 2.5px solid var(--soft);
          vertical-align: middle; border-radius: 0; }
        .key.dash { border-top-style: dotted; }
        .key.ring { width: 12px; height: 12px; border-radius: 50%; background: none; border: 2px solid var(--bad);
          vertical-align: -2px; }
        .key.bar { height: 8px; border-radius: 4px; opacity: .6; } .key.band { background: var(--noise); height: 14px;
          vertical-align: -2px; border: 1px solid var(--line); }
        details { margin-top: 12px; } details + details { margin-top: 6px; }
        summary { cursor: pointer; color: var(--after-text); font-size: 14px; }
        details[open] > summary { margin-bottom: 8px; }
        .reasons { padding-left: 18px; } li { margin: 3px 0; }
        @media (max-width: 640px) { main { padding: 24px 14px; } section { padding: 20px 16px; } }
        @media print {
          :root { --ground: #fff; --paper: #fff; --ink: #000; --soft: #444; --line: #ccc; --before: #a3aebc;
            --before-text: #444; --after: #0d7d74; --after-text: #0b6b63; --good: #17713a; --good-ground: #fff;
            --bad: #b3261e; --bad-ground: #fff; --warn: #8a5a00; --warn-ground: #fff; --calm-ground: #fff;
            --noise: #eceff3; --limit: #b4540a; }
          html { font-size: 12px; } main { padding: 0; max-width: none; } nav, .skip { display: none; }
          section { border: 0; padding: 12px 0; break-inside: auto; } h2, h3 { break-after: avoid; }
          figure, article, tr, .cards li { break-inside: avoid; } svg { min-width: 0; }
          #metrics table { min-width: 0; } #plan table, #trials table { min-width: 0; font-size: 10px; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }
        """
}
