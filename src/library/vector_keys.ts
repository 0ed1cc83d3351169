/**
 * Keys of vectors, as an option asks for them.
 *
 * @module
 */

import type { VectorFolderOptions } from "../sources/vectors/vector_layout.ts";
import type { VectorFolder } from "../sources/vectors/vectors.ts";
import { shownName } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";

/** Passes unless a key is asked of vectors that have none. @throws {UsageError} */
export function expectKeysOf(
  { label, roleKey, traitKey }: VectorFolder,
  asked: Pick<VectorFolderOptions, "roleKey" | "traitKey">,
): void {
  const option = (asked.roleKey ?? null) !== null && roleKey === null
    ? "role-key"
    : (asked.traitKey ?? null) !== null && traitKey === null
    ? "trait-key"
    : null;
  if (option === null) return;
  throw new UsageError(
    `Cannot use --${option} with ${
      shownName(label)
    }: its files hold one vector each, under no such key`,
  );
}
