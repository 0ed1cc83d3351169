/* Light or dark: the system's choice, or the reader's. Runs before the page is painted, so that nothing flashes. */
(() => {
  const KEY = "deltascope-theme";
  const THEMES = ["system", "light", "dark"];

  /* Storage may be closed, as for some pages opened from disk: then the choice lasts as long as the page. */
  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };
  const store = (theme) => {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // the choice is not kept
    }
  };

  let current = THEMES.includes(stored()) ? stored() : "system";
  const apply = () => {
    if (current === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = current;
  };
  apply();

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tool theme";
    const words = document.createElement("span");
    words.className = "unseen";
    button.append(words);
    const show = () => {
      words.textContent = button.title = `Theme: ${current}`;
      button.dataset.choice = current;
    };
    button.addEventListener("click", () => {
      current = THEMES[(THEMES.indexOf(current) + 1) % THEMES.length];
      store(current);
      apply();
      show();
    });
    show();
    document.querySelector(".tools").append(button);
  });
})();
