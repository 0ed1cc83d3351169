/**
 * deltascope: what did instruction tuning change in the MLPs of a language model, along its persona directions?
 *
 * {@link report} makes a report in one call. {@link compareWeights} compares two checkpoints without vectors, and
 * {@link renderWeights} makes its page. For programs that want other steps, the parts of a report are exported too: this is what
 * {@link report} does with folders of the disk, apart from records, remarks and progress, for which `src/library/` is the worked
 * example.
 *
 * Letters of shapes: C hidden size, F intermediate size, L layers, V input vectors. Layers are counted from 0.
 *
 * @example
 * ```ts
 * import * as deltascope from "@deltascope/deltascope";
 *
 * async function reportOf(paths: { base: string; instruct: string; vectors: string; out: string }) {
 *   const { localFolder, openCheckpoint, openVectorFolder } = deltascope;
 *   const started = new Date();
 *   const say = console.error;
 *   await using output = await deltascope.openOutput({ out: paths.out, option: "out", say });
 *   const { engine, note } = await deltascope.openEngine({ device: "auto", weights: "bf16", say });
 *   const base = await openCheckpoint(localFolder(paths.base));
 *   const instruct = await openCheckpoint(localFolder(paths.instruct));
 *   const vectors = await openVectorFolder(localFolder(paths.vectors), { difference: "default" });
 *   const options = { ...deltascope.DEFAULT_OPTIONS, random: 32, resamples: 20, sweep: false };
 *   const inputs = { base, instruct, vectors };
 *   const { results } = await deltascope.analyse(inputs, await deltascope.prepareRun(inputs, options), {
 *     options,
 *     context: {
 *       engine,
 *       deviceNote: note,
 *       runInfo: () => ({
 *         deltascope: "0.1.0",
 *         code: null,
 *         words: null,
 *         versions: { ...Deno.version },
 *         started: started.toISOString(),
 *         seconds: (Date.now() - started.getTime()) / 1000,
 *         weight_bytes_read: 0,
 *         layers_from_records: [],
 *         records_by_engine: [],
 *         hub: [],
 *         is_synthetic: false,
 *         command: "reportOf(...)",
 *       }),
 *     },
 *   });
 *   for (const opened of [base, instruct, vectors]) opened.close();
 *   engine.dispose();
 *   await output.write(deltascope.renderSite(results));
 * }
 * ```
 *
 * @module
 */

export { type Report, report } from "./src/library/report.ts";
export type { MadeReport } from "./src/library/make_report.ts";
export type {
  Asked,
  Place,
  ReportInputs,
  ReportListeners,
  ReportPlaces,
  ReportRequest,
} from "./src/library/request.ts";
export { compareWeights } from "./src/library/compare_weights.ts";
export type { WeightsRequest } from "./src/library/weights_request.ts";
export type {
  ComparedCheckpoint,
  ComparedTensor,
  OtherWeightRow,
  TensorScope,
  WeightComparison,
  WeightRow,
} from "./src/results/weight_comparison.ts";
export { renderWeights } from "./src/site/write/single_file/weights_file.ts";
export * from "./src/results.ts";
export type {
  Activation,
  Checkpoint,
  LayerWeights,
  MlpRecipe,
  Part,
  WeightDtype,
  WeightTensor,
} from "./src/sources/checkpoint/weights.ts";
export type { AdapterFacts } from "./src/sources/checkpoint/adapter/adapter_facts.ts";
export type {
  AbsentLayers,
  Content,
  LayoutName,
  PcaFile,
  RawVector,
  RawVectors,
  RowZero,
  SkippedFile,
  Told,
  VectorFolder,
  VectorKind,
} from "./src/sources/vectors/vectors.ts";
export type { VectorFolderOptions } from "./src/sources/vectors/vector_layout.ts";
export type { ByteSource } from "./src/sources/folder/bytes.ts";
export type { FileIdentity } from "./src/sources/folder/file_identities.ts";
export type { Folder, FolderListing, UnreadableEntry } from "./src/sources/folder/folder.ts";
export { openInputFolder } from "./src/sources/input_folder.ts";
export { localFolder } from "./src/sources/folder/local_folder.ts";
export { memoryBytes, memoryFolder } from "./src/sources/folder/memory_folder.ts";
export { openCheckpoint } from "./src/sources/checkpoint/checkpoint.ts";
export { openVectorFolder } from "./src/sources/vectors/vector_folder.ts";
export type {
  DeviceDescription,
  DeviceMatrix,
  Engine,
  EngineOptions,
} from "./src/compute/engine.ts";
export { type DeviceChoice, type OpenedEngine, openEngine } from "./src/compute/open_engine.ts";
export { type ModelLayer, type PassRequest, runPass } from "./src/compute/layer_pass.ts";
export { type Arithmetic, hybrids, type Mixture, type Side, whole } from "./src/compute/mixture.ts";
export type { Rows, Stage, Value, Wanted } from "./src/compute/pass_nodes.ts";
export { type RowComparison, rowComparisons } from "./src/compute/row_comparisons.ts";
export {
  type AnalysisOptions,
  DEFAULT_OPTIONS,
  type LayerRange,
  type PcaChoice,
  type StateRow,
} from "./src/prepare/options.ts";
export { UsageError } from "./src/usage_error.ts";
export { type PreparedRun, prepareRun } from "./src/prepare/prepare.ts";
export type { RunInputs } from "./src/prepare/run_inputs.ts";
export type { RunContext, StepListener } from "./src/prepare/describe_run.ts";
export { memoryRecords, type Records } from "./src/measure/records.ts";
export { analyse } from "./src/run/analyse.ts";
export type { AnalysedRun } from "./src/run/conclude.ts";
export { renderSite } from "./src/site/write/render_site.ts";
export {
  openOutput,
  type Output,
  type OutputOptions,
} from "./src/site/write/output/open_output.ts";
