/**
 * That one checkpoint was given as both: a slip of whoever typed it, which nothing but results of zero would tell.
 *
 * @module
 */

import { checkpointFingerprint } from "../sources/checkpoint/fingerprint.ts";
import type { Checkpoint } from "../sources/checkpoint/weights.ts";
import type { RunInputs } from "./run_inputs.ts";

/**
 * In one whole sentence; nothing of two, be they copies. Files of one name, size and time may still be others, where an archive gave
 * all of its own one time: then a few bytes of each tensor of `layers` tell.
 *
 * @throws {Error} if a tensor cannot be read.
 */
export async function sameCheckpointRemark(
  { base, instruct }: Pick<RunInputs, "base" | "instruct">,
  layers: readonly number[],
): Promise<string[]> {
  const [ofBase, ofInstruct] = [base, instruct].map(filesOf);
  if (ofBase === null || ofBase !== ofInstruct) return [];
  const a = await checkpointFingerprint(base, layers);
  const b = await checkpointFingerprint(instruct, layers);
  return a !== b ? [] : [
    "Base and instruct are the same files, as far as their names, sizes, times and the first bytes of each tensor tell: " +
    "no difference is to be expected.",
  ];
}

/** The files that are open, an adapter's too; null where weights lie in none. */
function filesOf({ files }: Checkpoint): string | null {
  const found = (files?.() ?? []).map(({ name, identity }) => JSON.stringify([name, identity]));
  return found.length === 0 ? null : found.sort().join();
}
