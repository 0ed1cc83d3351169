/**
 * Room on the disk for the weights that a report is about to fetch.
 *
 * @module
 */

import { layerTensors, missingBytesOf } from "../sources/checkpoint/weights.ts";
import type { OpenReport } from "./open_report.ts";
import type { RecordedLayers } from "./run_records.ts";

/** The layers that a run decomposes at most: where none are asked, the noted one and the two peaks. */
export const MAX_DEFAULT_FOCUS = 3;

const NOTHING: RecordedLayers = { measured: [], decomposed: [] };

/** Bytes of weights that a report would have to fetch, beside what records give. */
export function bytesToFetch(
  { inputs: { base, instruct }, prepared }: Pick<OpenReport, "inputs" | "prepared">,
  { measured, decomposed }: RecordedLayers = NOTHING,
): number {
  const of = (layer: number) => [base, instruct].map((it) => it.layerWeights(layer));
  const bytes = prepared.layers.filter((layer) => !measured.includes(layer))
    .map((layer) => missingBytesOf(of(layer).flatMap(layerTensors)));
  // Of a layer that was measured, down is read once more where it is decomposed; which layers are is known at the end.
  const again = prepared.random === 0 ? [] : (prepared.focus ?? prepared.layers)
    .filter((layer) => measured.includes(layer) && !decomposed.includes(layer))
    .map((layer) => missingBytesOf(of(layer).map(({ down }) => down)))
    .sort((a, b) => b - a)
    .slice(0, prepared.focus?.length ?? MAX_DEFAULT_FOCUS);
  return [...bytes, ...again].reduce((sum, n) => sum + n, 0);
}

/**
 * Sees to it that they find room, before any of them moves; nothing is looked at where none is to come.
 *
 * @throws {Error} in one line, if there is none.
 */
export async function makeRoomFor(
  run: Pick<OpenReport, "inputs" | "prepared" | "request">,
  { recorded = NOTHING, say }: { recorded?: RecordedLayers; say: (text: string) => void },
): Promise<void> {
  await makeRoomForBytes(bytesToFetch(run, recorded), {
    cacheLimit: run.request.cacheLimit,
    say,
  });
}

/** The same of so many bytes. @throws {Error} in one line, if there is no room. */
export async function makeRoomForBytes(
  nBytes: number,
  { cacheLimit, say }: { cacheLimit: number | null; say: (text: string) => void },
): Promise<void> {
  if (nBytes === 0) return;
  const { makeKeptRoom } = await import("../sources/hub/kept_room.ts");
  await makeKeptRoom(nBytes, { limitBytes: cacheLimit, say });
}
