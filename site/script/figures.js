/* Values of marks under the pointer or, with the arrow keys, of a focused chart. Plot wrote them as titles of its marks. */
(() => {
  document.addEventListener("DOMContentLoaded", () => {
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.setAttribute("role", "status");
    document.body.append(tip);
    let shown = null;

    const hide = () => {
      shown?.classList.remove("pointed");
      shown = null;
      tip.textContent = "";
    };

    const show = (mark) => {
      if (mark === shown) return;
      hide();
      shown = mark;
      mark.classList.add("pointed");
      tip.textContent = mark.dataset.tip;
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

    /* Titles become data when a chart is first used: the browser would else show its own tip over ours. */
    const marksOf = (svg) => {
      for (const title of svg.querySelectorAll("title")) {
        title.parentElement.dataset.tip = title.textContent;
        title.remove();
      }
      return [...svg.querySelectorAll("[data-tip]")];
    };

    for (const svg of document.querySelectorAll(".chart svg")) {
      if (svg.querySelector("title") === null) continue;
      svg.setAttribute("tabindex", "0");
      svg.addEventListener("pointerover", (event) => {
        marksOf(svg);
        const mark = event.target.closest("[data-tip]");
        if (mark === null) hide();
        else show(mark);
      });
      svg.addEventListener("pointerleave", hide);
      svg.addEventListener("blur", hide);
      svg.addEventListener("keydown", (event) => {
        if (event.key === "Escape") return hide();
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        const marks = marksOf(svg);
        const at = marks.indexOf(shown);
        show(marks[at < 0 ? (step > 0 ? 0 : marks.length - 1) : (at + step + marks.length) % marks.length]);
      });
    }
    addEventListener("scroll", place, { passive: true });
    /* Paper has no room for what is folded away. */
    addEventListener("beforeprint", () => {
      for (const details of document.querySelectorAll("details")) details.open = true;
    });
  });
})();
