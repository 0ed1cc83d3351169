/**
 * `deno task vectors PATH`: what a folder or file of vectors holds, and how a report would read it.
 *
 * @module
 */

import { CHOICES } from "../library/bounds.ts";
import { inputPlaceOf } from "../places.ts";
import { openInputFolder } from "../sources/input_folder.ts";
import { HubRefusal } from "../sources/hub/hub_refusals.ts";
import { PassingError, Unreachable } from "../sources/hub/hub_request.ts";
import { sayWarnings } from "../sources/hub/hub_warnings.ts";
import type { HubOrigin } from "../sources/hub/open_hub_folder.ts";
import { openVectorFolder } from "../sources/vectors/vector_folder.ts";
import type { VectorFolderOptions } from "../sources/vectors/vector_layout.ts";
import { UsageError } from "../usage_error.ts";
import { readArguments, readBytes, readChoice, readNumber } from "./arguments.ts";
import { fetchProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";
import { nearestReadings } from "./vector_readings.ts";
import { vectorsText } from "./vectors_text.ts";

const VALUES = [
  "role-key",
  "trait-key",
  "difference",
  "vectors-are",
  "row-zero",
  "kind",
  "vector-layer",
  "cache-limit",
] as const;
const FLAGS = ["offline"] as const;

/**
 * Prints what the input that is named holds and how it would be read with these options; where it is refused, how it would be read
 * with others.
 *
 * @throws {Error} the refusal, once that is printed.
 */
export async function runVectors(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, flags, files: [place] } = readArguments(args, {
    values: VALUES,
    flags: FLAGS,
    files: { most: 1, what: "one folder, file or id of vectors" },
  });
  if (place === undefined) {
    throw new UsageError(
      "Cannot run vectors without an input: expected vectors PATH [options], a folder, a file or an id on the Hugging Face Hub",
    );
  }
  const options = readOptions(values);
  const cacheLimit = values.get("cache-limit");
  const limit = cacheLimit === undefined ? null : readBytes("cache-limit", cacheLimit);
  const progress = fetchProgress(terminal);
  const origins: HubOrigin[] = [];
  const onReply = sayWarnings(progress.say);
  await using resources = new AsyncDisposableStack();
  resources.defer(async () => {
    progress.clear();
    for (const origin of origins) await origin.settled();
  });
  const folder = await openInputFolder(inputPlaceOf(place), "vectors", {
    isOffline: flags.has("offline"),
    cacheLimit: limit,
    say: progress.say,
    onReply,
    onOrigin: (origin) => void origins.push(origin),
    onFetched: progress.add,
  });
  resources.defer(() => folder.close());
  // Opened once, however many ways it is read in.
  const open = (asked: VectorFolderOptions) => openVectorFolder({ ...folder, close() {} }, asked);
  try {
    terminal.print(vectorsText(await open(options)));
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

function readOptions(values: ReadonlyMap<string, string>): VectorFolderOptions {
  const choice = <T extends string>(name: typeof VALUES[number], choices: readonly T[]): T => {
    const text = values.get(name);
    return text === undefined ? choices[0]! : readChoice(name, text, choices);
  };
  const layer = values.get("vector-layer");
  return {
    roleKey: values.get("role-key") ?? null,
    traitKey: values.get("trait-key") ?? null,
    difference: values.get("difference") ?? "default",
    vectorsAre: choice("vectors-are", CHOICES.vectorsAre),
    rowZero: choice("row-zero", CHOICES.rowZero),
    kind: choice("kind", CHOICES.kind),
    ...layer !== undefined && { vectorLayer: readNumber("vector-layer", layer) },
  };
}
