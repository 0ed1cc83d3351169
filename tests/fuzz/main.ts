/**
 * `deno task fuzz`: mutated files of every format, read by us and by readers that share no code with ours.
 *
 * @module
 */

import { FORMATS } from "./formats.ts";
import { HELP, readFuzzOptions } from "./options.ts";
import { costOf, runSlice } from "./slice.ts";
import { fileOf } from "./trial.ts";
import type { Line } from "./worker.ts";
import { say } from "../say.ts";

/** Files that fail are written here, from where the task runs. */
const FOUND = ".scratch/fuzz";
/** A format's turn, so that a short run reaches all of them. */
const SLICE_SECONDS = 5;
/** A kind of fault shows itself in a few files. */
const MAX_FAULTS = 10;

interface Count {
  nTried: number;
  nAccepted: number;
  nFaults: number;
  seconds: number;
}

if (Deno.args.includes("--help")) {
  say(HELP.trimEnd());
  Deno.exit(0);
}
let options;
try {
  options = readFuzzOptions(Deno.args);
} catch (error) {
  say(`fuzz: ${error instanceof Error ? error.message : error}`);
  Deno.exit(2);
}
const { seed, formats, iteration, seconds } = options;
const counts = new Map(
  formats.map((
    name,
  ): [string, Count] => [name, { nTried: 0, nAccepted: 0, nFaults: 0, seconds: 0 }]),
);
say(`seed ${seed}`);

async function take(name: string, lines: readonly Line[]): Promise<void> {
  const count = counts.get(name)!;
  for (const line of lines) {
    count.nTried++;
    if (line.isAccepted) count.nAccepted++;
    const fault = line.fault ?? await costOf(line, { format: name, seed });
    if (fault === null) continue;
    if (++count.nFaults > MAX_FAULTS) continue;
    const format = FORMATS.find((it) => it.name === name)!;
    const path = `${FOUND}/${seed}-${line.iteration}-${format.fileName}`;
    await Deno.mkdir(FOUND, { recursive: true });
    await Deno.writeFile(path, fileOf(format, { seed, iteration: line.iteration }));
    say(
      `${name}: ${fault}\n  --seed ${seed} --format ${name} --iteration ${line.iteration}: ${path}`,
    );
  }
}

const sliceSeconds = Math.min(SLICE_SECONDS, seconds / formats.length);
const started = performance.now();
const left = () => seconds - (performance.now() - started) / 1000;
do {
  for (const name of formats) {
    const count = counts.get(name)!;
    const from = performance.now();
    await take(
      name,
      await runSlice({
        format: name,
        seed,
        first: iteration ?? count.nTried,
        seconds: sliceSeconds,
        most: iteration === null ? Infinity : 1,
      }),
    );
    count.seconds += (performance.now() - from) / 1000;
    if (iteration === null && left() <= 0) break;
  }
} while (iteration === null && left() > 0);

let [nTried, nFaults] = [0, 0];
for (const [name, count] of counts) {
  say(
    `${name.padEnd(14)} ${count.nTried} tried, ${
      count.nTried - count.nAccepted
    } refused, ${count.nAccepted} accepted, ${count.nFaults} wrong; ${
      (count.nTried / Math.max(count.seconds, 1e-3)).toFixed(0)
    } a second`,
  );
  nTried += count.nTried;
  nFaults += count.nFaults;
}
say(
  `${nTried} files in ${
    ((performance.now() - started) / 1000).toFixed(0)
  } s, ${nFaults} wrong (seed ${seed})`,
);
Deno.exit(nFaults > 0 ? 1 : 0);
