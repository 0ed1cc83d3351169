/**
 * That records lie in a folder of their own.
 *
 * @module
 */

import { isWithin, placeOf, specialFolder } from "../places.ts";
import { shownName } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";
import type { SettledRequest } from "./settled_request.ts";

/**
 * Passes if records have no folder, or one of their own.
 *
 * @throws {UsageError} if they would lie in the folder of the site or of an input, or be scattered over the user's own files.
 */
export function expectRecordsApart(
  { records, sources, baseAdapter, out }:
    & Pick<SettledRequest, "records" | "baseAdapter" | "out">
    & { readonly sources: Partial<NonNullable<SettledRequest["sources"]>> | null },
): void {
  const folder = records?.folder ?? null;
  if (folder === null) return;
  const special = specialFolder(folder);
  if (special !== null) {
    throw new UsageError(
      `Cannot use --records ${
        shownName(folder)
      }: expected a folder of its own, found that it ${special}`,
    );
  }
  const site = out === null ? null : placeOf(out);
  const others = { out: site, ...sources, "base-adapter": baseAdapter };
  for (const [option, place] of Object.entries(others)) {
    if (typeof place !== "string" || !isWithin(place, folder)) continue;
    throw new UsageError(
      `Cannot use --records ${
        shownName(folder)
      }: expected a folder of its own, found it within --${option} ${shownName(place)}`,
    );
  }
}
