/* The list of sections follows the reader: the current one is the last whose heading is above the upper third of the window, or at
   the end of the page, where not all of them come that far up, the last that a link led to. */
(() => {
  document.addEventListener("DOMContentLoaded", () => {
    const list = document.querySelector(".contents ol");
    if (list === null) return;
    const links = [...list.querySelectorAll("a")];
    const headings = links.map((link) => document.getElementById(link.hash.slice(1)));
    const passed = new Set();
    let isEnd = false;
    let marked = null;

    const show = () => {
      let at = headings.findLastIndex((heading) => passed.has(heading));
      if (isEnd) {
        const led = links.findIndex((link) => link.hash === location.hash);
        at = led > at ? led : links.length - 1;
      }
      const link = links[at] ?? null;
      if (link === marked) return;
      marked?.removeAttribute("aria-current");
      marked = link;
      if (link === null) return;
      link.setAttribute("aria-current", "location");
      const { offsetTop: top, offsetHeight: height } = link;
      if (top < list.scrollTop) list.scrollTop = top;
      else if (top + height > list.scrollTop + list.clientHeight) list.scrollTop = top + height - list.clientHeight;
    };

    /* What is far above counts as seen, so that no jump passes a heading by. */
    const watch = (margin, targets, note) => {
      const observer = new IntersectionObserver((entries) => {
        for (const entry of entries) note(entry);
        show();
      }, { rootMargin: margin });
      for (const target of targets) observer.observe(target);
    };
    watch("9999999px 0px -67% 0px", headings, ({ target, isIntersecting }) => {
      if (isIntersecting) passed.add(target);
      else passed.delete(target);
    });
    const end = document.createElement("div");
    document.body.append(end);
    watch("0px 0px 2px 0px", [end], ({ isIntersecting }) => {
      isEnd = isIntersecting && scrollY > 0;
    });
    addEventListener("hashchange", show);
  });
})();
