/* One role or trait marked wherever it occurs, on this page and on those that links lead to. The mark is in the address:
   `?mark=role-poet`, or the fragment of a row. */
(() => {
  const ID = /^(role|trait)-/;

  /* The name of an id: what `_code_` stands for, see anchorId. */
  const nameOf = (id) =>
    id.replace(ID, "").replace(/_([0-9a-f]+)_/g, (_, code) => {
      const point = parseInt(code, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : "";
    });

  const currentMark = () => {
    const fragment = location.hash.slice(1);
    if (ID.test(fragment)) return fragment;
    const asked = new URL(location.href).searchParams.get("mark") ?? "";
    return ID.test(asked) ? asked : null;
  };

  const matches = (id) => {
    const name = nameOf(id);
    const [kind] = id.split("-");
    const found = new Set();
    for (const row of document.querySelectorAll("tbody tr")) {
      const isRow = row.id === id || row.querySelector(`a[href$="#${CSS.escape(id)}"]`) !== null;
      if (isRow) found.add(row);
    }
    for (const text of document.querySelectorAll("main bdi")) {
      const row = text.closest("tr");
      /* Rows that have an id say themselves which kind they are; some names are of both kinds. */
      if (text.textContent === name && !(row && (found.has(row) || ID.test(row.id)))) found.add(text);
    }
    for (const mark of document.querySelectorAll(".chart svg title, .chart svg [data-tip]")) {
      const said = mark.dataset.tip ?? mark.textContent;
      const rest = said.startsWith(name) ? said.slice(name.length) : null;
      if (rest === null || !/^( \(|:|,|$)/.test(rest)) continue;
      const other = kind === "role" ? " (trait)" : " (role)";
      if (!rest.startsWith(other)) found.add(mark.tagName === "title" ? mark.parentElement : mark);
    }
    return [...found];
  };

  document.addEventListener("DOMContentLoaded", () => {
    const bar = document.createElement("aside");
    bar.className = "marked-bar";
    bar.setAttribute("aria-label", "Marked name");
    bar.hidden = true;
    const words = document.createElement("p");
    const next = document.createElement("button");
    const clear = document.createElement("button");
    next.type = clear.type = "button";
    next.textContent = "Next place";
    clear.textContent = "Clear";
    bar.append(words, next, clear);
    document.body.append(bar);
    let places = [];
    let at = -1;

    /* Links to other pages take the mark along. */
    const carry = (id) => {
      for (const link of document.querySelectorAll("a[href]")) {
        const href = link.getAttribute("href");
        if (!/^[^#?]*\.html/.test(href)) continue;
        const [, path, , fragment = ""] = /^([^?#]*)(\?[^#]*)?(#.*)?$/.exec(href);
        link.setAttribute("href", `${path}${id === null ? "" : `?mark=${encodeURIComponent(id)}`}${fragment}`);
      }
    };

    const show = () => {
      for (const place of document.querySelectorAll(".marked")) place.classList.remove("marked");
      const id = currentMark();
      carry(id);
      bar.hidden = id === null;
      document.body.classList.toggle("has-mark", id !== null);
      if (id === null) return;
      places = matches(id).filter((place) => place.closest(".narrow") === null);
      at = -1;
      for (const place of places) place.classList.add("marked");
      const name = document.createElement("bdi");
      name.textContent = nameOf(id);
      const n = places.length;
      words.replaceChildren(`Marked ${id.split("-")[0]} `, name, `: ${n} ${n === 1 ? "place" : "places"} on this page`);
      next.hidden = n === 0;
    };

    next.addEventListener("click", () => {
      at = (at + 1) % places.length;
      const place = places[at];
      for (let up = place.closest("details"); up; up = up.parentElement.closest("details")) up.open = true;
      place.scrollIntoView({ block: "center" });
    });
    clear.addEventListener("click", () => {
      const url = new URL(location.href);
      url.searchParams.delete("mark");
      if (ID.test(url.hash.slice(1))) url.hash = "";
      history.replaceState(null, "", url);
      show();
      document.querySelector("main").focus({ preventScroll: true });
    });

    /* The name in each row becomes a link to the row: that is how a reader marks it, and what can be sent to others. */
    for (const row of document.querySelectorAll("tbody tr[id]")) {
      const name = ID.test(row.id)
        ? [...row.querySelectorAll("bdi")].find((cell) => cell.textContent === nameOf(row.id))
        : row.cells[0].querySelector("bdi");
      if (!name || name.closest("a")) continue;
      const link = document.createElement("a");
      link.href = `#${row.id}`;
      link.className = "permalink";
      name.before(link);
      link.append(name);
    }
    addEventListener("hashchange", show);
    show();
  });
})();
