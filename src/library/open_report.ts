/**
 * The first half of a report: everything is opened, checked and settled, and no weight is read. `--plan` stops here.
 *
 * @module
 */

import { checkpointFingerprint } from "../sources/checkpoint/fingerprint.ts";
import { resolveForDevice } from "../prepare/options.ts";
import { outlineRun } from "../prepare/outline_run.ts";
import { type PreparedRun, prepareRun } from "../prepare/prepare.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import type { SettledOptions } from "../prepare/settled_options.ts";
import { aloud, fewDraws, unaskedLayers } from "./aloud.ts";
import { sharedDefaults } from "./shared_defaults.ts";
import { type OpenedEngine, openEngine } from "../compute/open_engine.ts";
import type { Output } from "../site/write/output/open_output.ts";
import { oneLine } from "../text/quote.ts";
import { openInputs, readLayerActivations, type ReportInputsOptions } from "./open_inputs.ts";
import { readFileVectors } from "./file_vectors.ts";
import { expectRecordsApart } from "./records_apart.ts";
import { replacedByInputsNote, replacedRunNote } from "./replaced_run.ts";
import type { ReportListeners } from "./request.ts";
import type { HubOrigin } from "../sources/hub/open_hub_folder.ts";
import type { InputName, SettledRequest } from "./settled_request.ts";

/** A report whose inputs and device are open and whose options are settled; disposing it closes all of them. */
export interface OpenReport extends AsyncDisposable {
  readonly request: SettledRequest;
  readonly started: Date;
  readonly inputs: RunInputs;
  readonly opened: OpenedEngine;
  readonly prepared: PreparedRun;
  /** Null where nothing is written. */
  readonly output: Output | null;
  /** What a reader must not overlook before the run, a line each; none of it is said yet. */
  readonly remarks: readonly string[];
  /** What the inputs' ids on the Hub stand for; none for folders of the disk. */
  readonly origins: ReadonlyMap<InputName, HubOrigin>;
  /** Weight bytes read so far. */
  nBytesRead(): number;
}

/** What {@link openReport} is told beside the request. */
export interface OpenOptions
  extends
    Pick<ReportInputsOptions, "say" | "onFetched" | "vectorsRefused">,
    Partial<Pick<ReportListeners, "onWeightBytes" | "onKernelBuilt">> {
  /** A plan writes nothing, neither the site nor the defaults of a folder of records, and is refused where the run would be. */
  readonly isPlan?: boolean;
  /** What a plan needs is counted, and of vectors on the disk nothing is read. */
  readonly isOutline?: boolean;
  /** A share of the layers is only written down: nobody holds the folder of the site for it. */
  readonly isPart?: boolean;
}

/**
 * Opens all that a report needs, the folder of the site first, so that no run is lost to one that cannot be written.
 *
 * @throws {UsageError} if the request does not fit the inputs.
 * @throws {Error} if something cannot be opened.
 */
