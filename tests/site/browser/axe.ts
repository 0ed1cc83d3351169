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
/** The rules of axe that read colours. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/**
 * Gives one element each of those that look alike to the rules of colours: links and elements with text of their own, of the same
 * name and letters, in text of the same colour, and on the same colours all the way up.
 */
const ONE_OF_EACH_LOOK = `(() => {
  const looks = new Map();
  const own = new Map();
  const lookOf = (element) => {
    if (element === null) return "";
    if (!looks.has(element)) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element);
      looks.set(element, [lookOf(element.parentElement), backgroundColor, backgroundImage, opacity].join());
    }
    return looks.get(element);
  };
  for (const element of document.body.querySelectorAll("*")) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
    if (!hasText && element.localName !== "a") continue;
    if (!element.checkVisibility()) continue;
    const { color, fill, fontSize, fontWeight, textShadow, textDecorationLine } = getComputedStyle(element);
    const around = getComputedStyle(element.parentElement).color;
    const look = [element.localName, around, color, fill, fontSize, fontWeight, textShadow, textDecorationLine, lookOf(element)];
    if (!own.has(look.join())) own.set(look.join(), element);
  }
  return [...own.values()];
})()`;

/** The violations by every rule of axe. */
export function violationsOf(page: Page): Promise<Violation[]> {
  return runAxe(page, "document", OPTIONS);
}

/** Those by the rules that read colours, each look once: enough for a theme that differs in colours from one that was read whole. */
export function colourViolationsOf(page: Page): Promise<Violation[]> {
  return runAxe(page, ONE_OF_EACH_LOOK, { ...OPTIONS, runOnly: COLOUR_RULES });
}

async function runAxe(page: Page, context: string, options: object): Promise<Violation[]> {
  if (!await page.evaluate("'axe' in globalThis")) await page.evaluate(axe.source);
  return await page.evaluate(`axe.run(${context}, ${JSON.stringify(options)}).then((it) =>
    it.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })))`);
}
