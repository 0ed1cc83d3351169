/**
 * The refusal of a file that is no longer what it was when it was first opened.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";

/** A run is of one state of each file, or of none. */
export class ChangedFile extends Error {
  override readonly name = "ChangedFile";

  /** @param change How it changed, as it reads after a comma. */
  constructor(path: string, change: string) {
    super(
      `Cannot read ${shownName(path)}: it was changed while it was read, ${change}; ` +
        "run the command again once it is whole",
    );
  }
}
