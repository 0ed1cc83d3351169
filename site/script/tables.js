/* Sorting and filtering of tables. What a reader chose stands in the address, so that a link shows the same. */
(() => {
  /* Tables that are read at a glance need no filter. */
  const LEAST_SORTED = 3;
  const LEAST_FILTERED = 12;
  const UNKNOWN = "–";

  const address = new URL(location.href);

  const keep = (key, value) => {
    const url = new URL(location.href);
    if (value === "") url.searchParams.delete(key);
    else url.searchParams.set(key, value);
    history.replaceState(null, "", url);
  };

  /* A number as the page shows it; NaN for an unknown one. */
  const numberOf = (text) => Number(text.replace(/−/g, "-").replace(/[,%°\s]/g, "") || "NaN");

  const compared = (a, b, isNumber) => {
    if (!isNumber) return a.localeCompare(b, "en");
    return numberOf(a) - numberOf(b);
  };

  const taken = new Set();
  const keyOf = (caption) => {
    const slug = caption.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 40);
    let key = slug;
    for (let n = 2; taken.has(key); n++) key = `${slug}-${n}`;
    taken.add(key);
    return key;
  };

  const countRows = (table) => table.rows.length - table.tHead.rows.length;
  /* All in one body from then on, so that any order can be made. */
  const rowsOf = (table) => {
    const [body, ...others] = table.tBodies;
    for (const other of others) {
      body.append(...other.rows);
      other.remove();
    }
    return [...body.rows];
  };

  const makeSortable = (table, key) => {
    const body = table.tBodies[0];
    /* What takes a while in long tables waits until it is asked for: the page opens sooner. */
    let original = null;
    const headers = [...table.tHead.rows[0].cells];
    const labels = headers.map((header) => header.textContent);

    /* `column` is null for the order in which the page came. */
    const sort = (column, direction) => {
      original ??= rowsOf(table);
      headers.forEach((header, c) => {
        if (c === column) header.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
        else header.removeAttribute("aria-sort");
      });
      if (column === null) return body.append(...original);
      const isNumber = headers[column].classList.contains("number");
      const rows = original.map((row) => ({ row, text: row.cells[column].textContent.trim() }));
      rows.sort((a, b) => {
        const unknowns = (a.text === UNKNOWN) - (b.text === UNKNOWN);
        return unknowns || (a.text === UNKNOWN ? 0 : compared(a.text, b.text, isNumber) * direction);
      });
      body.append(...rows.map(({ row }) => row));
    };

    headers.forEach((header, c) => {
      /* A slice of an image has no order. */
      if (header.classList.contains("heat")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => {
        const first = header.classList.contains("number") ? -1 : 1;
        const state = header.getAttribute("aria-sort");
        const now = state === null ? 0 : state === "ascending" ? 1 : -1;
        const next = now === 0 ? first : now === first ? -first : 0;
        sort(next === 0 ? null : c, next);
        keep(`${key}.sort`, next === 0 ? "" : `${next < 0 ? "-" : ""}${labels[c]}`);
      });
    });

    const wanted = address.searchParams.get(`${key}.sort`);
    if (wanted === null) return;
    /* A label may itself begin with a minus, as -PC1 does. */
    const same = labels.indexOf(wanted);
    const column = same >= 0 ? same : labels.indexOf(wanted.slice(1));
    if (column >= 0) sort(column, same >= 0 ? 1 : -1);
    reveal(table);
  };

  const makeFilterable = (table, key, caption) => {
    const allRows = `${countRows(table)} rows`;
    let rows = null;
    const label = document.createElement("label");
    const input = document.createElement("input");
    const count = document.createElement("output");
    label.className = "filter";
    input.type = "search";
    input.placeholder = "Filter";
    input.setAttribute("aria-label", `Filter: ${caption}`);
    const filter = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      rows ??= rowsOf(table).map((row) => ({ row, text: row.textContent.toLowerCase() }));
      let shown = 0;
      for (const { row, text } of rows) {
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) shown++;
      }
      count.textContent = words.length === 0 ? allRows : `${shown} of ${allRows}`;
    };
    input.addEventListener("input", () => {
      filter();
      keep(`${key}.filter`, input.value.trim());
    });
    label.append(input, count);
    table.closest(".table-box").before(label);
    const wanted = address.searchParams.get(`${key}.filter`);
    count.textContent = allRows;
    if (wanted === null) return;
    input.value = wanted;
    reveal(table);
    filter();
  };

  const reveal = (element) => {
    for (let at = element.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const table of document.querySelectorAll(".table-box > table:not(.claims)")) {
      const nRows = countRows(table);
      const caption = table.caption.textContent;
      const key = keyOf(caption);
      if (nRows >= LEAST_SORTED) makeSortable(table, key);
      /* Layers alone are found without. */
      const isOfNumbers = table.matches(".lean-numbers, .heat-figure *");
      if (nRows >= LEAST_FILTERED && !isOfNumbers) makeFilterable(table, key, caption);
    }
  });
})();
