extension StatusPage {
    /// What renews the live parts of a page, and says whether it does; nothing on a page depends on it.
    ///
    /// A part is taken over piece by piece: what did not change stays as it is, with the reader's place in it. Aloud is
    /// said only what the summary says, and only when that is another.
    package static let script: StaticString = #"""
        "use strict";
        (() => {
          const connection = document.getElementById("connection");
          const asOf = document.getElementById("as-of");

          function adopt(old, fresh) {
            if (old.isEqualNode(fresh)) return;
            const isFrame = old.nodeType === 1 && fresh.nodeType === 1 && old.tagName === fresh.tagName
              && (old.tagName === "OL" || old.tagName === "LI" || old.tagName === "TBODY" || old.tagName === "TABLE"
                || old.tagName === "DIV" || old.tagName === "SECTION");
            if (isFrame && old.className === fresh.className) adoptChildren(old, fresh);
            else old.replaceWith(fresh);
          }

          function adoptChildren(old, fresh) {
            const wanted = [...fresh.childNodes];
            wanted.forEach((node, place) => {
              const there = old.childNodes[place];
              if (there) adopt(there, node);
              else old.append(node);
            });
            while (old.childNodes.length > wanted.length) old.lastChild.remove();
          }

          function renew(part, html) {
            const template = document.createElement("template");
            template.innerHTML = html;
            const place = document.activeElement;
            const id = place && part.contains(place) ? place.id : "";
            adoptChildren(part, template.content);
            if (id && document.activeElement !== place) document.getElementById(id)?.focus({ preventScroll: true });
          }

          const source = new EventSource(document.body.dataset.events);
          source.onopen = () => { connection.textContent = " · live"; };
          source.onerror = () => { connection.textContent = " · connection lost, this may be old; trying again"; };
          source.addEventListener("as-of", event => { asOf.innerHTML = event.data; });
          source.addEventListener("title", event => { document.title = event.data + " · Callwatch"; });
          source.addEventListener("summary", event => {
            const summary = document.getElementById("summary");
            if (summary.textContent !== event.data) summary.textContent = event.data;
          });
          for (const part of document.querySelectorAll("main > section[id]")) {
            source.addEventListener(part.id, event => renew(part, event.data));
          }
          addEventListener("pagehide", () => source.close());
        })();
        """#

    /// The sign in a browser's tab.
    package static let icon: StaticString = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0b57d0"/>\
        <path d="M3 9h2l2-5 2 8 2-5h2" fill="none" stroke="#fff" stroke-width="1.6" stroke-linejoin="round"/></svg>
        """
}
