extension StatusPage {
    /// The style sheet: the reader's colours, one column on a phone, and dark ink on white for paper.
    package static let style: StaticString = """
        :root {
          color-scheme: light dark;
          --ground: #ffffff; --raised: #f6f7f9; --ink: #1a1d23; --soft: #59616d; --line: #d9dde3; --link: #0b57d0;
          --critical: #d42a1f; --warning: #e08a00; --info: #2f6bc9; --good: #1a7f4b; --still: #59616d;
          --on-critical: #ffffff; --on-warning: #1a1d23; --on-info: #ffffff; --on-good: #ffffff;
          --queue: #2f6fde; --agent: #14866d; --ivr: #8a4fc7; --all: #7d8590; --wait: #b0552a;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #14171c; --raised: #1d2128; --ink: #e6e9ee; --soft: #a3acb8; --line: #343a44; --link: #8ab4f8;
            --critical: #ff6257; --warning: #f5a83b; --info: #7aabf5; --good: #53c98c; --still: #a3acb8;
            --on-critical: #14171c; --on-warning: #14171c; --on-info: #14171c; --on-good: #14171c;
            --queue: #6ea0ff; --agent: #3fc1a2; --ivr: #bd8df0; --all: #8d95a1; --wait: #e58d5f;
          }
        }
        * { box-sizing: border-box; }
        html { scroll-padding-top: 12px; }
        body {
          margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif;
        }
        header, main, footer { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
        header { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 24px; padding-top: 10px; }
        .brand { margin: 0; font-weight: 700; }
        .brand a { color: inherit; }
        nav ul { display: flex; flex-wrap: wrap; gap: 2px 4px; margin: 0; padding: 0; list-style: none; }
        nav a { display: block; padding: 8px 10px; border-radius: 6px; color: var(--ink); }
        nav a[aria-current] { background: var(--raised); font-weight: 600; box-shadow: inset 0 -2px var(--link); }
        main { padding-top: 14px; padding-bottom: 24px; }
        main:focus { outline: none; }
        footer { padding-top: 12px; padding-bottom: 24px; color: var(--soft); font-size: 14px; }
        h1 { margin: 0 0 4px; font-size: 26px; line-height: 1.2; }
        h2 { margin: 32px 0 8px; font-size: 19px; line-height: 1.3; }
        h3 { margin: 0; font-size: 17px; line-height: 1.35; }
        p { margin: 6px 0; }
        a { color: var(--link); }
        nav a, .brand a { text-decoration: none; }
        a:hover { text-decoration: underline; }
        :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
        .skip { position: absolute; left: -999em; padding: 8px 12px; background: var(--ground); }
        .skip:focus { left: 8px; top: 8px; z-index: 1; }
        .aloud { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        time { white-space: nowrap; }
        code, pre { border-radius: 4px; background: var(--raised); font: 14px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
        code { padding: 1px 5px; }
        pre { padding: 10px 12px; overflow-x: auto; }
        code, b, bdi { unicode-bidi: isolate; }
        .note, .left-out, .since, .labels, caption { color: var(--soft); font-size: 14px; }
        .summary { font-size: 17px; }
        .calm { margin: 16px 0; padding: 18px 20px; border: 1px solid var(--line); border-left: 6px solid var(--good); border-radius: 8px; }
        .calm p { margin: 0; }
        .quiet-title { margin-top: 16px; font-size: 14px; color: var(--soft); }
        .tag {
          display: inline-block; padding: 1px 8px; border-radius: 4px; font-size: 14px; font-weight: 600;
          border: 1px solid transparent; margin-right: 2px; white-space: nowrap;
        }
        .tag.critical { background: var(--critical); color: var(--on-critical); }
        .tag.warning { background: var(--warning); color: var(--on-warning); }
        .tag.info { background: var(--info); color: var(--on-info); }
        .tag.good { background: var(--good); color: var(--on-good); }
        .tag.quiet, .tag.pending { border-color: var(--soft); color: var(--soft); }
        .alerts { margin: 0; padding: 0; list-style: none; }
        .alert {
          margin: 0 0 12px; padding: 12px 16px; border: 1px solid var(--line); border-left: 6px solid var(--still); border-radius: 8px;
        }
        .alert.critical { border-left-color: var(--critical); }
        .alert.warning { border-left-color: var(--warning); }
        .alert.info { border-left-color: var(--info); }
        .alert p, .alert ul { margin: 4px 0; }
        .subject { font-weight: 400; }
        .alert .summary { font-size: 16px; }
        .labels code { color: var(--ink); font-size: 13px; }
        .told, .plain { padding: 0; list-style: none; margin: 0; }
        .told { font-size: 15px; }
        .held { font-style: italic; }
        .actions a, .actions button { display: inline-block; padding: 6px 10px 6px 0; margin-right: 8px; }
        .values { display: flex; flex-wrap: wrap; gap: 8px 20px; align-items: flex-end; }
        .chart { flex: 1 1 280px; max-width: 520px; margin: 4px 0; }
        .chart figcaption { font-size: 14px; color: var(--soft); }
        .chart figcaption b { font-size: 18px; color: var(--ink); }
        .chart svg { display: block; width: 100%; height: 40px; overflow: visible; }
        .counters { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 4px 0; font-size: 14px; }
        .counters div { display: flex; gap: 6px; }
        .counters dt { color: var(--soft); }
        .counters dd { margin: 0; font-weight: 600; }
        path { fill: none; vector-effect: non-scaling-stroke; }
        .base { stroke: var(--soft); stroke-width: 1px; opacity: .6; }
        path.limit { stroke-width: 1.25px; stroke-dasharray: 5 3; stroke: var(--soft); }
        path.limit.ends { stroke-dasharray: 1.5 3; }
        path.limit.critical { stroke: var(--critical); }
        path.limit.warning { stroke: var(--warning); }
        path.limit.info { stroke: var(--info); }
        path.area { opacity: .6; }
        path.area.queue { fill: var(--queue); } path.area.agent { fill: var(--agent); } path.area.ivr { fill: var(--ivr); }
        path.area.all { fill: var(--all); } path.area.wait { fill: var(--wait); }
        .troubles, .mistake {
          margin: 10px 0; padding: 10px 16px; border: 1px solid var(--line); border-left: 6px solid var(--critical); border-radius: 8px;
        }
        .troubles { padding-left: 34px; }
        .notice { margin: 10px 0; padding: 10px 16px; border: 1px solid var(--line); border-left: 6px solid var(--good); border-radius: 8px; }
        .table { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; font-size: 15px; font-variant-numeric: tabular-nums; }
        caption { padding: 0 0 6px; text-align: left; }
        th, td { padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: break-word; }
        th { font-weight: 600; }
        thead th { color: var(--soft); font-size: 14px; font-weight: normal; white-space: nowrap; }
        td code { overflow-wrap: anywhere; }
        .number { white-space: nowrap; }
        .counters.wide { font-size: 16px; }
        form { margin: 10px 0; }
        td form { display: inline-flex; flex-wrap: wrap; gap: 4px; margin: 0 10px 4px 0; }
        label { display: block; font-weight: 600; }
        .field { margin: 14px 0; max-width: 640px; }
        .field .note { font-weight: 400; }
        input, select, textarea, button { font: inherit; color: inherit; }
        input, select, textarea {
          padding: 7px 9px; border: 1px solid var(--soft); border-radius: 6px; background: var(--ground);
        }
        .field input, .field textarea { width: 100%; }
        textarea { font: 14px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
        [aria-invalid] { border: 2px solid var(--critical); }
        button { padding: 7px 14px; border: 1px solid var(--soft); border-radius: 6px; background: var(--raised); cursor: pointer; }
        button.main { border-color: var(--link); background: var(--link); color: var(--ground); font-weight: 600; }
        .search { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: flex-end; }
        @media (max-width: 640px) {
          header, main, footer { padding-left: 12px; padding-right: 12px; }
          h1 { font-size: 22px; }
          .alert { padding: 10px 12px; }
          .search > div, .search input, .search select { width: 100%; }
          nav a { padding: 10px 8px; }
          .actions a { padding: 9px 8px 9px 0; }
        }
        @media print {
          :root {
            color-scheme: light;
            --ground: #ffffff; --raised: #f3f4f6; --ink: #000000; --soft: #4a505a; --line: #c8ccd2; --link: #000000;
            --critical: #c81e14; --warning: #d98200; --info: #2f6bc9; --good: #1a7f4b; --still: #4a505a;
            --on-critical: #ffffff; --on-warning: #000000; --on-info: #ffffff; --on-good: #ffffff;
          }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          body { font-size: 12px; }
          nav, .skip, .actions, form, #connection { display: none; }
          header, main, footer { max-width: none; padding: 0; }
          .alert, tr { break-inside: avoid; }
          .table { overflow: visible; }
        }
        """
}
