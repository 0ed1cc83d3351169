/* What scrolls sideways shows the current entry: for browsers that do not know `scroll-initial-target`. */
(() => {
  document.addEventListener("DOMContentLoaded", () => {
    if (CSS.supports("scroll-initial-target", "nearest")) return;
    for (const link of document.querySelectorAll("header.site nav [aria-current], .layers [aria-current]")) {
      const box = link.closest("nav ol, nav");
      box.scrollLeft = link.offsetLeft - box.offsetLeft - (box.clientWidth - link.offsetWidth) / 2;
    }
  });
})();
