/**
 * Sentences about files that lie in the inputs' folders and were not read.
 *
 * @module
 */

import type { Finding, Inputs } from "../../../results.ts";
import { shownName } from "../../../text/quote.ts";
import { listFirst } from "../../../text/first_of_many.ts";
import { plural } from "../../../text/words.ts";

/** One sentence for each input and each reason. */
export function unreadFindings(
  { base, instruct, vectors }: {
    base: Pick<Inputs["base"], "unread">;
    instruct: Pick<Inputs["instruct"], "unread">;
    vectors: Pick<Inputs["vectors"], "unread">;
  },
): Finding[] {
  return [
    ...unreadSentences("base", base.unread),
    ...unreadSentences("instruct", instruct.unread),
    ...unreadSentences("the vectors", vectors.unread),
  ].map((text): Finding => ({ topic: "unread", layer: null, text, layers: [] }));
}

/** How many files of an input were not read, which ones, and why: one sentence a reason. */
function unreadSentences(input: string, unread: Inputs["vectors"]["unread"]): string[] {
  return [...new Set(unread.map(({ reason }) => reason))].map((reason) => {
    const files = unread.filter((file) => file.reason === reason);
    return `In the folder of ${input}, ${
      plural(files.length, "file or folder was", "files or folders were")
    } not read or not read whole (${reason}): ${
      listFirst(files.map(({ path }) => shownName(path)))
    }.`;
  });
}
