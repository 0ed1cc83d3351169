/**
 * Numbers of figures, in the order in which they stand: templates leave the place, since only the whole page knows the order.
 *
 * @module
 */

/** Where a template leaves the place of a number. */
const PLACE = /<!--figure-number-->/g;

/**
 * A page, or a document of several, with its figures numbered from 1.
 *
 * @example
 * ```ts
 * import { numberFigures } from "./figure_numbers.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * strictEqual(
 *   numberFigures("<h2><!--figure-number-->Angle</h2>"),
 *   '<h2><span class="nth">Figure 1.</span> Angle</h2>',
 * );
 * ```
 */
export function numberFigures(html: string): string {
  let number = 0;
  return html.replace(PLACE, () => `<span class="nth">Figure ${++number}.</span> `);
}
