/// What the charts of a load result add to the style of the page.
enum LoadStyleSheet {
    static let text = """
        .notice.invalid { background: var(--bad-ground); color: var(--bad); font-weight: 550; }
        h1 em.bad { color: var(--bad); }
        .cards.load { grid-template-columns: repeat(auto-fit, minmax(min(182px, 46%), 1fr)); }
        .cards.load strong { font-size: 25px; }
        .cards .was.bad { color: var(--bad); }
        svg .line.latency { stroke: var(--after); } svg .line.service { stroke: var(--before); }
        svg .line.corrected { stroke: var(--limit); } svg .line.slow { stroke: var(--limit); stroke-width: 1.75; }
        svg .line.median { stroke: var(--ink); stroke-width: 1.75; }
        svg .line.users { stroke: var(--before-text); }
        svg .line.rate { stroke: var(--after); stroke-width: 1.75; }
        svg .area { fill: var(--after); opacity: .16; } svg .area.users { fill: var(--before); opacity: .25; }
        svg .failed { fill: var(--bad); }
        svg .latency-text { fill: var(--after-text); } svg .service-text { fill: var(--before-text); }
        svg .corrected-text { fill: var(--limit); }
        svg .panel { fill: var(--soft); font-size: 12.5px; font-weight: 600; }
        svg .heat { fill: var(--after); }
        svg .heat.h0 { opacity: .08; } svg .heat.h1 { opacity: .17; } svg .heat.h2 { opacity: .28; }
        svg .heat.h3 { opacity: .4; } svg .heat.h4 { opacity: .53; } svg .heat.h5 { opacity: .67; }
        svg .heat.h6 { opacity: .83; } svg .heat.h7 { opacity: 1; }
        .key.heat { background: linear-gradient(90deg, transparent, var(--after)); width: 46px;
          border: 1px solid var(--line); }
        .key.latency, .key.service, .key.corrected, .key.slow, .key.median { width: 24px; height: 0; background: none;
          border-top: 2.5px solid var(--after); vertical-align: middle; border-radius: 0; }
        .key.service { border-color: var(--before); } .key.median { border-color: var(--ink); }
        .key.corrected, .key.slow { border-color: var(--limit); }
        .key.failed { background: var(--bad); }
        svg.spark { min-width: 0; width: 132px; height: 34px; display: inline-block; vertical-align: middle; }
        #tasks table { min-width: 900px; } #tasks td { white-space: nowrap; }
        #tasks td:first-child { white-space: normal; min-width: 150px; }
        .share { display: inline-block; height: 9px; border-radius: 3px; background: var(--bad); min-width: 2px;
          vertical-align: 0; }
        @media print { #tasks table { min-width: 0; font-size: 10px; } }
        """
}
