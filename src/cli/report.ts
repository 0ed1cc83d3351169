/**
 * `deno task report`: from two checkpoints and persona vectors to a site.
 *
 * @module
 */

import { join } from "node:path";
import { analyse, type Analysis } from "../analysis/analyse.ts";
import { directionsFile } from "../analysis/directions.ts";
import { resolveLayers, resolveRandom, resolveSweep } from "../analysis/options.ts";
import { UsageError } from "../usage_error.ts";
import {
  type LayerActivations,
  type PreparedRun,
  prepareRun,
  type RunInputs,
} from "../analysis/prepare.ts";
import { type OpenedEngine, openEngine } from "../compute/open_engine.ts";
import type { Results, RunInfo } from "../results.ts";
import { readActivations } from "../sources/activations_file.ts";
import { openCheckpoint } from "../sources/checkpoint.ts";
import { prepareDemonstration } from "../sources/demonstration/prepare.ts";
import { cacheFolder } from "../sources/cache_folder.ts";
import type { MlpRecipe } from "../sources/weights.ts";
import { openVectorFolder } from "../sources/vector_folder.ts";
import { VERSION } from "../version.ts";
import { drawsPath, PATHS, vectorsPath } from "../site/paths.ts";
import { planText, weightBytes } from "./plan.ts";
import { type Progress, startProgress } from "./progress.ts";
import { readReportOptions, type ReportRequest } from "./report_options.ts";
import type { Terminal } from "./terminal.ts";

/** Keys of role and trait files where none are asked. */
const DEFAULT_ROLE_KEY = "pos_all";
const DEFAULT_TRAIT_KEY = "pos_neg_50";

/** Activations run at most: enough for a quantile and a slope, few enough beside the other inputs. */
const MAX_ACTIVATIONS = 1024;

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
  const { prepareOutFolder, writeSite } = await import("../site/output_folder.ts");
  // Refused before any work, so that no run is lost to a folder that cannot be written.
  if (!request.isPlan) await prepareOutFolder(request.out);

  using resources = new DisposableStack();
  let progress: Progress | null = null;
  const opened = resources.adopt(
    await openEngine({
      device: request.device,
      weights: request.analysis.weights,
      onWeightBytes: (nBytes) => progress?.addBytes(nBytes),
    }),
    ({ engine }) => engine.dispose(),
  );
  const inputs = await openInputs(request, { resources, terminal });
  const { device } = opened.engine;
  const prepared = await prepareRun(inputs, {
    ...request.analysis,
    random: resolveRandom(request.analysis.random, device),
    sweep: resolveSweep(request.analysis.sweep, device),
    activations: await readLayerActivations(request, inputs),
  });
  const run: OpenRun = { request, inputs, opened, prepared };
  if (request.isPlan) return terminal.print(planText(run));

  terminal.writeError(
    `Device: ${device.name}${opened.note ? `. ${opened.note}` : ""}\n`,
  );
  for (const text of aloud(inputs, prepared)) terminal.writeError(`${text}\n`);
  progress = startProgress({
    nLayers: prepared.layers.length,
    nBytes: weightBytes(inputs, prepared.layers),
    isTerminal: terminal.isTerminal,
    write: terminal.writeError,
    now: () => performance.now(),
  });
  const { results, ...files } = await compute(run, { progress, started })
    .finally(() => progress?.clear());
  // Loaded only now: nothing of it is needed to read the first byte.
  const { renderSite } = await import("../site/render_site.ts");
  await writeSite(renderSite(results, attachments(run, files)), request.out)
    .catch((cause) => keepResults(results, cause));
  terminal.print(results.findings[0]?.text ?? "");
  terminal.print(
    `Wrote ${join(request.out, "index.html")} in ${secondsSince(started).toFixed(1)} s`,
  );
}

async function openInputs(
  request: ReportRequest,
  { resources, terminal }: { resources: DisposableStack; terminal: Terminal },
): Promise<RunInputs> {
  const sources = request.sources ?? await prepareDemonstration({
    cacheFolder: cacheFolder(),
    onProgress: (text) => terminal.writeError(`${text}\n`),
  });
  const layers = ({ nLayers }: MlpRecipe) => resolveLayers(request.analysis.layers, nLayers);
  const base = resources.adopt(await openCheckpoint(sources.base, { layers }), close);
  const instruct = resources.adopt(await openCheckpoint(sources.instruct, { layers }), close);
  const vectors = resources.adopt(
    await openVectorFolder(sources.vectors, {
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
      `Cannot use --role-key or --trait-key with ${vectors.label}: its files hold one tensor each and have no keys`,
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
  const rows = await readActivations(activations.path, {
    hiddenSize: base.recipe.hiddenSize,
    maxRows: MAX_ACTIVATIONS,
    seed: analysis.seed,
  });
  return { ...rows, layer: activations.layer };
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
  { progress, started }: { progress: Progress; started: Date },
): Promise<Analysis> {
  const runInfo = (): RunInfo => ({
    deltascope: VERSION,
    versions: { ...Deno.version },
    started: started.toISOString(),
    seconds: secondsSince(started),
    weight_bytes_read: progress.bytesRead,
    is_synthetic: Object.values(inputs).some((input) => input.syntheticNote !== null),
    command: request.command,
  });
  return analyse(inputs, prepared, {
    options: request.analysis,
    context: {
      engine: opened.engine,
      deviceNote: opened.note,
      onLayer: (layer) => progress.finishLayer(layer),
      runInfo,
    },
  });
}

/** What a user must not overlook: files passed over, kinds of vectors that are not there, activations left out. */
function aloud({ vectors }: RunInputs, { activations }: PreparedRun): string[] {
  const { skipped, roleNames, traitNames } = vectors;
  return [
    ...(skipped.length > 0
      ? [`Passed over: ${skipped.length} of the vector files, named in the report`]
      : []),
    ...(roleNames.length === 0 ? ["No role vectors could be used"] : []),
    ...(traitNames.length === 0 ? ["No trait vectors could be used"] : []),
    ...(activations !== null && activations.indices.length < activations.rowsInFile
      ? [
        `Of the ${activations.rowsInFile} activations in ${activations.fileName} a seeded sample of ` +
        `${activations.indices.length} is run`,
      ]
      : []),
  ];
}

/** A run may have taken hours: where its site cannot be written, its numbers are kept. @throws {Error} naming the file. */
async function keepResults(results: Results, cause: unknown): Promise<never> {
  const path = await Deno.makeTempFile({ prefix: "deltascope-", suffix: ".json" });
  await Deno.writeTextFile(path, JSON.stringify(results));
  const finding = cause instanceof Error ? cause.message : String(cause);
  throw new Error(
    `${finding}; the results are kept in ${path}: finish with deno task site --from ${path} --out DIR`,
    { cause },
  );
}

function close(input: { close(): void }): void {
  input.close();
}

function secondsSince(start: Date): number {
  return (Date.now() - start.getTime()) / 1000;
}
