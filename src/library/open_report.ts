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
  extends Partial<Pick<ReportListeners, "onWeightBytes" | "onKernelBuilt" | "onFetched">> {
  /** Hears, a line each, what happens on the way. */
  readonly say: (text: string) => void;
  /** Says otherwise why the vectors are not read as the request has it. */
  readonly vectorsRefused?: ReportInputsOptions["vectorsRefused"];
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
 * @throws {UsageError} if the request does not fit the inputs. @throws {Error} if something cannot be opened.
 */
export async function openReport(
  request: SettledRequest,
  {
    say,
    onWeightBytes,
    onKernelBuilt,
    onFetched,
    vectorsRefused,
    isPlan = false,
    isOutline = false,
    isPart = false,
  }: OpenOptions,
): Promise<OpenReport> {
  const started = new Date();
  let nBytesRead = 0;
  await using resources = new AsyncDisposableStack();
  const out = isPart ? null : request.out;
  if (out !== null && isPlan) await expectFitSite(out);
  const output = out === null || isPlan ? null : resources.use(await openSite(out, say));
  expectRecordsApart(request);
  if (request.sources === null && out !== null && output !== null) {
    const note = await replacedRunNote({ out, folder: output.folder });
    if (note !== null) say(note);
  }
  const opened = resources.adopt(
    await openEngine({
      device: request.device,
      takesSoftware: request.sources === null,
      nThreads: request.threads ?? undefined,
      weights: request.analysis.weights,
      say,
      onWeightBytes: (nBytes) => {
        nBytesRead += nBytes;
        onWeightBytes?.(nBytes);
      },
      ...onKernelBuilt && { onKernelBuilt },
    }),
    ({ engine }) => engine.dispose(),
  );
  if (request.threads !== null && opened.engine.device.nThreads === undefined) {
    say(
      `--threads ${request.threads} has no effect: ${opened.engine.device.name} computes, and only --device cpu has threads`,
    );
  }
  // A plan computes nothing, and who verifies a report computes later.
  if (!isPlan) opened.engine.warmUp?.();
  const origins = new Map<InputName, HubOrigin>();
  const { inputs, nReadBytes } = await openInputs(request, {
    resources,
    say,
    onOrigin: (input, origin) => void origins.set(input, origin),
    ...onFetched && { onFetched },
    ...vectorsRefused && { vectorsRefused },
  });
  if (request.sources !== null && out !== null && output !== null) {
    const note = await replacedByInputsNote({
      out,
      folder: output.folder,
      inputs: {
        base: inputs.base.label,
        instruct: inputs.instruct.label,
        vectors: inputs.vectors.label,
      },
      // Of an id the name tells, and its layers may have to be fetched.
      fingerprint: async (side, layers) =>
        origins.has(side) || origins.has("base")
          ? null
          : await checkpointFingerprint(inputs[side], layers).catch(() => null),
    });
    if (note !== null) say(note);
  }
  const { device } = opened.engine;
  const { analysis } = request;
  const { nLayers, hiddenSize } = inputs.base.recipe;
  const ofModel = { nLayers, hiddenSize, hasEmbedding: request.rowZero === "embedding" };
  const defaults = resolveForDevice(analysis, device);
  // What a plan of a folder on the Hub reads is what a run will read: it comes over the network now.
  const prepare = isOutline && !origins.has("vectors") ? outlineRun : prepareRun;
  const prepared = await prepare(inputs, {
    ...analysis,
    ...request.records === null ? defaults : await sharedDefaults(inputs, {
      options: analysis,
      defaults,
      request: request.records,
      isPlan,
      say,
    }),
    activations: await readLayerActivations(request, inputs),
    readInputs: (layer) => readFileVectors(request.inputVectors, { layer, ...ofModel }, say),
    readControls: (layer) => readFileVectors(request.controls, { layer, ...ofModel }, say),
  });
  // The demonstration was made for the layers that are looked at.
  const isUnasked = analysis.layers === null && request.sources !== null;
  const remarks = [
    ...isUnasked ? unaskedLayers(prepared.layers, nLayers) : [],
    ...fewDraws(prepared.random),
    ...aloud(inputs, prepared),
  ].map(oneLine);
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

// Of both, nothing is loaded where there is no site, as it needs the user's home folder.
async function expectFitSite(out: string): Promise<void> {
  const { expectFit } = await import("../site/write/output/fit_folder.ts");
  await expectFit({ out, option: "--out" });
}

async function openSite(out: string, say: (text: string) => void): Promise<Output> {
  const { openOutput } = await import("../site/write/output/open_output.ts");
  return await openOutput({ out, option: "--out", say });
}
