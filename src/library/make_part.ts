/**
 * The second half of a report where only a share of its layers is wanted: their records are made, and no site.
 *
 * @module
 */

import { measurePart } from "../run/measure_part.ts";
import { runKeyParts } from "../run/run_key.ts";
import { makeRoomFor } from "./fetch_room.ts";
import type { OpenReport } from "./open_report.ts";
import { layersOfPart, ofPart, type Part } from "./part.ts";
import type { Asked, ReportListeners } from "./request.ts";
import { openRunRecords, type RecordsRequest } from "./run_records.ts";

/** A share that is done: every layer of it has a record. */
export interface MadePart {
  readonly layers: readonly number[];
  /** Those that this process computed. */
  readonly computed: readonly number[];
  /** Those of the whole run that have a record now. */
  readonly recorded: readonly number[];
}

/** What {@link makePart} needs beside the run. */
export type PartOptions = Asked<Pick<ReportListeners, "onLayer">> & {
  readonly part: Part;
  readonly records: RecordsRequest;
  /** Hears, a line each, what happens on the way. */
  readonly say: (text: string) => void;
};

/**
 * Computes the layers of a share that have no record, and returns when all of them have one.
 *
 * @throws {Error} if an output of the MLP is not finite, or a record cannot be written down.
 */
export async function makePart(
  run: OpenReport,
  { part, records: request, say, onLayer }: PartOptions,
): Promise<MadePart> {
  const { inputs, prepared, opened } = run;
  const { analysis } = run.request;
  const records = await openRunRecords({
    about: await runKeyParts(inputs, prepared, analysis),
    engine: () => opened.engine.device,
    request,
    isPart: true,
    say,
  });
  // Which layers have no record yet others may be at: no word of those.
  for (const note of await records.openingNotes([])) say(note);
  const layers = layersOfPart(prepared.layers, part);
  await makeRoomFor(ofPart(run, part), { recorded: await records.recorded(), say });
  let done = 0;
  await measurePart(inputs, prepared, {
    layers,
    options: analysis,
    records,
    context: {
      engine: opened.engine,
      onLayer: (layer) => onLayer?.(layer, { done: ++done, total: layers.length }),
    },
  });
  const taken = records.takenLayers();
  const { measured } = await records.recorded();
  return {
    layers,
    computed: layers.filter((layer) => !taken.includes(layer)),
    recorded: prepared.layers.filter((layer) => measured.includes(layer)),
  };
}
