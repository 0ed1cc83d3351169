/**
 * What is settled of a decomposition once its numbers are known: whether the vectors share one direction, whether that one carries
 * the change, and which of them stand out.
 *
 * @module
 */

import { ALPHA, MIN_DRAWS } from "../math/significance.ts";
import type {
  CommonModeRow,
  DecompositionInfo,
  DecompositionRow,
  Finding,
  SpanRow,
  VectorWarning,
} from "../results.ts";
import { compareNames } from "./vector_order.ts";

/** Mean cosine above which vectors share one large direction, as raw means do. */
const SHARED_DIRECTION_COSINE = 0.5;
/** Share of |d|^2 above which one direction carries most of it. */
const MOST = 0.5;
/** Share of one sign above which a direction that all vectors share would explain it. */
const ONE_SIDED_SHARE = 0.8;

/** The topic of findings on vectors of a kind that are so alike. */
export const VECTOR_WARNING = "decomposition-warning";

/** The topic of findings on the one vector along which most of a change lies. */
export const ALONG_ONE = "along-one";

/** Where the vectors of a kind are so alike, with one another or with the default, that one direction may dominate. */
export function vectorWarnings(cosines: DecompositionInfo["mean_cosine"]): VectorWarning[] {
  const { within_roles, within_traits, roles_with_default, traits_with_default } = cosines;
  const measured = [
    { kind: "role", likeness: "pairwise", cosine: within_roles },
    { kind: "role", likeness: "with_default", cosine: roles_with_default },
    { kind: "trait", likeness: "pairwise", cosine: within_traits },
    { kind: "trait", likeness: "with_default", cosine: traits_with_default },
  ] as const;
  return measured.flatMap(({ cosine, ...of }) =>
    cosine !== null && cosine > SHARED_DIRECTION_COSINE ? [{ ...of, cosine }] : []
  );
}

/**
 * How the mean direction of the vectors carries the change: most of it, most of it on all coordinates alone, or most of what is left
 * without the outlier dimensions; null where it does not.
 */
export function meanDirectionHolds(
  rows: readonly Pick<CommonModeRow, "variant" | "difference_share">[],
): "most" | "raw_alone" | "trimmed_alone" | null {
  const share = (variant: CommonModeRow["variant"]) =>
    rows.find((row) => row.variant === variant)?.difference_share ?? null;
  const [raw, trimmed] = [share("raw"), share("trimmed")];
  if (raw === null || Math.max(raw, trimmed ?? 0) <= MOST) return null;
  if (raw <= MOST) return "trimmed_alone";
  return trimmed !== null && trimmed <= MOST ? "raw_alone" : "most";
}

/** Whether most of the change lies along the first singular vector of the role and trait vectors, on all coordinates. */
export function firstDirectionHolds(
  spans: readonly Pick<SpanRow, "variant" | "d_along_first">[],
): boolean {
  return (spans.find(({ variant }) => variant === "raw")?.d_along_first ?? 0) > MOST;
}

/** The vectors each of which alone holds most of the change, that of largest |cosine| first. */
export function vectorsThatHoldMost<Row extends Pick<DecompositionRow, "cosine" | "kind" | "name">>(
  rows: readonly Row[],
): (Row & { readonly cosine: number })[] {
  return rows.flatMap((row) =>
    row.cosine !== null && row.cosine ** 2 > MOST ? [{ ...row, cosine: row.cosine }] : []
  ).sort((a, b) => Math.abs(b.cosine) - Math.abs(a.cosine) || compareNames(a, b));
}

/** What was told in short of the vector along which most of the change at a layer lies; none where no vector holds it. */
export function toldAlongOne(findings: readonly Finding[], of: number): string[] {
  return findings.flatMap(({ topic, layer, text, short }) =>
    topic === ALONG_ONE && layer === of ? [short ?? text] : []
  );
}

/** The variants in which R^2 is beyond that of the random role mixtures, by rank at most 0.05, uncorrected. */
export function spansBeyond(
  spans: readonly Pick<SpanRow, "variant" | "draws_p">[],
): SpanRow["variant"][] {
  return spans.filter(({ draws_p }) => draws_p !== null && draws_p <= ALPHA)
    .map(({ variant }) => variant);
}

/** The sign that more than four in five projections have; null where both signs are common. */
export function oneSided(
  rows: readonly Pick<DecompositionRow, "projection">[],
): "positive" | "negative" | null {
  const nNegative = rows.filter((row) => row.projection < 0).length;
  const nPositive = rows.filter((row) => row.projection > 0).length;
  const [count, sign] = nNegative > nPositive
    ? [nNegative, "negative"] as const
    : [nPositive, "positive"] as const;
  return count <= ONE_SIDED_SHARE * rows.length ? null : sign;
}

type Tested = Pick<
  DecompositionRow,
  "kind" | "name" | "cosine_z" | "cosine_pfw" | "trimmed_cosine_pfw"
>;

/** The vectors that stand out from what any persona input would show, farthest out first, and how many do without O. */
export function standingOut(rows: readonly Tested[]): {
  raw: Pick<Tested, "kind" | "name">[];
  trimmed: number | null;
} {
  const size = ({ cosine_z }: Tested) => Math.abs(cosine_z ?? 0);
  const found = rows.filter(({ cosine_pfw }) => cosine_pfw !== null && cosine_pfw <= ALPHA)
    .toSorted((a, b) => a.cosine_pfw! - b.cosine_pfw! || size(b) - size(a) || compareNames(a, b));
  const known = rows.flatMap(({ trimmed_cosine_pfw }) => trimmed_cosine_pfw ?? []);
  return {
    raw: found.map(({ kind, name }) => ({ kind, name })),
    trimmed: known.length === 0 ? null : known.filter((pfw) => pfw <= ALPHA).length,
  };
}

/** Of every input: how many vectors were tested, and how many of them stand out; inputs in the order of their rows. */
export function countsByInput(
  rows: readonly Pick<DecompositionRow, "input_vector" | "cosine_pfw">[],
): DecompositionInfo["inputs"] {
  return Array.from(Map.groupBy(rows, (row) => row.input_vector), ([input_vector, own]) => {
    const tested = own.flatMap(({ cosine_pfw }) => cosine_pfw ?? []);
    return {
      input_vector,
      n_tested: tested.length,
      n_stands_out: tested.filter((pfw) => pfw <= ALPHA).length,
    };
  });
}

/** Whether so many random role mixtures can show a p of 0.05. */
export function drawsSuffice(nDraws: number): boolean {
  return nDraws >= MIN_DRAWS;
}
