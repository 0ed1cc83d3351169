/**
 * Which values options may have, whoever asks.
 *
 * @module
 */

import { PC_SPACES } from "../prepare/pc_spaces.ts";
import { type LayerRange, MAX_RANDOM, MAX_RESAMPLES } from "../prepare/options.ts";
import { MAX_THREADS } from "../compute/most_threads.ts";
import { oneLine } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";
import { optionName } from "./presets.ts";

/** Options that are one of a few words. */
export const CHOICES = {
  weights: ["bf16", "stored"],
  rounding: ["none", "notebook"],
  pcSpace: PC_SPACES,
  pcaScale: ["mean", "standard"],
  inputRow: ["same", "before"],
  rowZero: ["auto", "block", "embedding"],
  vectorsAre: ["auto", "raw", "difference"],
  kind: ["auto", "role", "trait"],
  device: ["auto", "gpu", "cpu", "reference"],
} as const;

/** Options that are a whole number, with its bounds: 0 and the largest where none is given. */
export const NUMBERS = {
  pcs: { least: 1 },
  pcaLayer: {},
  vectorLayer: { word: "probed" },
  random: { most: MAX_RANDOM },
  resamples: { most: MAX_RESAMPLES },
  seed: {},
  threads: { least: 1, most: MAX_THREADS },
  outliers: { word: "auto" },
} as const satisfies Record<string, Bounds>;

/** Of a whole number; `word` may stand in its place. */
export interface Bounds {
  least?: number;
  most?: number;
  word?: string;
}

/** Passes if all options have a value that they may have. @throws {UsageError} naming the first that has not. */
export function checkBounds(options: Readonly<Record<string, unknown>>): void {
  for (const [name, choices] of Object.entries<readonly string[]>(CHOICES)) {
    const value = options[name];
    if (!choices.some((choice) => choice === value)) {
      throw refusal(name, value, choices.join(" or "));
    }
  }
  for (const [name, bounds] of Object.entries<Bounds>(NUMBERS)) {
    const value = options[name];
    if (value !== null && value !== bounds.word) checkWhole(name, value, bounds);
  }
  const { pca } = options;
  if (pca !== "auto" && pca !== "computed" && typeof Object(pca).file !== "string") {
    throw refusal("pca", pca, 'auto, computed or { file: "name.pt" }');
  }
  for (const name of ["likeNotebook", "likePublished", "sweep"]) {
    const value = options[name];
    if (value !== null && typeof value !== "boolean") throw refusal(name, value, "true or false");
  }
  for (const name of ["layers", "focus"]) {
    const value = options[name];
    if (value === null || value === "all") continue;
    if (!Array.isArray(value) || value.length === 0 || !value.every(isRange)) {
      throw refusal(name, value, 'ranges such as [{ first: 15, last: 24 }], "all" or null');
    }
  }
}

/** Passes if `value` is a whole number within the bounds. @throws {UsageError} if not. */
export function checkWhole(
  name: string,
  value: unknown,
  bounds: Bounds = {},
): void {
  const { least = 0, most = Number.MAX_SAFE_INTEGER } = bounds;
  const isWhole = typeof value === "number" && Number.isSafeInteger(value);
  if (isWhole && value >= least && value <= most) return;
  throw refusal(name, value, wholeText(value, bounds));
}

/** What is expected in the place of `value`: the largest whole number is told where it has one, or lies beyond it. */
export function wholeText(
  value: unknown,
  { least = 0, most = Number.MAX_SAFE_INTEGER, word }: Bounds,
): string {
  const isTooLarge = typeof value === "number" && value > most;
  const bounds = most < Number.MAX_SAFE_INTEGER || isTooLarge
    ? `from ${least} to ${most}`
    : `of at least ${least}`;
  return `${word === undefined ? "" : `${word} or `}a whole number ${bounds}`;
}

function isRange(value: unknown): value is LayerRange {
  const { first, last } = Object(value);
  return Number.isSafeInteger(first) && Number.isSafeInteger(last) && 0 <= first && first <= last;
}

function refusal(name: string, value: unknown, expected: string): UsageError {
  const shown = typeof value === "object" ? JSON.stringify(value) : String(value);
  return new UsageError(`Cannot use --${optionName(name)} ${oneLine(shown)}: expected ${expected}`);
}
