/** What axe finds on a page. */

import axe from "axe-core";
import type { Page } from "playwright-core";

/** A rule that a page breaks, and the HTML of the elements that break it. */
export interface Violation {
  readonly id: string;
  readonly nodes: readonly string[];
}

/** What passed is neither described nor handed over: that takes as long as the rules. The pages forbid axe to fetch their style sheet again. */
const OPTIONS = { resultTypes: ["violations"], preload: false };
/** Marks the elements that the rules of colours read. */
const MARK = "data-read-colours";
/** These rules and what each reads; they take half of axe's time if they read every cell of every table. */
const COLOUR_RULES = [
  { id: "color-contrast", selector: `[${MARK}]` },
  { id: "link-in-text-block", selector: `a[href][${MARK}]` },
];

/**
 * Marks one element each of those that look alike to the rules of colours, and gives their looks: links and elements with text of
 * their own, of the same name and letters, in text of the same colour, in boxes of the same colours and positions all the way up.
 * What is in `seen` is not marked again. `isWhole` marks, seen or not, each link, which must also
 * differ from the text around it, and all in charts or out of the flow, which may lie on something other than its ancestors.
 */
const MARK_LOOKS = `({ seen, isWhole }) => {
  const looks = new Set(seen);
  const boxes = new Map();
  const boxesOf = (element) => {
    if (element === null) return "";
    if (!boxes.has(element)) {
      const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(element);
      boxes.set(element, [boxesOf(element.parentElement), backgroundColor, backgroundImage, opacity, position].join());
    }
    return boxes.get(element);
  };
  for (const element of document.body.querySelectorAll("*")) {
    element.removeAttribute("${MARK}");
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
    if (!hasText && element.localName !== "a") continue;
    if (!element.checkVisibility()) continue;
    const { color, fill, fontSize, fontWeight, textShadow, textDecorationLine } = getComputedStyle(element);
    const around = getComputedStyle(element.parentElement).color;
    const within = boxesOf(element);
    const look = [element.localName, around, color, fill, fontSize, fontWeight, textShadow, textDecorationLine, within].join();
    const isAlone = element.localName === "a" || element.closest("svg") !== null ||
      /absolute|fixed|relative|sticky/.test(within);
    if (looks.has(look) && !(isWhole && isAlone)) continue;
    looks.add(look);
    element.setAttribute("${MARK}", "");
  }
  return [...looks].slice(seen.length);
}`;

/** The violations by every rule of axe; those that read colours read each look once, and are spared what is in `seen`, which grows. */
export function violationsOf(page: Page, seen: string[] = []): Promise<Violation[]> {
  return runAxe(page, seen, true, OPTIONS);
}

/** Those by the rules that read colours: enough for a theme that differs in colours from one that was read by every rule. */
export function colourViolationsOf(page: Page, seen: string[] = []): Promise<Violation[]> {
  return runAxe(page, seen, false, { ...OPTIONS, runOnly: COLOUR_RULES.map(({ id }) => id) });
}

async function runAxe(
  page: Page,
  seen: string[],
  isWhole: boolean,
  options: object,
): Promise<Violation[]> {
  if (!await page.evaluate("'axe' in globalThis")) {
    await page.evaluate(axe.source);
    await page.evaluate(`axe.configure(${JSON.stringify({ rules: COLOUR_RULES })})`);
  }
  const looks: string[] = await page.evaluate(
    `(${MARK_LOOKS})(${JSON.stringify({ seen, isWhole })})`,
  );
  seen.push(...looks);
  if ("runOnly" in options && looks.length === 0) return [];
  return await page.evaluate(`axe.run(document, ${JSON.stringify(options)}).then((it) =>
    it.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })))`);
}
