/**
 * `deno task report`: from two checkpoints and persona vectors to a site.
 *
 * @module
 */

import { isAbsolute, join, relative, resolve, sep as SEPARATOR } from "node:path";
import { analyse, type Analysis } from "../run/analyse.ts";
import { directionsFile } from "../prepare/directions.ts";
import {
  resolveLayers,
  resolveRandom,
  resolveResamples,
  resolveSweep,
} from "../prepare/options.ts";
import { UsageError } from "../usage_error.ts";
import { type LayerActivations, type PreparedRun, prepareRun } from "../prepare/prepare.ts";
import { runKey } from "../run/run_key.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import { type OpenedEngine, openEngine } from "../compute/open_engine.ts";
import type { Results, RunInfo } from "../results.ts";
import { readActivations } from "../sources/activations_file.ts";
import { oneLine, shownName } from "../text/quote.ts";
import { openCheckpoint } from "../sources/checkpoint.ts";
import { openActivationsFile, openInputFolder } from "../sources/input_folder.ts";
import { prepareDemonstration } from "../sources/demonstration/prepare.ts";
import { cacheFolder } from "../sources/cache_folder.ts";
import type { MlpRecipe } from "../sources/weights.ts";
import { openVectorFolder } from "../sources/vector_folder.ts";
import { VERSION } from "../version.ts";
import { drawsPath, PATHS, vectorsPath } from "../site/kit/paths.ts";
import { closingText } from "./closing.ts";
import { keepingResults } from "./kept_results.ts";
import { named } from "./named_inputs.ts";
import { expectPcaInside } from "./pca_place.ts";
import { neuronBytesOf, planText, weightBytes } from "./plan.ts";
import { estimateTime } from "./plan_time.ts";
import { aloud } from "./aloud.ts";
import { openRunRecords, type RunRecords } from "./run_records.ts";
import { sharedDefaults } from "./shared_defaults.ts";
import { type Progress, startProgress } from "./progress.ts";
import { readReportOptions, type ReportRequest } from "./report_options.ts";
import type { Terminal } from "./terminal.ts";

/** Keys of role and trait files where none are asked. */
const DEFAULT_ROLE_KEY = "pos_all";
const DEFAULT_TRAIT_KEY = "pos_neg_50";

/** Activations run at most: enough for a quantile and a slope, few enough beside the other inputs. */
const MAX_ACTIVATIONS = 1024;

/** A kernel that took longer to build is told: nothing else can show that the run has not stopped. */
const SLOW_KERNEL_MS = 1000;

/** A run whose inputs and device are open and whose options are settled. */
interface OpenRun {
  readonly request: ReportRequest;
  readonly inputs: RunInputs;
  readonly opened: OpenedEngine;
  readonly prepared: PreparedRun;
}

/** Runs the report that `args` ask for. */
export async function runReport(args: readonly string[], terminal: Terminal): Promise<void> {
  const started = new Date();
  const request = readReportOptions(args);
  let progress: Progress | null = null;
  const say = (text: string) =>
    progress === null ? terminal.writeError(`${text}\n`) : progress.say(text);
  const { openOutput } = await import("../site/write/output/open_output.ts");
  await using disposables = new AsyncDisposableStack();
  expectRecordsApart(request);
  // Refused before any work, so that no run is lost to a folder that cannot be written.
  const output = request.isPlan
    ? null
    : disposables.use(await openOutput({ out: request.out, option: "--out", say }));

  using resources = new DisposableStack();
  const opened = resources.adopt(
    await openEngine({
      device: request.device,
      weights: request.analysis.weights,
      onWeightBytes: (nBytes) => progress?.addBytes(nBytes),
      onKernelBuilt: (kernel) => {
        if (kernel.ms < SLOW_KERNEL_MS) return;
        progress?.clear();
        terminal.writeError(
          `Building kernels: ${kernel.name} took ${Math.round(kernel.ms / 1000)} s\n`,
        );
      },
    }),
    ({ engine }) => engine.dispose(),
  );
  const inputs = await openInputs(request, { resources, terminal });
  const { device } = opened.engine;
  const prepared = await prepareRun(inputs, {
    ...request.analysis,
    ...await sharedDefaults(inputs, {
      options: request.analysis,
      defaults: {
        random: resolveRandom(request.analysis.random, device),
        sweep: resolveSweep(request.analysis.sweep, device),
        resamples: resolveResamples(request.analysis.resamples, device),
      },
      request: request.records,
      isPlan: request.isPlan,
      say,
    }),
    activations: await readLayerActivations(request, inputs),
  });
  // Said only of inputs that were not refused, so that a refusal stands alone.
  for (const text of openingWords(request)) say(text);
  const run: OpenRun = { request, inputs, opened, prepared };
  if (output === null) return terminal.print(planText(run, await estimateTime(run)));

  say(`Device: ${device.name}${opened.note ? `. ${opened.note}` : ""}`);
  if (request.device === "gpu") {
    say("Building kernels, for which an OpenGL driver may take minutes");
  }
  for (const text of aloud(inputs, prepared)) say(oneLine(text));
  progress = startProgress({
    nLayers: prepared.layers.length,
    nBytes: weightBytes(inputs, prepared.layers) + neuronBytesOf(run),
    stream: terminal,
    now: () => performance.now(),
  });
  const { onPage } = progress;
  const records = await openRunRecords({
    key: await runKey(inputs, prepared, request.analysis),
    engine: device,
    request: request.records,
    say,
  });
  const { results: ofEngine, ...files } = await compute(run, { progress, records, started })
    .finally(() => progress?.clear());
  const taken = records.takenNote();
  if (taken !== null) say(taken);
  const results = withEngineNote(ofEngine, records.engineNote());
  const measured = { results, attachments: attachments(run, files) };
  await keepingResults(measured, {
    out: output.folder,
    work: async () => {
      // Loaded only now: nothing of it is needed to read the first byte.
      const { renderSite } = await import("../site/write/render_site.ts");
      await output.write(renderSite(results, measured.attachments, { onPage }));
    },
  }).finally(() => progress?.clear());
  terminal.print(closingText(results));
  terminal.print(
    `Wrote ${join(request.out, "index.html")} in ${secondsSince(started).toFixed(1)} s`,
  );
}

