/**
 * Charts without what a file to send need not carry: the name under the pointer of each of hundreds of random draws, of which the
 * legend says what they are; and every name in a chart for narrow screens, which have no pointer.
 *
 * @module
 */

/** An upright tick with the name of a draw, as Plot writes it. */
const TICK =
  /<line x1="([\d.-]+)" x2="\1" y1="([\d.-]+)" y2="([\d.-]+)"><title>random (?:direction|role mixture) \d[^<]*<\/title><\/line>/g;
/** Such ticks, one after the other. */
const TICKS = new RegExp(`(?:${TICK.source})+`, "g");
/** Pixels from one tick of a path to the next: then they cannot touch, and look as each of them alone does. */
const APART = 2;
const NARROW = /<div class="chart narrow">[^]*?<\/div>/g;
const NAME = /<title>[^<]*<\/title>/g;
const NAME_AND_END = /><title>[^<]*<\/title><\/(?:line|circle|rect|path)>/g;

/**
 * The page with its charts written shorter; they look the same.
 *
 * @example
 * ```ts
 * import { lightCharts } from "./light_charts.ts";
 * import { strictEqual } from "node:assert/strict";
 *
 * const tick = (x: number, name: string) => `<line x1="${x}" x2="${x}" y1="5" y2="9"><title>${name}: 5°</title></line>`;
 * strictEqual(lightCharts(tick(1.25, "random direction 7")), '<path d="M1.25,5V9"/>');
 * const ticks = [tick(9, "random role mixture 1"), tick(3, "random role mixture 2"), tick(4, "random role mixture 3")];
 * strictEqual(lightCharts(ticks.join("")), '<path d="M3,5V9M9,5V9"/><path d="M4,5V9"/>');
 * strictEqual(lightCharts(tick(1.25, "PC1")), tick(1.25, "PC1"));
 * strictEqual(
 *   lightCharts(`<div class="chart narrow"><svg>${tick(1.25, "PC1")}</svg></div>`),
 *   '<div class="chart narrow"><svg><line x1="1.25" x2="1.25" y1="5" y2="9"/></svg></div>',
 * );
 * ```
 */
export function lightCharts(html: string): string {
  return html.replace(TICKS, joined).replace(
    NARROW,
    // A mark that held nothing but its name ends where it begins.
    (chart) => chart.replace(NAME_AND_END, "/>").replace(NAME, ""),
  );
}

/** The ticks in as few paths as leave none beside another that it would cover. */
function joined(run: string): string {
  const ticks = Array.from(run.matchAll(TICK), ([, x, top, bottom]) => ({
    x: Number(x),
    line: `M${x},${top}V${bottom}`,
  })).sort((a, b) => a.x - b.x);
  const paths: { end: number; lines: string }[] = [];
  for (const { x, line } of ticks) {
    const path = paths.find(({ end }) => x - end >= APART);
    if (path === undefined) paths.push({ end: x, lines: line });
    else Object.assign(path, { end: x, lines: path.lines + line });
  }
  return paths.map(({ lines }) => `<path d="${lines}"/>`).join("");
}
