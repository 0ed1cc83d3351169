/**
 * How the content of the files of weights is known, of both checkpoints.
 *
 * @module
 */

import type { Side } from "../compute/mixture.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import type { CheckpointInfo, Results } from "../results.ts";
import {
  countNamed,
  type FileHashes,
  type HashedFile,
  verifyHashes,
} from "../sources/checkpoint/file_hashes.ts";
import { shownName } from "../text/quote.ts";
import { bytesText } from "../text/words.ts";

/** What is known of the files of each checkpoint. */
export type WeightFiles = Readonly<Record<Side, NonNullable<CheckpointInfo["weight_files"]>>>;

/**
 * Looks which hashes are known of the open files, and where `isHashed` reads each of those whole that is at hand.
 *
 * @throws {Error} naming the first file that has another hash.
 */
export async function weightFilesOf(
  { base, instruct }: Pick<RunInputs, "base" | "instruct">,
  { isHashed, say }: { isHashed: boolean; say: (text: string) => void },
): Promise<WeightFiles> {
  const of = async (checkpoint: RunInputs[Side]) => {
    const files = checkpoint.files?.() ?? [];
    if (!isHashed) return settled(await countNamed(files));
    const onFile = ({ name, sizeBytes }: HashedFile) =>
      say(`Hashing ${shownName(name)} of ${shownName(checkpoint.label)}: ${bytesText(sizeBytes)}`);
    return settled(await verifyHashes(files, { of: checkpoint.label, onFile }));
  };
  // One after the other: the disk is the same.
  return { base: await of(base), instruct: await of(instruct) };
}

function settled(hashes: FileHashes): WeightFiles[Side] {
  const { files, verified } = hashes;
  const are = verified === 0 ? "not" : verified === files ? "verified" : "in part";
  return { ...hashes, are };
}

/** Results that say it. */
export function withWeightFiles(results: Results, known: WeightFiles): Results {
  const { inputs } = results;
  return {
    ...results,
    inputs: {
      ...inputs,
      base: { ...inputs.base, weight_files: known.base },
      instruct: { ...inputs.instruct, weight_files: known.instruct },
    },
  };
}