/** @throws {UsageError} if records would lie in the folder of the site or of an input, which are no places for other files. */
function expectRecordsApart({ records, sources, out }: ReportRequest): void {
  const { folder } = records;
  if (folder === null) return;
  const places = { out, ...sources };
  for (const [option, place] of Object.entries(places)) {
    const way = relative(resolve(place), resolve(folder));
    if (way === ".." || way.startsWith(`..${SEPARATOR}`) || isAbsolute(way)) continue;
    throw new UsageError(
      `Cannot use --records ${
        shownName(folder)
      }: expected a folder of its own, found it within --${option} ${shownName(place)}`,
    );
  }
}

/** Which inputs are compared, as typed: the names in titles may say nothing. */
function openingWords({ typed }: ReportRequest): string[] {
  if (typed === null) return [];
  const [base, instruct, vectors] = [typed.base, typed.instruct, typed.vectors].map(shownName);
  return [`Comparing ${base} with ${instruct}, along the vectors of ${vectors}`];
}

async function openInputs(
  request: ReportRequest,
  { resources, terminal }: { resources: DisposableStack; terminal: Terminal },
): Promise<RunInputs> {
  const sources = request.sources ?? await prepareDemonstration({
    cacheFolder: cacheFolder(),
    onProgress: (text) => terminal.writeError(`${text}\n`),
  });
  await expectPcaInside(sources.vectors, request.analysis.pca);
  const layers = ({ nLayers }: MlpRecipe) => resolveLayers(request.analysis.layers, nLayers);
  const { names } = request;
  const base = named(
    resources.adopt(
      await openCheckpoint(await openInputFolder(sources.base, "checkpoint"), { layers }),
      close,
    ),
    names.base,
  );
  const instruct = named(
    resources.adopt(
      await openCheckpoint(await openInputFolder(sources.instruct, "checkpoint"), { layers }),
      close,
    ),
    names.instruct,
  );
  const vectors = resources.adopt(
    await openVectorFolder(await openInputFolder(sources.vectors, "vectors"), {
      roleKey: request.roleKey ?? DEFAULT_ROLE_KEY,
      traitKey: request.traitKey ?? DEFAULT_TRAIT_KEY,
      difference: request.difference,
    }),
    close,
  );
  const isPreset = request.analysis.likeNotebook || request.analysis.likePublished;
  const isKeyAsked = (request.roleKey ?? request.traitKey) !== null;
  if (vectors.layout === "axis" && isKeyAsked && !isPreset) {
    throw new UsageError(
      `Cannot use --role-key or --trait-key with ${
        shownName(vectors.label)
      }: its files hold one tensor each and have no keys`,
    );
  }
  return { base, instruct, vectors };
}

/** The activations to run, read before any weight. */
async function readLayerActivations(
  { activations, analysis }: ReportRequest,
  { base }: RunInputs,
): Promise<LayerActivations | null> {
  if (activations === null) return null;
  const source = await openActivationsFile(activations.path);
  try {
    const rows = await readActivations(source, {
      label: activations.path,
      hiddenSize: base.recipe.hiddenSize,
      maxRows: MAX_ACTIVATIONS,
      seed: analysis.seed,
    });
    return { ...rows, layer: activations.layer };
  } finally {
    source.close();
  }
}

/** Files that the site offers beside what results hold. */
function attachments(
  { inputs, prepared, request }: OpenRun,
  { vectorFiles, drawFiles }: Pick<Analysis, "vectorFiles" | "drawFiles">,
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

function compute(
  { request, inputs, opened, prepared }: OpenRun,
  { progress, records, started }: { progress: Progress; records: RunRecords; started: Date },
): Promise<Analysis> {
  const runInfo = (): RunInfo => ({
    deltascope: VERSION,
    versions: { ...Deno.version },
    started: started.toISOString(),
    seconds: secondsSince(started),
    weight_bytes_read: progress.bytesRead,
    layers_from_records: records.takenLayers(),
    is_synthetic: Object.values(inputs).some((input) => input.syntheticNote !== null),
    command: request.command,
  });
  return analyse(inputs, prepared, {
    options: request.analysis,
    records,
    context: {
      engine: opened.engine,
      deviceNote: opened.note,
      onLayer: (layer) => progress.finishLayer(layer),
      onStep: (what, step) => progress.startStep(what, step),
      runInfo,
    },
  });
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

function close(input: { close(): void }): void {
  input.close();
}

function secondsSince(start: Date): number {
  return (Date.now() - start.getTime()) / 1000;
}
