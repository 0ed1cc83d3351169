/**
 * The part of `deno task drill` that interrupts reports over an earlier site, at moments of their own, until fifty had not come to their
 * end before; what is there afterwards has to be one site whole, and the run that goes on has to end in the bytes of one that was never
 * interrupted.
 *
 * @module
 */

import {
  type Interruption,
  interruptReports,
  MOMENTS,
  wasInterrupted,
} from "../interruptions/interrupted_report.ts";
import { STORIES } from "../interruptions/stories.ts";
import { realPath } from "../real_data.ts";

const N_KILLS = 50;

/** Runs the drill, or says why not. @throws {Error} if something is not as it is to be. */
export async function drillKills(
  say: (text: string) => void,
  { n = N_KILLS, seed = Math.floor(Math.random() * 2 ** 31) }: { n?: number; seed?: number } = {},
): Promise<void> {
  if (!await Deno.stat(realPath("stories260k/base")).then(() => true, () => false)) {
    say("Kills: skipped, as the real data stories260k/base are not beside the checkout");
    return;
  }
  const started = performance.now();
  const outcomes = await interruptReports(STORIES, { n, nInterrupted: n, seed });
  say(
    `Kills: ${killsText(outcomes)} (seed ${seed}); ${
      ((performance.now() - started) / 1000).toFixed(0)
    } s`,
  );
}

/** What was interrupted when, and what was there, in a line. */
export function killsText(outcomes: readonly Interruption[]): string {
  const count = (is: (it: Interruption) => boolean) => outcomes.filter(is).length;
  const moments = MOMENTS.map((moment) => `${count((it) => it.moment === moment)} ${moment}`);
  const told = outcomes.filter((it) => it.signal !== "SIGKILL" && wasInterrupted(it));
  return `${count(wasInterrupted)} of ${outcomes.length} reports interrupted (${
    (["SIGKILL", "SIGINT", "SIGTERM"] as const).map((signal) =>
      `${count((it) => it.signal === signal)} ${signal}`
    ).join(", ")
  }), ${moments.join(", ")}; the old site was there whole after ${
    count(({ found }) => found === "old")
  }, the new one after ${count(({ found }) => found === "new")}, and after ${
    count(({ found }) => found === "mixed")
  } the next command ended the swap; each went on to the bytes of a run that was never interrupted; those told to end took ${
    Math.max(0, ...told.map(({ ms }) => ms)).toFixed(0)
  } ms at most`;
}
