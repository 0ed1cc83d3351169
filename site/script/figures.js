/* What a chart says under the pointer, the finger or, with the arrow keys, the focus: the value of the nearest mark, which Plot wrote
   as its title. Charts over layers share a rule at the layer, and lead to its page. */
(() => {
  const SVG = "http://www.w3.org/2000/svg";

  /* Where the layers of a chart stand, in its own pixels: see placesOf in the renderer of charts. */
  const layersOf = (svg) => {
    const [ends, ...places] = (svg.dataset.layers ?? "").split(" ").map((pair) => pair.split(":").map(Number));
    return { ends, places: places.map(([layer, x]) => ({ layer, x })) };
  };

  const nearestBy = (all, distance) => {
    let nearest = null;
    let least = Infinity;
    for (const it of all) {
      const at = distance(it);
      if (at < least) [nearest, least] = [it, at];
    }
    return nearest;
  };

  /* A chart for narrow screens has the marks of the wide one beside it, in the same order, and not their names. */
  const borrowNames = (svg) => {
    const wide = svg.closest(".narrow")?.parentElement.querySelector(":scope > .wide svg");
    const names = [...wide?.querySelectorAll("title, [data-tip]") ?? []].map((it) => it.dataset.tip ?? it.textContent);
    const marks = svg.querySelectorAll(".named > *");
    if (marks.length === names.length) marks.forEach((mark, i) => mark.dataset.tip = names[i]);
  };

  document.addEventListener("DOMContentLoaded", () => {
    const main = document.querySelector("main");
    const pages = new Set((main.dataset.layers ?? "").split(" ").filter(Boolean).map(Number));
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.setAttribute("role", "status");
    document.body.append(tip);
    const rules = [];
    /* The mark that is told, its chart, and the layer of the rule. */
    let shown = null;
    let current = null;
    let ruled = null;

    const hide = () => {
      shown?.classList.remove("pointed");
      tip.textContent = "";
      for (const { line } of rules) line.classList.remove("shown");
      shown = current = ruled = null;
    };

    const show = (mark) => {
      if (mark === shown) return;
      shown?.classList.remove("pointed");
      shown = mark;
      tip.textContent = mark?.dataset.tip ?? "";
      if (mark === null) return;
      mark.classList.add("pointed");
      place();
    };

    /* Above the mark, or below it where the window ends. */
    const place = () => {
      if (shown === null) return;
      const at = shown.getBoundingClientRect();
      const { offsetWidth: width, offsetHeight: height } = tip;
      const left = at.left + at.width / 2 - width / 2;
      const isBelow = at.top < height + 12;
      tip.style.left = `${Math.max(4, Math.min(left, innerWidth - width - 4))}px`;
      tip.style.top = `${isBelow ? at.bottom + 8 : at.top - height - 8}px`;
    };

    /* In every chart over layers of this page; in one file, of this part of it. */
    const moveRules = (layer, page) => {
      for (const { x, line, page: own } of rules) {
        const isShown = own === page && x.has(layer);
        line.classList.toggle("shown", isShown);
        if (isShown) line.setAttribute("transform", `translate(${x.get(layer)})`);
      }
    };

    /* The page of a layer; null where there is none, or where it is the one that is read. */
    const pageOf = (svg, layer) => {
      if (!pages.has(layer)) return null;
      const page = new URL(main.dataset.layerPage.replace("*", layer), location.href);
      const isOwn = page.hash === "" ? page.pathname === location.pathname : svg.closest(`article${page.hash}`) !== null;
      const mark = new URL(location.href).searchParams.get("mark");
      if (page.hash === "" && mark !== null) page.searchParams.set("mark", mark);
      return isOwn ? null : page.href;
    };

    for (const svg of document.querySelectorAll(".chart svg")) {
      const { ends, places } = layersOf(svg);
      const page = svg.closest("article, main");
      if (places.length > 0) {
        const line = document.createElementNS(SVG, "line");
        line.setAttribute("class", "at-layer");
        line.setAttribute("y1", ends[0]);
        line.setAttribute("y2", ends[1]);
        svg.append(line);
        rules.push({ page, line, x: new Map(places.map(({ layer, x }) => [layer, x])) });
      } else if (svg.querySelector("title, .named") === null) continue;
      svg.setAttribute("tabindex", "0");
      /* Marks with their boxes in the chart's own pixels: they are measured once, when the chart is first used. Titles become data
         then, since the browser would show its own tip over ours. */
      let known = null;
      const marks = () => known ??= measured();
      const measured = () => {
        borrowNames(svg);
        const boxes = Array.from(svg.querySelectorAll("title, [data-tip]"), (it) => {
          const mark = it.tagName === "title" ? it.parentElement : it;
          if (mark !== it) {
            mark.dataset.tip = it.textContent;
            it.remove();
          }
          return { mark, box: mark.getBoundingClientRect() };
        }).filter(({ box }) => box.width + box.height > 0);
        const { toX, toY } = inChart();
        return boxes.map(({ mark, box }) => {
          const it = { mark, left: toX(box.left), right: toX(box.right), top: toY(box.top), bottom: toY(box.bottom) };
          return { ...it, layer: layerAt((it.left + it.right) / 2) };
        });
      };
      /* A switch beside the chart shows and hides some of them. */
      svg.closest("figure")?.addEventListener("change", () => known = null);
      const inChart = () => {
        const { left, top, width } = svg.getBoundingClientRect();
        const scale = svg.viewBox.baseVal.width / width;
        return { toX: (x) => (x - left) * scale, toY: (y) => (y - top) * scale };
      };
      const layerAt = (x) => nearestBy(places, (it) => Math.abs(it.x - x))?.layer ?? null;

      /* From the box of a mark; within several, from the middle. */
      const distanceFrom = (x, y) => ({ left, right, top, bottom }) =>
        Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)) +
        Math.hypot((left + right) / 2 - x, (top + bottom) / 2 - y) / 1e3;

      const point = (mark, layer) => {
        show(mark);
        if (svg === current && layer === ruled) return;
        [current, ruled] = [svg, layer];
        moveRules(layer, page);
        svg.classList.toggle("leads", layer !== null && pageOf(svg, layer) !== null);
      };
      const pointAt = ({ clientX, clientY }) => {
        const all = marks();
        const { toX, toY } = inChart();
        const [x, y] = [toX(clientX), toY(clientY)];
        const layer = layerAt(x);
        const here = layer === null ? all : all.filter((it) => it.layer === layer);
        point(nearestBy(here, distanceFrom(x, y))?.mark ?? null, layer);
      };
      const open = (layer) => {
        const page = layer === null ? null : pageOf(svg, layer);
        if (page !== null) location.assign(page);
      };

      /* A finger first sees what it points at, as a pointer has when it is pressed; a second tap at the same layer opens its page. */
      let pressed = null;
      svg.addEventListener("pointerdown", (event) => {
        pressed = current === svg ? ruled : null;
        pointAt(event);
      });
      svg.addEventListener("pointermove", pointAt);
      svg.addEventListener("pointerleave", (event) => {
        if (event.pointerType !== "touch") hide();
      });
      svg.addEventListener("click", () => {
        if (ruled === pressed) open(ruled);
      });
      svg.addEventListener("blur", () => {
        if (current === svg) hide();
      });
      svg.addEventListener("keydown", (event) => {
        if (event.key === "Escape") return hide();
        const all = marks();
        const at = all.findIndex(({ mark }) => mark === shown);
        if (event.key === "Enter" && at >= 0) return open(all[at].layer);
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step === undefined || all.length === 0) return;
        event.preventDefault();
        const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length];
        point(next.mark, next.layer);
      });
    }
    addEventListener("pointerdown", (event) => {
      if (!event.target.closest?.(".chart svg")) hide();
    });
    addEventListener("scroll", place, { passive: true });
  });
})();
