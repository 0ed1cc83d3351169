/* The list of sections follows the reader: the current one is the last whose heading is above the upper third of the window, of
   headings side by side the first. At the top of the page it is none but the first, however many a high window shows; at its end, where
   not all of them come that far up, the last that a link led to. */
(() => {
  document.addEventListener("DOMContentLoaded", () => {
    const list = document.querySelector(".contents ol");
    if (list === null) return;
    const links = [...list.querySelectorAll("a")];
    const headings = links.map((link) => document.getElementById(link.hash.slice(1)));
    const passed = new Set();
    let isTop = scrollY <= 0;
    let isEnd = false;
    let marked = null;

    const show = () => {
      let at = headings.findLastIndex((heading) => passed.has(heading));
      const led = links.findIndex((link) => link.hash === location.hash);
      if (isEnd) at = led > at ? led : links.length - 1;
      else if (isTop) at = Math.min(at, 0);
      else if (at > 0) {
        const first = headings.findIndex((heading) => heading.offsetTop === headings[at].offsetTop);
        at = led >= first && led <= at ? led : first;
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
    const top = document.createElement("div");
    top.style.cssText = "position: absolute; inset-block-start: 0";
    document.body.append(top);
    watch("0px", [top], ({ isIntersecting }) => {
      isTop = isIntersecting;
    });
    const end = document.createElement("div");
    document.body.append(end);
    watch("0px 0px 2px 0px", [end], ({ isIntersecting }) => {
      isEnd = isIntersecting && scrollY > 0;
    });
    addEventListener("hashchange", show);
  });
})();
