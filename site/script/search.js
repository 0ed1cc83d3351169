/* Search over pages, words, figures, roles, traits and neurons, opened with / or Ctrl-K. Its index is loaded when it is first opened. */
(() => {
  const LAST_QUERY = "deltascope-search";
  const MOST_SHOWN = 40;
  const KINDS = ["page", "term", "role", "trait", "figure", "neuron"];
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

  /* 0 for the whole label, then its beginning, the beginning of a word, any part; null where a word is missing. */
  const rank = (label, query) => {
    const text = label.toLowerCase();
    if (text === query) return 0;
    if (text.startsWith(query)) return 1;
    const words = query.split(/\s+/);
    if (!words.every((word) => text.includes(word))) return null;
    return words.every((word) => ` ${text.replace(/[^\p{L}\p{N}]+/gu, " ")}`.includes(` ${word}`)) ? 2 : 3;
  };

  const find = ({ pages, entries }, query) => {
    const ranked = entries.flatMap((entry) => {
      const at = rank(entry.label, query);
      return at === null ? [] : [{ entry, order: at * KINDS.length + KINDS.indexOf(entry.kind) }];
    });
    ranked.sort((a, b) => a.order - b.order || a.entry.label.length - b.entry.label.length);
    return ranked.flatMap(({ entry }) =>
      entry.places.map(([page, id]) => ({
        label: entry.label,
        kind: entry.kind,
        where: entry.kind === "page" ? "" : pages[page][1],
        href: new URL(pages[page][0] + (id === "" ? "" : `#${id}`), root).href,
      }))
    ).slice(0, MOST_SHOWN);
  };

  document.addEventListener("DOMContentLoaded", () => {
    const dialog = document.createElement("dialog");
    dialog.className = "search";
    dialog.setAttribute("aria-label", "Search");
    const input = document.createElement("input");
    input.type = "search";
    input.placeholder = "Layers, roles, traits, neurons, figures";
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
      const query = input.value.trim().toLowerCase();
      try {
        const index = await loaded();
        if (query !== input.value.trim().toLowerCase()) return;
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
