/**
 * Room on the disk for the weights that a report is about to fetch.
 *
 * @module
 */

import { layerTensors } from "../sources/checkpoint/weights.ts";
import { keptFolder } from "../sources/hub/kept.ts";
import { freeBytesAt, makeRoom } from "../sources/hub/kept_room.ts";
import { shownName } from "../text/quote.ts";
import type { OpenReport } from "./open_report.ts";

/** Bytes of weights that a report would have to fetch. */
export function bytesToFetch(
  { inputs: { base, instruct }, prepared: { layers } }: Pick<OpenReport, "inputs" | "prepared">,
): number {
  return layers.flatMap((layer) =>
    [base, instruct].flatMap((checkpoint) => layerTensors(checkpoint.layerWeights(layer)))
  ).reduce((sum, { missingBytes }) => sum + (missingBytes?.() ?? 0), 0);
}

/**
 * Sees to it that they find room, before any of them moves; nothing is looked at where none is to come.
 *
 * @throws {Error} in one line, if there is none.
 */
export async function makeRoomFor(
  run: Pick<OpenReport, "inputs" | "prepared" | "request">,
  say: (text: string) => void,
): Promise<void> {
  const neededBytes = bytesToFetch(run);
  if (neededBytes === 0) return;
  const cacheFolder = keptFolder();
  const limitBytes = run.request.cacheLimit;
  const freeBytes = await freeBytesAt(cacheFolder);
  for (const { path } of await makeRoom({ cacheFolder, neededBytes, limitBytes, freeBytes })) {
    say(`Removed ${shownName(path)} to stay within --cache-limit`);
  }
}
