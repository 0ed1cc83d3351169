/**
 * Options that one word sets.
 *
 * @module
 */

import type { AnalysisOptions } from "../prepare/options.ts";
import { UsageError } from "../usage_error.ts";
import { type OptionName, optionName, optionOf } from "./options.ts";
import type { ReportInputs } from "./request.ts";

type Preset = Partial<AnalysisOptions & Pick<ReportInputs, "roleKey" | "traitKey">>;

/** What each of the two sets; none of it can be given beside it. */
const PRESETS = {
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

/**
 * Everything that the preset asked for sets.
 *
 * @throws {UsageError} if it sets what is asked for, or there are two.
 */
export function presetOptions(isAsked: (name: OptionName) => boolean): Preset {
  const asked = (Object.keys(PRESETS) as (keyof typeof PRESETS)[]).filter(isAsked);
  if (asked.length > 1) {
    throw new UsageError(
      `Cannot use ${
        asked.map((flag) => `--${optionName(flag)}`).join(" with ")
      }: each repeats another analysis and sets its options; leave one of them out`,
    );
  }
  const [flag] = asked;
  if (flag === undefined) return {};
  const preset: Preset = PRESETS[flag];
  const twice = (Object.keys(preset) as (keyof Preset)[]).find(isAsked);
  if (twice !== undefined) {
    throw new UsageError(
      `Cannot use --${optionName(twice)} with --${optionName(flag)}, which sets it to ${
        optionOf(twice).form.write(preset[twice])
      }: leave one of them out`,
    );
  }
  return preset;
}
