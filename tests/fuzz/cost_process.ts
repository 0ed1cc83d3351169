/**
 * What it costs to read a file, in a process that has done nothing else: `cost_process.ts FORMAT PATH`, one line of JSON.
 *
 * @module
 */

import { FORMATS } from "./formats.ts";
import { forgetPeak, peakMegabytes } from "./memory.ts";

/** How a costly file fared. */
export interface Cost {
  readonly milliseconds: number;
  /** Null where the system does not tell. */
  readonly megabytes: number | null;
  /** The refusal, or that it was accepted. */
  readonly said: string;
}

if (import.meta.main) {
  const [name, path = ""] = Deno.args;
  const format = FORMATS.find((it) => it.name === name)!;
  const bytes = await Deno.readFile(path);
  const isForgotten = forgetPeak();
  const before = peakMegabytes() ?? 0;
  const start = performance.now();
  let said = "accepted";
  try {
    await format.read(bytes);
  } catch (error) {
    said = error instanceof Error ? error.message : String(error);
  }
  const cost: Cost = {
    milliseconds: performance.now() - start,
    megabytes: isForgotten ? (peakMegabytes() ?? 0) - before : null,
    said,
  };
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(cost)));
}
