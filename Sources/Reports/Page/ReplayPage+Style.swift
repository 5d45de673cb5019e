extension ReplayPage {
    /// The style sheet: the reader's colours, and dark ink on white for paper.
    static let style: StaticString = """
        :root {
          color-scheme: light dark;
          --ground: #ffffff; --raised: #f6f7f9; --ink: #1a1d23; --soft: #5c6470; --line: #d9dde3; --link: #0b57d0;
          --critical: #d42a1f; --warning: #e08a00; --info: #3b78d8; --pending: #b9a36a; --good: #1a7f4b;
          --queue: #2f6fde; --agent: #14866d; --ivr: #8a4fc7; --all: #7d8590; --wait: #b0552a;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #14171c; --raised: #1d2128; --ink: #e6e9ee; --soft: #9aa3b0; --line: #343a44; --link: #8ab4f8;
            --critical: #ff6257; --warning: #f5a83b; --info: #7aabf5; --pending: #94814c; --good: #53c98c;
            --queue: #6ea0ff; --agent: #3fc1a2; --ivr: #bd8df0; --all: #8d95a1; --wait: #e58d5f;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
          font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif;
        }
        main { max-width: 1120px; margin: 0 auto; padding: 24px 20px 48px; }
        h1 { margin: 0; font-size: 26px; line-height: 1.2; }
        h2 { margin: 40px 0 10px; font-size: 19px; line-height: 1.3; scroll-margin-top: 12px; }
        p { margin: 6px 0; }
        a { color: var(--link); text-decoration: none; }
        a:hover { text-decoration: underline; }
        small { margin-left: 8px; font-size: 12.5px; font-weight: normal; color: var(--soft); }
        code { padding: 1px 5px; border-radius: 4px; background: var(--raised); font: 13px/1.5 ui-monospace, monospace; }
        code, small, b { unicode-bidi: isolate; }
        time, dd { white-space: nowrap; }
        .period { font-size: 17px; }
        .origin, .note, .left-out, .facts { color: var(--soft); font-size: 13.5px; }
        .figures { display: flex; flex-wrap: wrap; gap: 10px; margin: 18px 0 0; }
        .figures div {
          display: flex; flex-direction: column-reverse; flex: 1 1 112px; padding: 10px 14px; border-radius: 8px;
          background: var(--raised);
        }
        .figures dt { color: var(--soft); font-size: 13px; }
        .figures dd { margin: 0; font-size: 22px; font-weight: 600; line-height: 1.25; }
        .table { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
        td, th { overflow-wrap: break-word; }
        caption { padding: 0 0 6px; text-align: left; color: var(--soft); font-size: 13.5px; }
        th, td { padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
        th { font-weight: 600; }
        thead th { white-space: nowrap; color: var(--soft); font-size: 12.5px; font-weight: normal; vertical-align: bottom; }
        .number { white-space: nowrap; }
        .quiet, .quiet th { color: var(--soft); font-weight: normal; }
        .gained, .lost { font-weight: 600; }
        details { margin: 10px 0; }
        summary { cursor: pointer; color: var(--link); font-size: 14px; }
        details[open] summary { margin-bottom: 8px; }
        .conditions { margin: 8px 0 12px; padding: 0; list-style: none; font-size: 13.5px; }
        .conditions li { margin: 3px 0; }
        .severity { display: inline-block; min-width: 5em; margin-right: 8px; font-weight: 600; }
        .severity.critical { color: var(--critical); }
        .severity.warning { color: var(--warning); }
        .severity.info { color: var(--info); }
        figure { margin: 22px 0 0; padding: 12px 14px 8px; border: 1px solid var(--line); border-radius: 8px; }
        figcaption { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 12px; margin-bottom: 8px; }
        figcaption bdi, figcaption b { font-weight: 600; }
        figcaption small { margin: 0; }
        .row { display: grid; grid-template-columns: 210px 1fr; align-items: center; }
        .label {
          padding-right: 12px; font-size: 14px; line-height: 1.25; white-space: nowrap; overflow: hidden; text-overflow: ellipsis;
        }
        .calendar { margin: 12px 0; }
        .label b { margin-right: 8px; }
        .calendar .label { font-size: 13px; color: var(--soft); }
        .plot { position: relative; min-width: 0; }
        .row svg { border-radius: 3px; background: var(--raised); }
        svg { display: block; width: 100%; overflow: visible; }
        .axis { position: relative; height: 20px; font-size: 12px; color: var(--soft); }
        .axis span { position: absolute; top: 3px; white-space: nowrap; transform: translateX(-50%); }
        .axis .first { transform: none; }
        .axis .last { transform: translateX(-100%); }
        .caption, span.limit { position: absolute; font-size: 12px; line-height: 18px; }
        .caption { left: 0; right: 0; display: flex; flex-wrap: wrap; gap: 0 14px; height: 18px; overflow: hidden; }
        span.limit { right: 0; padding: 0 3px; line-height: 12px; font-size: 11px; background: var(--ground); }
        span.limit.ends { color: var(--soft); }
        .key { display: inline-block; width: 14px; height: 10px; margin-right: 6px; border-radius: 2px; }
        .key.line { height: 3px; vertical-align: 3px; }
        .key.told { width: 3px; height: 12px; vertical-align: -1px; }
        .legend { display: flex; flex-wrap: wrap; gap: 2px 18px; font-size: 12.5px; color: var(--soft); }
        path, rect { vector-effect: non-scaling-stroke; }
        path { fill: none; }
        .grid { stroke: var(--line); stroke-width: 1px; opacity: .7; }
        .base { stroke: var(--soft); stroke-width: 1px; opacity: .6; }
        path.limit { stroke-width: 1.25px; stroke-dasharray: 5 3; }
        path.limit.ends { stroke: var(--soft); stroke-dasharray: 1.5 3; }
        path.limit.critical { stroke: var(--critical); }
        path.limit.warning { stroke: var(--warning); }
        path.limit.info { stroke: var(--info); }
        .bar, .shade { stroke-width: 1px; }
        rect.critical { fill: var(--critical); stroke: var(--critical); }
        rect.warning { fill: var(--warning); stroke: var(--warning); }
        rect.info { fill: var(--info); stroke: var(--info); }
        rect.pending { fill: var(--pending); stroke: var(--pending); }
        .same { opacity: .35; }
        .pairs .row { margin-bottom: 8px; }
        .pairs .label { white-space: normal; overflow-wrap: break-word; }
        .shade { opacity: .13; stroke-width: 0; }
        .flapping { stroke: var(--ink); stroke-width: 2px; stroke-dasharray: 4 2; }
        .key.flapping { height: 0; border-top: 2px dashed var(--ink); border-radius: 0; vertical-align: 3px; }
        .key.bar.critical { background: var(--critical); }
        .key.bar.warning { background: var(--warning); }
        .key.bar.info { background: var(--info); }
        .key.bar.pending { background: var(--pending); }
        .area { opacity: .5; }
        path.line { stroke-width: 1.25px; }
        path.area.queue { fill: var(--queue); } .key.queue { background: var(--queue); }
        path.area.agent { fill: var(--agent); } .key.agent { background: var(--agent); }
        path.area.ivr { fill: var(--ivr); } .key.ivr { background: var(--ivr); }
        path.area.all { fill: var(--all); } .key.all { background: var(--all); }
        path.area.wait { fill: var(--wait); } .key.wait { background: var(--wait); }
        path.line.queue { stroke: var(--queue); } path.line.agent { stroke: var(--agent); }
        path.line.ivr { stroke: var(--ivr); } path.line.all { stroke: var(--all); }
        path.line.wait { stroke: var(--wait); }
        .key.area { opacity: .7; } .key.line { opacity: 1; }
        .told { stroke-width: 2.5px; }
        .told.firing { stroke: var(--ink); } .key.told.firing { background: var(--ink); }
        .told.resolved { stroke: var(--good); } .key.told.resolved { background: var(--good); }
        @media (max-width: 720px) {
          main { padding: 16px 12px 32px; }
          h1 { font-size: 22px; }
          .row { grid-template-columns: 1fr; margin-bottom: 4px; }
          .axis .odd { display: none; }
          figure { padding: 10px 8px 6px; }
          th, td { padding-right: 10px; }
        }
        @media print {
          :root {
            color-scheme: light;
            --ground: #ffffff; --raised: #f3f4f6; --ink: #000000; --soft: #4a505a; --line: #c8ccd2; --link: #000000;
            --critical: #c81e14; --warning: #d98200; --info: #3b78d8; --pending: #b9a36a; --good: #1a7f4b;
            --queue: #2f6fde; --agent: #14866d; --ivr: #8a4fc7; --all: #7d8590; --wait: #b0552a;
          }
          @page { size: A4; margin: 14mm; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          body { font-size: 12px; }
          main { max-width: none; padding: 0; }
          h2 { margin-top: 24px; break-after: avoid; }
          figure, .row, .figures, tr, .conditions, .overview, .calendar { break-inside: avoid; }
          .table { overflow: visible; }
          table { font-size: 11px; }
          th, td { padding: 4px 8px 4px 0; }
          thead th { white-space: normal; }
          .axis .odd { display: none; }
          .figures div { flex-basis: 88px; padding: 6px 8px; }
          .figures dd { font-size: 17px; }
          thead { display: table-header-group; }
          details:not([open]) { display: none; }
        }
        """
}
