/**
 * `deno task vectors PATH`: what a folder or file of vectors holds, and how a report would read it.
 *
 * @module
 */

import { expectKeysOf } from "../library/vector_keys.ts";
import { inputPlaceOf } from "../places.ts";
import { openInputFolder } from "../sources/input_folder.ts";
import { HubRefusal } from "../sources/hub/hub_refusals.ts";
import { PassingError, Unreachable } from "../sources/hub/hub_request.ts";
import { sayWarnings } from "../sources/hub/hub_warnings.ts";
import type { HubOrigin } from "../sources/hub/open_hub_folder.ts";
import { openVectorFolder } from "../sources/vectors/vector_folder.ts";
import type { VectorFolderOptions } from "../sources/vectors/vector_layout.ts";
import { UsageError } from "../usage_error.ts";
import { fetchProgress } from "./progress.ts";
import { readOptions } from "./read_options.ts";
import { VECTORS_OPTIONS } from "./taken_options.ts";
import type { Terminal } from "./terminal.ts";
import { nearestReadings } from "./vector_readings.ts";
import { vectorsText } from "./vectors_text.ts";

/**
 * Prints what the input that is named holds and how it would be read with these options; where it is refused, how it would be read
 * with others.
 *
 * @throws {Error} the refusal, once that is printed.
 */
export async function runVectors(args: readonly string[], terminal: Terminal): Promise<void> {
  const { given, files: [place] } = readOptions(args, VECTORS_OPTIONS, {
    files: { most: 1, what: "one folder, file or id of vectors" },
  });
  if (place === undefined) {
    throw new UsageError(
      "Cannot run vectors without an input: expected vectors PATH [options], a folder, a file or an id on the Hugging Face Hub",
    );
  }
  const { isOffline = false, cacheLimit = null, vectorLayer = "probed", ...asked } = given;
  const options: VectorFolderOptions = {
    difference: "default",
    ...asked,
    ...vectorLayer !== "probed" && { vectorLayer },
  };
  const progress = fetchProgress(terminal);
  const origins: HubOrigin[] = [];
  const onReply = sayWarnings(progress.say);
  await using resources = new AsyncDisposableStack();
  resources.defer(async () => {
    progress.clear();
    for (const origin of origins) await origin.settled();
  });
  const folder = await openInputFolder(inputPlaceOf(place), "vectors", {
    isOffline,
    cacheLimit,
    say: progress.say,
    onReply,
    onOrigin: (origin) => void origins.push(origin),
    onFetched: progress.add,
  });
  resources.defer(() => folder.close());
  // Opened once, however many ways it is read in.
  const open = async (asked: VectorFolderOptions) => {
    const vectors = await openVectorFolder({ ...folder, close() {} }, asked);
    expectKeysOf(vectors, asked);
    return vectors;
  };
  try {
    terminal.print(await vectorsText(await open(options)));
  } catch (refusal) {
    // Where the network gives nothing, other options would not either.
    if (isOfNetwork(refusal)) throw refusal;
    for (const text of await nearestReadings(open, options)) terminal.print(text);
    throw refusal;
  }
}

function isOfNetwork(error: unknown): boolean {
  return [PassingError, Unreachable, HubRefusal].some((kind) => error instanceof kind) ||
    error instanceof Error && error.cause !== undefined && isOfNetwork(error.cause);
}
