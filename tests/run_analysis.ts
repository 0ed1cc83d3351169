import { analyse } from "../src/run/analyse.ts";
import { isPublishedPair } from "../src/prepare/published_pair.ts";
import { type AnalysisOptions, DEFAULT_OPTIONS } from "../src/prepare/options.ts";
import { prepareRun } from "../src/prepare/prepare.ts";
import type { SettledOptions } from "../src/prepare/settled_options.ts";
import { type DeviceChoice, openEngine } from "../src/compute/open_engine.ts";
import type { Engine } from "../src/compute/engine.ts";
import type { Records } from "../src/measure/records.ts";
import type { Results } from "../src/results.ts";
import { openCheckpoint } from "../src/sources/checkpoint/checkpoint.ts";
import type { Folder } from "../src/sources/folder/folder.ts";
import { openInputFolder } from "../src/sources/input_folder.ts";
import { NO_NETWORK } from "./sources/local_inputs.ts";
import { openVectorFolder } from "../src/sources/vectors/vector_folder.ts";

/** Folders of a run: their paths, or they themselves. */
export interface RunFolders<Of = string> {
  readonly base: Of;
  readonly instruct: Of;
  readonly vectors: Of;
}

/** Options of a run, without baselines unless asked. */
export type RunOptions = Partial<AnalysisOptions> & {
  activations?: NonNullable<SettledOptions["activations"]>;
  device?: DeviceChoice;
  /** Computes in place of that of `device`. */
  engine?: Engine;
  isPublished?: typeof isPublishedPair;
  records?: Records;
  onWeightBytes?: (nBytes: number) => void;
};

/** Everything but the command line and the site, of folders of the disk. */
export async function runAnalysis(
  { base, instruct, vectors }: RunFolders,
  options: RunOptions = {},
  keys: { roleKey?: string; traitKey?: string } = {},
): Promise<Results> {
  const folders = {
    base: await openInputFolder(base, "checkpoint", NO_NETWORK),
    instruct: await openInputFolder(instruct, "checkpoint", NO_NETWORK),
    vectors: await openInputFolder(vectors, "vectors", NO_NETWORK),
  };
  return await analyseFolders(folders, options, keys);
}

/** The same of folders wherever they lie: opens what is in them, analyses, and closes. */
export async function analyseFolders(
  folders: RunFolders<Folder>,
  {
    device = "reference",
    engine: given,
    isPublished = isPublishedPair,
    records,
    onWeightBytes,
    ...asked
  }: RunOptions = {},
  keys: { roleKey?: string; traitKey?: string } = {},
): Promise<Results> {
  using opened = new DisposableStack();
  const base = opened.adopt(await openCheckpoint(folders.base), (it) => it.close());
  const instruct = opened.adopt(await openCheckpoint(folders.instruct), (it) => it.close());
  const vectors = opened.adopt(
    await openVectorFolder(folders.vectors, {
      roleKey: "pos_all",
      traitKey: "pos_neg_50",
      difference: "default",
      ...keys,
    }),
    (it) => it.close(),
  );
  const options = {
    ...DEFAULT_OPTIONS,
    ...asked,
    random: asked.random ?? 0,
    sweep: asked.sweep ?? false,
    resamples: 20,
  };
  const engine = given ?? (await openEngine({
    device,
    weights: options.weights,
    ...onWeightBytes && { onWeightBytes },
  })).engine;
  opened.adopt(engine, (it) => it.dispose());
  const run = await prepareRun({ base, instruct, vectors }, options);
  const { results } = await analyse({ base, instruct, vectors }, run, {
    options,
    isPublished,
    ...records && { records },
    context: {
      engine,
      deviceNote: null,
      runInfo: () => ({
        deltascope: "0.0.0",
        versions: {},
        started: "2026-01-01T00:00:00.000Z",
        seconds: 0,
        weight_bytes_read: 0,
        layers_from_records: [],
        records_by_engine: [],
        hub: [],
        code: null,
        words: null,
        is_synthetic: base.syntheticNote !== null,
        command: "",
      }),
    },
  });
  return results;
}
