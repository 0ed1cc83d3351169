/**
 * The two checkpoints that a request names, opened.
 *
 * @module
 */

import type { TensorScope } from "../results/weight_comparison.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import type { MlpRecipe } from "../sources/checkpoint/weights.ts";
import type { Folder } from "../sources/folder/folder.ts";
import type { Wanted } from "../sources/folder/folder_description.ts";
import { sayWarnings } from "../sources/hub/hub_warnings.ts";
import type { HubOrigin } from "../sources/hub/open_hub_folder.ts";
import { openInputFolder } from "../sources/input_folder.ts";
import { openModels } from "./open_models.ts";
import type { Place } from "./request.ts";
import type { InputName, SettledRequest } from "./settled_request.ts";
import { named } from "./title_names.ts";

/** What {@link openPair} is told beside the request. */
export interface OpenInputsOptions {
  /** Closes the inputs. */
  readonly resources: AsyncDisposableStack;
  /** Hears, a line each, what happens on the way. */
  readonly say: (text: string) => void;
  /** Hears what an input's id on the Hub stands for. */
  readonly onOrigin: (input: InputName, origin: HubOrigin) => void;
  /** Hears of bytes that came over the network. */
  readonly onFetched?: (nBytes: number) => void;
}

/** How ids on the Hub are taken. */
export type HubRequest = Pick<SettledRequest, "isOffline" | "cacheLimit">;

/** Opens an input of a request. */
export type InputOpener = (place: Place, input: InputName, wanted: Wanted) => Promise<Folder>;

/** Opens inputs one after the other, as folders of the disk or of the Hub. */
export function inputOpener(
  { isOffline, cacheLimit }: HubRequest,
  { resources, say, onOrigin, onFetched }: OpenInputsOptions,
): InputOpener {
  const onReply = sayWarnings(say);
  return async (place, input, wanted) => {
    if (typeof place !== "string") return place;
    return await openInputFolder(place, wanted, {
      isOffline,
      cacheLimit,
      say,
      onReply,
      onOrigin: (origin) => {
        // Deferred before the input is adopted, so that it is waited for after the input was closed.
        resources.defer(async () => void await origin.settled());
        onOrigin(input, origin);
      },
      ...onFetched && { onFetched },
    });
  };
}

/** The checkpoints as they were asked for. */
export interface PairRequest extends Pick<SettledRequest, "baseAdapter" | "names"> {
  readonly sources: Readonly<Record<"base" | "instruct", Place>>;
  /** The layers that will be asked for. */
  readonly layers: (recipe: MlpRecipe) => readonly number[];
  /** Left out: `mlp`. */
  readonly scope?: TensorScope | undefined;
}

/** The checkpoints. */
export interface OpenedPair extends Pick<RunInputs, "base" | "instruct"> {
  /** Bytes read of all files of weights so far; null where every byte that is computed with is one that was read. */
  readonly nReadBytes: (() => number) | null;
}

/**
 * Opens both, under the names that they were given; `resources` closes them.
 *
 * @throws {Error} if one cannot be opened.
 */
export async function openPair(
  { sources, baseAdapter, names, layers, scope }: PairRequest,
  { open, resources }: { open: InputOpener; resources: AsyncDisposableStack },
): Promise<OpenedPair> {
  const { nReadBytes, ...models } = await openModels({
    base: () => open(sources.base, "base", "checkpoint"),
    instruct: () => open(sources.instruct, "instruct", "checkpoint"),
    baseAdapter: baseAdapter === null
      ? null
      : () => open(baseAdapter, "base-adapter", "checkpoint"),
  }, { resources, layers, scope });
  return {
    base: named(models.base, names.base),
    instruct: named(models.instruct, names.instruct),
    nReadBytes,
  };
}
