/**
 * Where the file of `--pca` lies: it is one of the vectors folder's own, and a path to another must not be taken for its namesake.
 *
 * @module
 */

import { basename } from "node:path";
import { PCA_ADVICE } from "../prepare/choose_components.ts";
import type { PcaChoice } from "../prepare/options.ts";
import { isWithin, placeOf } from "../places.ts";
import { shownName } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";

/**
 * Passes unless `pca` is a path to a file outside the folder `vectors`.
 *
 * @throws {UsageError} naming both.
 */
export async function expectPcaInside(vectors: string, pca: PcaChoice): Promise<void> {
  if (typeof pca === "string" || pca.file === basename(pca.file)) return;
  const [folder, file] = await Promise.all([vectors, placeOf(pca.file)].map(realOrNull));
  // A path that leads nowhere from here may be meant from within the folder: its name is looked up there.
  if (!folder || !file) return;
  if (isWithin(folder, file)) return;
  throw new UsageError(
    `Cannot use --pca ${shownName(pca.file)}: expected a PCA file of the vectors folder ${
      shownName(vectors)
    }, ` +
      `found one that lies elsewhere; ${PCA_ADVICE}`,
  );
}

function realOrNull(path: string): Promise<string | null> {
  return Deno.realPath(path).catch(() => null);
}
