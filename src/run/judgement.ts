/**
 * What judges the numbers of layers: half of the code of a run, which reads its first byte without it.
 *
 * @module
 */

import { messageOf } from "../text/error_message.ts";

/** Under way or done. Deno hands out a module that waits at its top level before it is through, where it is asked for a second time. */
let loading: ReturnType<typeof load> | null = null;

/**
 * Loads it. A run begins to as it begins with its layers, so that what the code is by their end changes nothing.
 *
 * @throws {Error} in one line, if the package is not whole or came over a network that has gone.
 */
export function loadJudgement(): ReturnType<typeof load> {
  loading ??= load().catch((cause) => {
    loading = null;
    // Below what is missing Deno lists who asked for it.
    const [why = ""] = messageOf(cause).split("\n");
    throw new Error(
      `Cannot load the code that judges layers: ${
        why.replace(/\.$/, "")
      }; the same command goes on once it is there`,
      { cause },
    );
  });
  return loading;
}

async function load() {
  const { ANALYSES } = await import("../analyses/index.ts");
  const { conclude } = await import("./conclude.ts");
  return { ANALYSES, conclude };
}
