/**
 * The ticks of random draws, of which a chart has hundreds: in one file they are lines alone, without the name that each shows
 * under the pointer. What they are is in the legend, and each is in the data.
 *
 * @module
 */

/** An upright tick with the name of a draw, as Plot writes it. */
const TICK =
  /<line x1="([\d.-]+)" x2="\1" y1="([\d.-]+)" y2="([\d.-]+)"><title>random (?:direction|role mixture) \d[^<]*<\/title><\/line>/g;

/**
 * The page with its ticks written as short as they can be; they look the same.
 *
 * @example
 * ```ts
 * import { lightDraws } from "./light_draws.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * const tick = (x: number, name: string) => `<line x1="${x}" x2="${x}" y1="5" y2="9"><title>${name}: 5°</title></line>`;
 * strictEqual(lightDraws(tick(1.25, "random direction 7")), '<path d="M1.25,5V9"/>');
 * strictEqual(lightDraws(tick(1.25, "PC1")), tick(1.25, "PC1"));
 * ```
 */
export function lightDraws(html: string): string {
  return html.replace(TICK, '<path d="M$1,$2V$3"/>');
}
