/* Later rows of long heat maps are drawn once the page is ready and nothing else is to be done, or somebody does something. */
(() => {
  const root = document.documentElement;
  root.dataset.late = "";
  const draw = () => delete root.dataset.late;
  for (const kind of ["keydown", "pointerdown", "touchstart", "wheel", "beforeprint"]) {
    addEventListener(kind, draw, { once: true, passive: true, capture: true });
  }
  const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
  addEventListener("load", () => whenIdle(draw));
})();

/* The value under the pointer in a heat map: rows hold theirs, the table the layers of its columns. */
(() => {
  document.addEventListener("DOMContentLoaded", () => {
    const maps = document.querySelectorAll("table.heat-map");
    if (maps.length === 0) return;
    const tip = document.createElement("div");
    tip.className = "tip";
    document.body.append(tip);
    const hide = () => {
      tip.textContent = "";
    };

    const show = (cell, { layers, missing }, event) => {
      const box = cell.getBoundingClientRect();
      const at = Math.min(layers.length - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * layers.length)));
      const value = cell.dataset.v.split(",")[at];
      const shown = value === "" ? missing : String(Number(value)).replaceAll("-", "−");
      const name = document.createElement("bdi");
      name.textContent = cell.parentElement.cells[0].textContent;
      tip.replaceChildren(name, `, layer ${layers[at]}: ${shown}`);
      const left = event.clientX - tip.offsetWidth / 2;
      const isBelow = box.top < tip.offsetHeight + 12;
      tip.style.left = `${Math.max(4, Math.min(left, innerWidth - tip.offsetWidth - 4))}px`;
      tip.style.top = `${isBelow ? box.bottom + 8 : box.top - tip.offsetHeight - 8}px`;
    };

    for (const map of maps) {
      const of = { layers: map.dataset.layers.split(" "), missing: map.dataset.missing };
      map.addEventListener("pointermove", (event) => {
        const cell = event.target.closest("td.heat");
        if (cell === null) hide();
        else show(cell, of, event);
      });
      map.addEventListener("pointerleave", hide);
    }
    addEventListener("scroll", hide, { passive: true, capture: true });
  });
})();
