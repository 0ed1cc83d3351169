/**
 * Places of a request, of a report or of a comparison of weights, as of the folder in which the command was typed.
 *
 * @module
 */

import { inputPlaceOf, isAddress, placeOf } from "../places.ts";
import { quote } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";
import type { Place, ReportRequest } from "./request.ts";
import type { RecordsRequest } from "./run_records.ts";

/** An input; a folder in memory has no place. */
export function placed(place: Place): Place {
  return typeof place === "string" ? inputPlaceOf(place) : place;
}

/** The adapter of the base. @throws {UsageError} where there is no base. */
export function settledAdapter(
  { base, baseAdapter }: Pick<ReportRequest, "base" | "baseAdapter">,
): Place | null {
  if (baseAdapter === undefined) return null;
  if (base === undefined) {
    throw new UsageError("Cannot use --base-adapter without --base: give the model that it is of");
  }
  return placed(baseAdapter);
}

/**
 * Where results of layers are written down; null: nowhere.
 *
 * @param isKept Whether they are in the user's cache folder where no other is named.
 * @throws {UsageError} if it is no folder of this machine.
 */
export function settledRecords(
  { records, isFresh = false }: Pick<ReportRequest, "records" | "isFresh">,
  { isKept }: { readonly isKept: boolean },
): RecordsRequest | null {
  if (records === null || records === undefined && !isKept) return null;
  if (records === undefined) return { folder: null, isFresh };
  if (records === "" || isAddress(records)) {
    throw new UsageError(
      `Cannot use --records ${
        quote(records)
      }: expected a folder of this machine, or a shared one that is mounted here`,
    );
  }
  return { folder: placeOf(records), isFresh };
}
