/** What axe finds on a page. */

import axe from "axe-core";
import type { Page } from "playwright-core";

/** A rule that a page breaks, and the HTML of the elements that break it. */
export interface Violation {
  readonly id: string;
  readonly nodes: readonly string[];
}

/** The violations by every rule of axe. What passed stays in the page: to hand it over takes as long as the rules themselves. */
export async function violationsOf(page: Page): Promise<Violation[]> {
  if (!await page.evaluate("'axe' in globalThis")) await page.evaluate(axe.source);
  return await page.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })))`);
}
