/** What axe finds on a page. */

import axe from "axe-core";
import type { Page } from "playwright-core";

/** A rule that a page breaks, and the HTML of the elements that break it. */
export interface Violation {
  readonly id: string;
  readonly nodes: readonly string[];
}

/** The rules of axe that read colours, which alone differ between the themes. */
export const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** The violations by every rule of axe, or by some. What passed is neither described nor handed over: that takes as long as the rules. */
export async function violationsOf(page: Page, rules?: readonly string[]): Promise<Violation[]> {
  if (!await page.evaluate("'axe' in globalThis")) await page.evaluate(axe.source);
  // The pages forbid axe to fetch their style sheet a second time.
  const options = {
    resultTypes: ["violations"],
    preload: false,
    ...rules && { runOnly: rules },
  };
  return await page.evaluate(`axe.run(${JSON.stringify(options)}).then(({ violations }) =>
    violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })))`);
}
