/**
 * Options that one word sets, and options as the command line writes them.
 *
 * @module
 */

import type { AnalysisOptions, LayerRange } from "../prepare/options.ts";
import { UsageError } from "../usage_error.ts";
import type { ReportInputs } from "./request.ts";

type Preset = Partial<AnalysisOptions & Pick<ReportInputs, "roleKey" | "traitKey">>;

/** What each of the two sets; none of it can be given beside it. */
export const PRESETS = {
  // The seed analysis as it ran; traits were asked for a key that they do not have, so none loaded.
  likeNotebook: {
    layers: [{ first: 15, last: 24 }],
    pcs: 1,
    focus: [{ first: 18, last: 18 }],
    roleKey: "pos_all",
    traitKey: "pos_all",
    rounding: "notebook",
  },
  // The notebooks whose figures are published.
  likePublished: {
    layers: [{ first: 17, last: 27 }],
    random: 20,
    roleKey: "pos_3",
    traitKey: "pos_neg_50",
    vectorLayer: 22,
    sweep: true,
  },
} as const satisfies Record<string, Preset>;

/** Whether an option is asked for, by its name in a request. */
type IsAsked = (name: string) => boolean;

/**
 * Everything that the preset asked for sets.
 *
 * @throws {UsageError} if it sets what is asked for, or there are two.
 */
export function presetOptions(isAsked: IsAsked): Preset {
  const asked = Object.entries(PRESETS).filter(([flag]) => isAsked(flag));
  if (asked.length > 1) {
    throw new UsageError(
      `Cannot use ${
        asked.map(([flag]) => `--${optionName(flag)}`).join(" with ")
      }: each repeats another analysis and sets its options; leave one of them out`,
    );
  }
  const [first] = asked;
  if (first === undefined) return {};
  const [flag, preset] = first;
  for (const [name, value] of Object.entries(preset)) {
    if (isAsked(name)) {
      throw new UsageError(
        `Cannot use --${optionName(name)} with --${optionName(flag)}, which sets it to ${
          optionText(value)
        }: leave one of them out`,
      );
    }
  }
  return preset;
}

/** How the command line calls what a request calls `name`. */
export function optionName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * How the command line writes the value of an option of the analysis.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { optionText } from "./presets.ts";
 * assert(optionText([{ first: 3, last: 3 }, { first: 7, last: 9 }]) === "3,7-9");
 * assert(optionText(true) === "on" && optionText({ file: "a.pt" }) === "a.pt");
 * ```
 */
export function optionText(
  value: string | number | boolean | readonly LayerRange[] | { readonly file: string },
): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value !== "object") return String(value);
  if ("file" in value) return value.file;
  return value.map(({ first, last }) => first === last ? `${first}` : `${first}-${last}`).join(",");
}
