/**
 * Sentences about what all role and trait vectors say together of the difference at a layer, beside random role mixtures.
 *
 * @module
 */

import type { Finding, SpanRow } from "../../../results.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import { formatNumber, formatP, formatPercent, list, plural } from "../../../text/words.ts";
import { alongOne } from "./along_one.ts";
import { standsOut, type Summarised } from "./stands_out.ts";

const IN_WORDS: Readonly<Record<SpanRow["variant"], string>> = {
  raw: "on all coordinates",
  trimmed: "without the outlier dimensions",
  without_common: "without the mean direction",
};

/** The one vector, mean direction, span and what stands out, each where there is something to say. */
export function summaryFindings(summarised: Summarised): Finding[] {
  const { layer } = summarised;
  const texts = {
    "common-mode": meanDirection(summarised),
    "first-direction": firstDirection(summarised),
    span: span(summarised),
    "stands-out": standsOut(summarised),
  };
  return [
    ...alongOne(summarised),
    ...Object.entries(texts).flatMap(([topic, text]) =>
      text === null ? [] : [{ topic, layer, text, layers: [layer] }]
    ),
  ];
}

/** Where one shared direction holds most of the difference, with or without O. */
function meanDirection({ layer, summary }: Summarised): string | null {
  const rows = new Map(summary.common_mode.map((row) => [row.variant, row]));
  const raw = rows.get("raw"), without = rows.get("trimmed")?.difference_share ?? null;
  const share = raw?.difference_share ?? null;
  const { mean_direction_holds: holds } = summary;
  if (raw === undefined || share === null || holds === null) return null;
  const where = without === null ? "" : `, and ${formatPercent(without)} ${IN_WORDS.trimmed}`;
  const most = {
    trimmed_alone: `most of what is left ${IN_WORDS.trimmed}`,
    raw_alone: `most of the difference ${IN_WORDS.raw}, but not ${IN_WORDS.trimmed},`,
    most: "most of the difference",
  }[holds];
  return `At layer ${layer} the mean direction of the role and trait vectors (the one direction of their mean) holds ${
    formatPercent(share)
  } of |d|² for ${PEAK_INPUT}${
    beside(raw, { who: persona(summary.draws), format: formatPercent })
  }${where}: ${most} lies along what the vectors share, not along what sets one of them apart.`;
}

/** Where most of the difference lies along the one direction in which the vectors are largest together. */
function firstDirection({ layer, summary }: Summarised): string | null {
  const share = (variant: SpanRow["variant"]) =>
    summary.spans.find((row) => row.variant === variant)?.d_along_first ?? null;
  const [raw, without] = [share("raw"), share("trimmed")];
  if (raw === null || !summary.first_direction_holds) return null;
  const first = summary.spans.find((row) => row.variant === "raw")?.first_share ?? null;
  const holds = first === null
    ? ""
    : `, which holds ${formatPercent(first)} of their own sum of squares`;
  const kept = without === null ? "" : `; ${IN_WORDS.trimmed} it is ${formatPercent(without)}`;
  return `At layer ${layer} ${
    formatPercent(raw)
  } of |d|² for ${PEAK_INPUT} lies along one direction, the first singular vector of the role and trait vectors${holds}${kept}: ` +
    "most of the projections tell of that one direction.";
}

/** How much of the difference the vectors span, in each variant. */
function span({ layer, summary }: Summarised): string | null {
  const spans = summary.spans.filter((row) => row.r2 !== null);
  const [first] = spans;
  if (first === undefined) return null;
  const shares = spans.map((row, i) =>
    `${formatNumber(row.r2!, 3)} ${IN_WORDS[row.variant]}${
      beside(row, {
        who: i === 0 ? persona(summary.draws) : "draws",
        format: (share) => formatNumber(share, 3),
      })
    }`
  );
  return `At layer ${layer} the role and trait vectors span ${
    plural(first.rank, "direction", "directions")
  }; R² of the difference for ${PEAK_INPUT} in their span is ${list(shares)}.${
    summary.draws_suffice ? againstDraws(spans, summary.spans_beyond) : ""
  }`;
}

/** By rank: with few draws their 95 % quantile is passed by chance more often than 5 times in 100. */
function againstDraws(
  spans: readonly SpanRow[],
  beyond: readonly SpanRow["variant"][],
): string {
  const known = spans.filter(({ draws_p }) => draws_p !== null);
  if (known.length === 0) return "";
  const above = known.filter(({ variant }) => beyond.includes(variant));
  if (above.length === 0) {
    const smallest = Math.min(...known.map(({ draws_p }) => draws_p!));
    return ` By rank none of this is more than random role mixtures show (smallest p = ${
      formatP(smallest)
    }, uncorrected), so the span does not set this difference apart from theirs.`;
  }
  const only = above.length === known.length ? "" : "only ";
  const where = list(above.map(({ variant }) => IN_WORDS[variant]));
  const largest = Math.max(...above.map(({ draws_p }) => draws_p!));
  return ` By rank it is more than random role mixtures show ${only}${where} (p at most ${
    formatP(largest)
  }, uncorrected).`;
}

function persona(nDraws: number): string {
  return plural(nDraws, "random role mixture", "random role mixtures");
}

/** Median and 95 % quantile of the draws in brackets, or nothing. */
function beside(
  { draws_q50, draws_q95 }: { draws_q50: number | null; draws_q95: number | null },
  { who, format }: { who: string; format: (share: number) => string },
): string {
  return draws_q50 === null || draws_q95 === null
    ? ""
    : ` (${who}: median ${format(draws_q50)}, 95 % quantile ${format(draws_q95)})`;
}
