/**
 * Tries files in a process of its own, since one may end it: `worker.ts FORMAT SEED ITERATION SECONDS MOST`, a line of JSON for each.
 *
 * @module
 */

import { FORMATS } from "./formats.ts";
import { forgetPeak, peakMegabytes } from "./memory.ts";
import { fileOf, type Outcome, tryFile } from "./trial.ts";

/** What a line says of one iteration. */
export interface Line extends Outcome {
  readonly iteration: number;
  /** What was held at most beyond what was held before. */
  readonly megabytes: number;
}

if (import.meta.main) {
  const [name, ...numbers] = Deno.args;
  const [seed = 0, first = 0, seconds = 0, most = 0] = numbers.map(Number);
  const format = FORMATS.find((it) => it.name === name);
  if (format === undefined) throw new Error(`no format ${name}`);
  const out = new TextEncoder();
  const end = performance.now() + 1000 * seconds;
  for (let i = 0; i < most && (i === 0 || performance.now() < end); i++) {
    const iteration = first + i;
    const bytes = fileOf(format, { seed, iteration });
    forgetPeak();
    const before = peakMegabytes() ?? 0;
    const outcome = await tryFile(format, bytes);
    const line: Line = { ...outcome, iteration, megabytes: (peakMegabytes() ?? 0) - before };
    Deno.stdout.writeSync(out.encode(`${JSON.stringify(line)}\n`));
  }
}
