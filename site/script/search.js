/* Search over pages, words, rows of tables and figures, opened with / or Ctrl-K. Its index is loaded when it is first opened. */
(() => {
  const LAST_QUERY = "deltascope-search";
  const MOST_SHOWN = 40;
  /* Kinds in the order in which they are listed; whatever else there is are rows of tables. */
  const ORDER = { page: 0, term: 1, row: 2, figure: 3 };
  /* Here each role and trait has a page of its own. */
  const NAMED = "roles/";
  const root = new URL("..", document.currentScript.src);

  const loaded = () =>
    new Promise((resolve, reject) => {
      if (globalThis.deltascopeSearch) return resolve(globalThis.deltascopeSearch);
      const script = document.createElement("script");
      script.src = new URL("assets/search-index.js", root).href;
      script.addEventListener("load", () => resolve(globalThis.deltascopeSearch));
      script.addEventListener("error", () => reject(new Error("Cannot load the search index")));
      document.head.append(script);
    });

  /* Signs that look alike or differ in size alone are the same: a hyphen and a minus, ² and 2. */
  const plain = (text) => text.normalize("NFKC").replaceAll("−", "-").toLowerCase();
  /* Words alone, each behind a space. */
  const bare = (text) => ` ${text.replace(/[^\p{L}\p{N}]+/gu, " ").trim()}`;

  /* What is compared with a query, made once: the label, all words of the entry, and those of each page. */
  let known = null;
  const comparable = ({ pages, entries }) =>
    known ??= {
      titles: pages.map(([, title]) => plain(title)),
      entries: entries.map((entry) => {
        const label = plain(entry.label);
        return { entry, label, own: entry.also === undefined ? label : `${label} ${plain(entry.also)}` };
      }),
    };

  /* 0 for the whole label, then its beginning, beginnings of its words, those of its caption and its page too, any part; null where
     a word is missing, or none is the entry's own. */
  const rank = ({ label, own }, title, query) => {
    if (label === query) return 0;
    if (label.startsWith(query)) return 1;
    const words = query.split(/\s+/);
    const all = `${own} ${title}`;
    if (!words.every((word) => all.includes(word)) || !words.some((word) => own.includes(word))) return null;
    const begins = (text) => words.every((word) => bare(text).includes(bare(word)));
    return begins(label) ? 2 : begins(all) ? 3 : 4;
  };

  const find = (index, typed) => {
    const { pages } = index;
    const { titles, entries } = comparable(index);
    const query = plain(typed);
    const found = [];
    for (const it of entries) {
      const { entry: { kind, label, places } } = it;
      for (const [page, id] of places) {
        const at = rank(it, kind === "page" ? "" : titles[page], query);
        if (at === null) continue;
        const [path, title] = pages[page];
        const isNamed = path.startsWith(NAMED) && (kind === "role" || kind === "trait") && at < 2;
        found.push({
          label,
          kind,
          where: kind === "page" ? "" : title,
          href: new URL(path + (id === "" ? "" : `#${id}`), root).href,
          order: [isNamed ? 0 : 1, at === 4 ? 1 : 0, ORDER[kind] ?? ORDER.row, at, label.length],
        });
      }
    }
    found.sort((a, b) => {
      const first = a.order.findIndex((place, i) => place !== b.order[i]);
      return first < 0 ? 0 : a.order[first] - b.order[first];
    });
    return found.slice(0, MOST_SHOWN);
  };

  document.addEventListener("DOMContentLoaded", () => {
    const dialog = document.createElement("dialog");
    dialog.className = "search";
    dialog.setAttribute("aria-label", "Search");
    const input = document.createElement("input");
    input.type = "search";
    input.placeholder = "Pages, terms, roles, traits, neurons, figures";
    input.autocomplete = "off";
    input.spellcheck = false;
    for (const [name, value] of Object.entries({
      "role": "combobox",
      "aria-label": "Search this report",
      "aria-autocomplete": "list",
      "aria-controls": "search-results",
      "aria-expanded": "false",
    })) input.setAttribute(name, value);
    const list = document.createElement("ul");
    list.id = "search-results";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Results");
    list.hidden = true;
    const status = document.createElement("p");
    status.setAttribute("role", "status");
    dialog.append(input, list, status);
    document.body.append(dialog);
    let results = [];
    let active = -1;

    const activate = (index) => {
      active = index;
      [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
      const option = list.children[index];
      if (option === undefined) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    };

    const go = (index) => {
      const result = results[index];
      if (result === undefined) return;
      dialog.close();
      location.assign(result.href);
    };

    const optionOf = ({ label, kind, where }, i) => {
      const option = document.createElement("li");
      option.id = `search-result-${i}`;
      option.setAttribute("role", "option");
      const name = document.createElement("bdi");
      name.textContent = label;
      const note = document.createElement("span");
      note.textContent = where === "" ? kind : `${kind} · ${where}`;
      option.append(name, " ", note);
      option.addEventListener("click", () => go(i));
      return option;
    };

    const update = async () => {
      const query = input.value.trim();
      try {
        const index = await loaded();
        if (query !== input.value.trim()) return;
        results = query === "" ? [] : find(index, query);
        status.textContent = query === "" ? "" : results.length === 0 ? "Nothing found" : `${results.length} found`;
      } catch (error) {
        status.textContent = error.message;
        results = [];
      }
      list.replaceChildren(...results.map(optionOf));
      list.hidden = results.length === 0;
      input.setAttribute("aria-expanded", String(results.length > 0));
      activate(results.length > 0 ? 0 : -1);
      try {
        sessionStorage.setItem(LAST_QUERY, input.value);
      } catch {
        // the query is not kept
      }
    };

    const open = () => {
      if (dialog.open) return;
      dialog.showModal();
      try {
        input.value ||= sessionStorage.getItem(LAST_QUERY) ?? "";
      } catch {
        // nothing was kept
      }
      input.select();
      update();
    };

    input.addEventListener("input", update);
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step !== undefined && results.length > 0) {
        event.preventDefault();
        activate((active + step + results.length) % results.length);
      }
      if (event.key === "Enter") {
        event.preventDefault();
        go(active);
      }
    });
    /* A click on the dialog itself is one beside its content. */
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });

    const button = document.createElement("button");
    button.type = "button";
    button.className = "tool";
    button.textContent = "Search";
    button.setAttribute("aria-keyshortcuts", "/ Control+K Meta+K");
    button.title = "/ or Ctrl-K";
    button.addEventListener("click", open);
    document.querySelector(".tools").prepend(button);

    addEventListener("keydown", (event) => {
      const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
      const isSlash = event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
      const isCtrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
      if (!isSlash && !isCtrlK) return;
      event.preventDefault();
      open();
    });
  });
})();
