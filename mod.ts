/**
 * deltascope: what did instruction tuning change in the MLPs of a language model, along its persona directions?
 *
 * The library's face. A report is `openOutput`, `openInputFolder` and `openCheckpoint` twice, `openVectorFolder`, `openEngine`, `prepareRun`, `analyse`,
 * `renderSite`, `Output.write`, in this order; `src/cli/report.ts` is the worked example.
 *
 * @module
 */

export * from "./src/results.ts";
export type {
  Activation,
  Checkpoint,
  LayerWeights,
  MlpRecipe,
  WeightDtype,
  WeightTensor,
} from "./src/sources/weights.ts";
export type {
  PcaFile,
  RawVector,
  RawVectors,
  SkippedFile,
  VectorFolder,
  VectorKind,
} from "./src/sources/vectors.ts";
export type { ByteSource } from "./src/sources/bytes.ts";
export type { FileIdentity } from "./src/sources/file_identities.ts";
export type { Folder, FolderListing, UnreadableEntry } from "./src/sources/folder.ts";
export { openInputFolder } from "./src/sources/input_folder.ts";
export { localFolder } from "./src/sources/local_folder.ts";
export { memoryFolder } from "./src/sources/memory_folder.ts";
export { openCheckpoint } from "./src/sources/checkpoint.ts";
export { openVectorFolder } from "./src/sources/vector_folder.ts";
export type {
  DeviceDescription,
  DeviceMatrix,
  Engine,
  EngineOptions,
} from "./src/compute/engine.ts";
export { type OpenedEngine, openEngine } from "./src/compute/open_engine.ts";
export { computeLayer, type LayerInputs, type LayerOutputs } from "./src/compute/layer_mlp.ts";
export type { LayerTrace, RowComparison, TraceRequest } from "./src/compute/layer_trace.ts";
export { type AnalysisOptions, DEFAULT_OPTIONS } from "./src/analysis/options.ts";
export { UsageError } from "./src/usage_error.ts";
export { type PreparedRun, prepareRun, type RunInputs } from "./src/analysis/prepare.ts";
export { analyse, type Analysis, type RunContext } from "./src/analysis/analyse.ts";
export { renderSite } from "./src/site/render_site.ts";
export { openOutput, type Output, type OutputOptions } from "./src/site/output/open_output.ts";
