/**
 * The inputs that a request names, opened.
 *
 * @module
 */

import { resolveLayers } from "../prepare/options.ts";
import type { LayerActivations } from "../prepare/settled_options.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import { isOfDisk, reasonAt } from "../sources/folder/disk_errors.ts";
import { expectPcaInside } from "./pca_place.ts";
import { readActivations } from "../sources/vectors/activations_file.ts";
import { cacheFolder } from "../sources/folder/cache_folder.ts";
import { openActivationsFile } from "../sources/input_folder.ts";
import { shownName } from "../text/quote.ts";
import { openVectorFolder } from "../sources/vectors/vector_folder.ts";
import { UsageError } from "../usage_error.ts";
import type { SettledRequest } from "./settled_request.ts";
import { inputOpener, type OpenInputsOptions, openPair } from "./open_pair.ts";
import { expectKeysOf } from "./vector_keys.ts";

/** Activations run at most: enough for a quantile and a slope, few enough beside the other inputs. */
const MAX_ACTIVATIONS = 1024;

/** What {@link openInputs} is told beside the request. */
export interface ReportInputsOptions extends OpenInputsOptions {
  /** Says otherwise why the vectors are not read as the request has it. */
  readonly vectorsRefused?: (refusal: UsageError) => Error;
}

/** The inputs. */
export interface OpenedInputs {
  readonly inputs: RunInputs;
  /** Bytes read of all files of weights so far; null where the engine's own count is that. */
  readonly nReadBytes: (() => number) | null;
}

/**
 * Opens both checkpoints and the vectors, those of the demonstration where none are given, which are made first; `resources` closes
 * them.
 *
 * @throws {Error} if one cannot be opened.
 * @throws {UsageError} if keys or a PCA file are asked for that cannot be in the vectors.
 */
export async function openInputs(
  request: SettledRequest,
  options: ReportInputsOptions,
): Promise<OpenedInputs> {
  const { resources, say, vectorsRefused = (refusal) => refusal } = options;
  const sources = request.sources ?? await demonstration(say);
  if (typeof sources.vectors === "string") {
    await expectPcaInside(sources.vectors, request.analysis.pca);
  }
  const open = inputOpener(request, options);
  const { base, instruct, nReadBytes } = await openPair({
    ...request,
    sources,
    layers: ({ nLayers }) => resolveLayers(request.analysis.layers, nLayers, request.analysis),
  }, { open, resources });
  const folder = await open(sources.vectors, "vectors", "vectors");
  try {
    const vectors = resources.adopt(
      await openVectorFolder(folder, {
        roleKey: request.roleKey,
        traitKey: request.traitKey,
        difference: request.difference,
        rowZero: request.rowZero,
        vectorsAre: request.vectorsAre,
        kind: request.kind,
        ...typeof request.analysis.vectorLayer === "number" &&
          { vectorLayer: request.analysis.vectorLayer },
        modelLayers: base.recipe.nLayers,
      }),
      close,
    );
    const isPreset = request.analysis.likeNotebook || request.analysis.likePublished;
    if (!isPreset) expectKeysOf(vectors, request);
    return { inputs: { base, instruct, vectors }, nReadBytes };
  } catch (refusal) {
    throw refusal instanceof UsageError ? vectorsRefused(refusal) : refusal;
  }
}

/** Makes the demonstration; loaded only where it is wanted. */
async function demonstration(say: (text: string) => void) {
  const { prepareDemonstration } = await import("../demonstration/prepare.ts");
  const cache = cacheFolder();
  try {
    return await prepareDemonstration({ cacheFolder: cache, onProgress: say });
  } catch (cause) {
    if (!isOfDisk(cause)) throw cause;
    if (!(cause instanceof Deno.errors.NotCapable)) throw unmade(cache, cause);
    throw new UsageError(
      `Cannot open the demonstration: it is not in ${
        shownName(cache)
      }, and may not be made there from here; ` +
        "run deno task report first, or give --base, --instruct and --vectors",
      { cause },
    );
  }
}

/** What is wrong with the cache folder, which nobody need have named: it is told how to name another. */
function unmade(cache: string, cause: Error): Error {
  return new Error(
    `Cannot make the demonstration in ${
      shownName(cache)
    }: expected a folder that can be read and written to, or a place for one; got ${
      reasonAt(cache, cause)
    }; set XDG_CACHE_HOME to another folder, or give --base, --instruct and --vectors`,
    { cause },
  );
}

/**
 * The activations to run, read before any weight; null where none are given.
 *
 * @throws {Error} if they cannot be read, or are not of the model.
 */
export async function readLayerActivations(
  { activations, analysis }: SettledRequest,
  { base }: RunInputs,
): Promise<LayerActivations | null> {
  if (activations === null) return null;
  const { path, layer } = activations;
  const isPath = typeof path === "string";
  const source = isPath ? await openActivationsFile(path) : path;
  try {
    const rows = await readActivations(source, {
      label: isPath ? path : path.name,
      hiddenSize: base.recipe.hiddenSize,
      maxRows: MAX_ACTIVATIONS,
      seed: analysis.seed,
    });
    return { ...rows, layer };
  } finally {
    if (isPath) source.close();
  }
}

function close(input: { close(): void }): void {
  input.close();
}
