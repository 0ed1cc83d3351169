/**
 * Room on the disk for the weights that a report is about to fetch.
 *
 * @module
 */

import { layerTensors, missingBytesOf } from "../sources/checkpoint/weights.ts";
import { makeKeptRoom } from "../sources/hub/kept_room.ts";
import type { OpenReport } from "./open_report.ts";

/** Bytes of weights that a report of `layers` would have to fetch. */
export function bytesToFetch(
  { inputs: { base, instruct } }: Pick<OpenReport, "inputs">,
  layers: readonly number[],
): number {
  return missingBytesOf(
    layers.flatMap((layer) =>
      [base, instruct].flatMap((checkpoint) => layerTensors(checkpoint.layerWeights(layer)))
    ),
  );
}

/**
 * Sees to it that they find room, before any of them moves; nothing is looked at where none is to come.
 *
 * @param layers Those that are to be computed.
 * @throws {Error} in one line, if there is none.
 */
export async function makeRoomFor(
  run: Pick<OpenReport, "inputs" | "request">,
  { layers, say }: { layers: readonly number[]; say: (text: string) => void },
): Promise<void> {
  await makeKeptRoom(bytesToFetch(run, layers), { limitBytes: run.request.cacheLimit, say });
}