export async function openReport(
  request: SettledRequest,
  told: OpenOptions,
): Promise<OpenReport> {
  const { say, isPlan = false, isPart = false } = told;
  const started = new Date();
  let nBytesRead = 0;
  await using resources = new AsyncDisposableStack();
  const out = isPart ? null : request.out;
  if (out !== null && isPlan) await expectFitSite(out);
  const output = out === null || isPlan ? null : resources.use(await openSite(out, say));
  const site = out === null || output === null ? null : { out, folder: output.folder };
  expectRecordsApart(request);
  const sayNote = (note: string | null) => note !== null && say(note);
  if (site !== null && request.sources === null) sayNote(await replacedRunNote(site));
  const opened = resources.adopt(
    await openDevice(request, {
      ...told,
      onWeightBytes: (nBytes) => {
        nBytesRead += nBytes;
        told.onWeightBytes?.(nBytes);
      },
    }),
    ({ engine }) => engine.dispose(),
  );
  // A plan computes nothing, and who verifies a report computes later.
  if (!isPlan) opened.engine.warmUp?.();
  const origins = new Map<InputName, HubOrigin>();
  const { inputs, nReadBytes } = await openInputs(request, {
    ...told,
    resources,
    onOrigin: (input, origin) => void origins.set(input, origin),
  });
  if (site !== null && request.sources !== null) {
    sayNote(await replacedByInputsNote({ ...site, ...comparable(inputs, origins) }));
  }
  // What a plan of a folder on the Hub reads is what a run will read: it comes over the network now.
  const prepare = told.isOutline && !origins.has("vectors") ? outlineRun : prepareRun;
  const options = await runOptions(request, { inputs, opened, isPlan, say });
  const prepared = await prepare(inputs, options);
  const remarks = remarksOn(request, { inputs, prepared });
  const owned = resources.move();
  return {
    request,
    started,
    inputs,
    opened,
    prepared,
    output,
    origins,
    remarks,
    nBytesRead: () => nReadBytes?.() ?? nBytesRead,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function openDevice(
  { device, sources, threads, analysis }: SettledRequest,
  { say, onWeightBytes, onKernelBuilt }: OpenOptions,
): Promise<OpenedEngine> {
  const opened = await openEngine({
    device,
    takesSoftware: sources === null,
    nThreads: threads ?? undefined,
    weights: analysis.weights,
    say,
    ...onWeightBytes && { onWeightBytes },
    ...onKernelBuilt && { onKernelBuilt },
  });
  const { device: found } = opened.engine;
  if (threads !== null && found.nThreads === undefined) {
    say(
      `--threads ${threads} has no effect: ${found.name} computes, and only --device cpu has threads`,
    );
  }
  return opened;
}

/** What is held against an earlier report of the same folder. */
function comparable(
  inputs: RunInputs,
  origins: OpenReport["origins"],
): Pick<Parameters<typeof replacedByInputsNote>[0], "inputs" | "fingerprint"> {
  const { base, instruct, vectors } = inputs;
  return {
    inputs: { base: base.label, instruct: instruct.label, vectors: vectors.label },
    // Of an id the name tells, and its layers may have to be fetched.
    fingerprint: async (side, layers) =>
      origins.has(side) || origins.has("base")
        ? null
        : await checkpointFingerprint(inputs[side], layers).catch(() => null),
  };
}

/** The options with the defaults of the device, or those of the folder of records that other runs fill too. */
async function runOptions(
  request: SettledRequest,
  { inputs, opened, isPlan, say }: {
    inputs: RunInputs;
    opened: OpenedEngine;
    isPlan: boolean;
    say: (text: string) => void;
  },
): Promise<SettledOptions> {
  const { analysis, records } = request;
  const { nLayers, hiddenSize } = inputs.base.recipe;
  const ofModel = { nLayers, hiddenSize, hasEmbedding: request.rowZero === "embedding" };
  const defaults = resolveForDevice(analysis, opened.engine.device);
  return {
    ...analysis,
    ...records === null ? defaults : await sharedDefaults(inputs, {
      options: analysis,
      defaults,
      request: records,
      isPlan,
      say,
    }),
    activations: await readLayerActivations(request, inputs),
    readInputs: (layer) => readFileVectors(request.inputVectors, { layer, ...ofModel }, say),
    readControls: (layer) => readFileVectors(request.controls, { layer, ...ofModel }, say),
  };
}

function remarksOn(
  { analysis, sources }: SettledRequest,
  { inputs, prepared }: { inputs: RunInputs; prepared: PreparedRun },
): string[] {
  // The demonstration was made for the layers that are looked at.
  const isUnasked = analysis.layers === null && sources !== null;
  return [
    ...isUnasked ? unaskedLayers(prepared.layers, inputs.base.recipe.nLayers) : [],
    ...fewDraws(prepared.random),
    ...aloud(inputs, prepared),
  ].map(oneLine);
}

// Of both, nothing is loaded where there is no site, as it needs the user's home folder.
async function expectFitSite(out: string): Promise<void> {
  const { expectFit } = await import("../site/write/output/fit_folder.ts");
  await expectFit({ out, option: "--out" });
}

async function openSite(out: string, say: (text: string) => void): Promise<Output> {
  const { openOutput } = await import("../site/write/output/open_output.ts");
  return await openOutput({ out, option: "--out", say });
}
