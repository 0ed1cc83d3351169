import { analyse } from "../src/analysis/analyse.ts";
import { isPublishedPair } from "../src/analysis/evidence/reproduction.ts";
import { type AnalysisOptions, DEFAULT_OPTIONS } from "../src/analysis/options.ts";
import { prepareRun, type SettledOptions } from "../src/analysis/prepare.ts";
import { type DeviceChoice, openEngine } from "../src/compute/open_engine.ts";
import type { Results } from "../src/results.ts";
import { openLocalCheckpoint, openLocalVectors } from "./sources/local_inputs.ts";

/** Folders of a run. */
export interface RunFolders {
  readonly base: string;
  readonly instruct: string;
  readonly vectors: string;
}

/** Everything but the command line and the site: opens the folders, analyses, without baselines unless asked, and closes. */
export async function runAnalysis(
  folders: RunFolders,
  { device = "cpu", isPublished = isPublishedPair, ...asked }: Partial<AnalysisOptions> & {
    activations?: NonNullable<SettledOptions["activations"]>;
    device?: DeviceChoice;
    isPublished?: typeof isPublishedPair;
  } = {},
  keys: { roleKey?: string; traitKey?: string } = {},
): Promise<Results> {
  using opened = new DisposableStack();
  const base = opened.adopt(await openLocalCheckpoint(folders.base), (it) => it.close());
  const instruct = opened.adopt(await openLocalCheckpoint(folders.instruct), (it) => it.close());
  const vectors = opened.adopt(
    await openLocalVectors(folders.vectors, {
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
  const { engine } = await openEngine({ device, weights: options.weights });
  opened.adopt(engine, (it) => it.dispose());
  const run = await prepareRun({ base, instruct, vectors }, options);
  const { results } = await analyse({ base, instruct, vectors }, run, {
    options,
    isPublished,
    context: {
      engine,
      deviceNote: null,
      runInfo: () => ({
        deltascope: "0.0.0",
        versions: {},
        started: "2026-01-01T00:00:00.000Z",
        seconds: 0,
        weight_bytes_read: 0,
        is_synthetic: base.syntheticNote !== null,
        command: "",
      }),
    },
  });
  return results;
}
