/**
 * The refusal of a file that is no longer what it was when it was first opened.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";

/** A run is of one state of each file, or of none. */
export class ChangedFile extends Error {
  override readonly name = "ChangedFile";

  /**
   * @param path With its folder: two models have files of the same names.
   * @param change What happened to it, as a clause of its own that ends before "since it was opened".
   * @param options.until When the command may be run again.
   */
  constructor(
    path: string,
    change: string,
    { until = "once it is whole" }: { until?: string } = {},
  ) {
    super(
      `Cannot read ${
        shownName(path)
      }: ${change} since it was opened; run the command again ${until}`,
    );
  }
}

/** How that reads of a file that has other bytes. */
export function changeOfSize(was: number, is: number): string {
  return `it went from ${was} bytes to ${is}`;
}
