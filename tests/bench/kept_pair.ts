/**
 * The pair of a benchmark that its user keeps, for the next.
 *
 * @module
 */

import { basename, join } from "node:path";
import { exists } from "../../src/sources/folder/path_state.ts";
import { UsageError } from "../../src/usage_error.ts";
import { makePair, type PairFolders, pairFolders } from "./checkpoint.ts";
import type { PairShape } from "./shape.ts";

/** Sizes of a pair, and how many roles it has vectors of. */
export type PairSizes = PairShape & { readonly nRoles: number };

/** What says of which sizes the pair beside it is; it is written last. */
const SIZES_FILE = "bench-pair.json";

/**
 * The pair in `folder`, made if there is none. More roles than are wanted are as good.
 *
 * @param onMake Told before a new one is made, which takes a while.
 * @throws {UsageError} in one line if there is a pair of other sizes, whose figures would not be of what was asked for, or part of one.
 */
export async function pairIn(
  folder: string,
  wanted: PairSizes,
  onMake: () => void,
): Promise<PairFolders> {
  const pair = pairFolders(folder);
  const parts = [...Object.values(pair), join(folder, SIZES_FILE)];
  const found = parts.filter(exists).length;
  if (found === 0) {
    onMake();
    await Deno.mkdir(folder, { recursive: true });
    await makePair(folder, wanted);
    await Deno.writeTextFile(join(folder, SIZES_FILE), `${JSON.stringify(wanted)}\n`);
    return pair;
  }
  const advice = `remove ${
    parts.map((path) => basename(path)).join(", ")
  }, or name another folder with --dir`;
  if (found < parts.length) {
    throw new UsageError(
      `Cannot use the pair in ${folder}: a part of it is missing, as it was not made to its end or by an earlier version; ${advice}`,
    );
  }
  const kept: PairSizes = JSON.parse(await Deno.readTextFile(join(folder, SIZES_FILE)));
  const { nRoles, ...shape } = wanted;
  const isOther = Object.entries(shape).some(([name, n]) => kept[name as keyof PairShape] !== n);
  if (isOther || !(kept.nRoles >= nRoles)) {
    throw new UsageError(
      `Cannot use the pair in ${folder}: it is of ${sizesText(kept)}, expected ${
        sizesText(wanted)
      }; ${advice}`,
    );
  }
  return pair;
}

function sizesText({ hiddenSize, intermediateSize, nLayers, nRoles }: PairSizes): string {
  return `${nLayers} layers of ${hiddenSize} by ${intermediateSize} with ${nRoles} roles`;
}
