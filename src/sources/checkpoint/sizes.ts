/**
 * The sizes of a model, from `config.json` and the entry of its architecture.
 *
 * Shape letters: C hidden size, F intermediate size, L layers.
 *
 * @module
 */

import type { Architecture, DoubledRule } from "./architectures/architecture.ts";
import {
  type Config,
  flag,
  found,
  isSet,
  positiveInteger,
  positiveNumber,
  refusal,
} from "./config.ts";
import { MAX_LAYERS } from "../caps.ts";
import type { MlpRecipe } from "./weights.ts";

type Sizes = Pick<MlpRecipe, "hiddenSize" | "intermediateSize" | "doubledFrom" | "nLayers">;

/**
 * @param isInner Whether it is the config of a text model within a larger one, which may leave out what its code has by default.
 * @throws {Error} if a size is missing or no positive integer.
 */
export function sizesOf(config: Config, architecture: Architecture, isInner: boolean): Sizes {
  const { widthKeys, isWidthAdjusted, layersKey, sizeDefaults, doubled } = architecture;
  const [hidden, width, layers] = isInner ? sizeDefaults ?? [] : [];
  const size = (key: string, byDefault: number | undefined) =>
    byDefault !== undefined && !config.values.has(key) ? byDefault : positiveInteger(config, key);
  const nLayers = size(layersKey, layers);
  if (nLayers > MAX_LAYERS) {
    throw refusal(
      config,
      `expected ${layersKey} to be at most ${MAX_LAYERS}, found ${found(config, layersKey)}`,
    );
  }
  const widthKey = widthKeys.find((key) => isSet(config, key)) ?? widthKeys.at(-1)!;
  const told = size(widthKey, width);
  return {
    hiddenSize: size("hidden_size", hidden),
    intermediateSize: isWidthAdjusted ? adjusted(told, config) : told,
    doubledFrom: doubled === null ? null : doubledFrom(doubled, { config, nLayers }),
    nLayers,
  };
}

/** The first wide layer; as its code has it, none where that would be layer 0 or past the last. */
function doubledFrom(
  { flag: key, layersKey }: DoubledRule,
  { config, nLayers }: { config: Config; nLayers: number },
): number | null {
  if (!flag(config, key) || config.values.get(layersKey) === 0n) return null;
  const first = nLayers - positiveInteger(config, layersKey);
  return first > 0 ? first : null;
}

/** F as LFM2's code makes it: two thirds of what is told, times a factor, rounded up to a multiple. */
function adjusted(told: number, config: Config): number {
  const { values } = config;
  if (values.get("block_auto_adjust_ff_dim") === false) return told;
  const factor = values.get("block_ffn_dim_multiplier") === null
    ? null
    : values.has("block_ffn_dim_multiplier")
    ? positiveNumber(config, "block_ffn_dim_multiplier")
    : 1;
  const multiple = values.has("block_multiple_of")
    ? positiveInteger(config, "block_multiple_of")
    : 256;
  const thirds = Math.floor(2 * told / 3);
  // Without a factor the code leaves the multiple out as well.
  return factor === null ? thirds : multiple * Math.ceil(Math.floor(factor * thirds) / multiple);
}
