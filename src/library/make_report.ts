/**
 * The second half of a report: the weights are read, the numbers computed, the pages made and written.
 *
 * @module
 */

import { analyse } from "../run/analyse.ts";
import type { AnalysedRun } from "../run/conclude.ts";
import { directionsFile } from "../prepare/directions.ts";
import { runKeyParts } from "../run/run_key.ts";
import { makeRoomFor } from "./fetch_room.ts";
import { keepingResults } from "./kept_results.ts";
import { commandWithIds, idsOf } from "./request_command.ts";
import { openRunRecords, type RunRecords, unwrittenRecords } from "./run_records.ts";
import type { Results, RunInfo } from "../results.ts";
import { drawsPath, PATHS, vectorsPath } from "../site/kit/paths.ts";
import { knownCodeState, knownWordsState } from "../run/code_version.ts";
import { VERSION } from "../version.ts";
import { weightFilesOf, withWeightFiles } from "./weight_files.ts";
import type { OpenReport } from "./open_report.ts";
import type { Asked, ReportListeners } from "./request.ts";

/** A report that is made. */
export interface MadeReport {
  /** What `data/results.json` holds. */
  readonly results: Results;
  /** Every file of the site by its path from the root. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** Of them those of vectors, which the results alone do not have. */
  readonly attachments: ReadonlyMap<string, Uint8Array>;
}

/** Hears of the second half. */
export type MakeOptions =
  & Asked<Pick<ReportListeners, "onLayer" | "onStep" | "onResults" | "onPage">>
  & {
    /** Hears, a line each, what happens on the way. */
    readonly say: (text: string) => void;
  };

/**
 * Computes, renders, and where there is an output writes. What was measured is kept where the site cannot be made or written.
 *
 * @throws {Error} if an output of the MLP is not finite; if the site cannot be made or written, naming the file that keeps the results.
 */
export async function makeReport(run: OpenReport, options: MakeOptions): Promise<MadeReport> {
  const { say, onResults, onPage } = options;
  const records = await openRecords(run, say);
  for (const note of await records.openingNotes(run.prepared.layers)) say(note);
  await makeRoomFor(run, { recorded: await records.recorded(), say });
  const weightFiles = await weightFilesOf(run.inputs, { isHashed: run.request.isHashed, say });
  const { results: ofEngine, ...vectors } = await compute(run, { ...options, records });
  const results = withWeightFiles(
    withEngineNote(ofEngine, records.engineNote()),
    weightFiles,
  );
  onResults?.(results);
  const taken = records.takenNote();
  if (taken !== null) say(taken);
  const measured = { results, attachments: attachments(run, vectors) };
  const render = async () => {
    // Loaded only now: nothing of it is needed to read the first byte.
    const { renderSite } = await import("../site/write/render_site.ts");
    return renderSite(results, measured.attachments, onPage === undefined ? {} : { onPage });
  };
  const { output } = run;
  try {
    const files = output === null ? await render() : await keepingResults(measured, {
      out: output.folder,
      work: async () => {
        const files = await render();
        await output.write(files);
        return files;
      },
    });
    return { ...measured, files };
  } finally {
    await records.removeOld();
  }
}

/** On the disk as asked, else for this run alone. */
async function openRecords(
  { request, inputs, prepared, opened }: OpenReport,
  say: (text: string) => void,
): Promise<RunRecords> {
  if (request.records === null) return unwrittenRecords();
  return await openRunRecords({
    about: await runKeyParts(inputs, prepared, request.analysis),
    engine: () => opened.engine.device,
    request: request.records,
    say,
  });
}

function compute(
  run: OpenReport,
  { records, onLayer, onStep }: MakeOptions & { records: RunRecords },
): Promise<AnalysedRun> {
  const { request, inputs, opened, prepared, started } = run;
  const total = prepared.layers.length;
  let done = 0;
  const [code, words] = [knownCodeState(), knownWordsState()];
  const runInfo = (): RunInfo => ({
    deltascope: VERSION,
    code,
    words,
    versions: { ...Deno.version },
    started: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    weight_bytes_read: run.nBytesRead(),
    layers_from_records: records.takenLayers(),
    records_by_engine: records.takenByEngine(),
    hub: Array.from(run.origins, ([input, { id, commit, nFetched }]) => ({
      input,
      kind: id.kind,
      repository: id.repository,
      commit,
      folder: id.folder,
      bytes_fetched: nFetched(),
    })),
    is_synthetic: Object.values(inputs).some((input) => input.syntheticNote !== null),
    command: commandWithIds(request.command, idsOf(run.origins)),
  });
  return analyse(inputs, prepared, {
    options: request.analysis,
    records,
    context: {
      engine: opened.engine,
      // Read when all is computed: the device may have failed meanwhile.
      get deviceNote() {
        return opened.note;
      },
      onLayer: (layer) => onLayer?.(layer, { done: ++done, total }),
      ...onStep && { onStep },
      runInfo,
    },
  });
}

/** Files that the site offers beside what results hold. */
function attachments(
  { inputs, prepared, request }: OpenReport,
  { vectorFiles, drawFiles }: Pick<AnalysedRun, "vectorFiles" | "drawFiles">,
): Map<string, Uint8Array> {
  const { hiddenSize } = inputs.base.recipe;
  const { seed } = request.analysis;
  const at = (path: (layer: number) => string, files: ReadonlyMap<number, Uint8Array>) =>
    Array.from(files, ([layer, bytes]): [string, Uint8Array] => [path(layer), bytes]);
  return new Map([
    [PATHS.directions, directionsFile(prepared.directions, { hiddenSize, seed })],
    ...at(vectorsPath, vectorFiles),
    ...at(drawsPath, drawFiles),
  ]);
}

/** Says in the results which layers another engine computed. */
function withEngineNote(results: Results, note: string | null): Results {
  if (note === null) return results;
  const { device } = results;
  return {
    ...results,
    device: { ...device, note: device.note ? `${device.note}. ${note}` : note },
  };
}
