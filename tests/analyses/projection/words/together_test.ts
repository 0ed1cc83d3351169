import { decisionsOf } from "../decisions_of.ts";
import { topicOf } from "../../topic_of.ts";
import assert from "node:assert/strict";
import { summaryFindings } from "../../../../src/analyses/projection/words/together.ts";
import type {
  CommonModeRow,
  DecompositionRow,
  DecompositionSummary,
  SpanRow,
} from "../../../../src/results.ts";
import { PROJECTION_ONLY } from "../../../unknown_columns.ts";

function mode(variant: CommonModeRow["variant"], difference_share: number | null): CommonModeRow {
  const outputs = { base_share: 0.1, instruct_share: 0.2 };
  return { variant, difference_share, ...outputs, draws_q50: 0.304, draws_q95: 0.45 };
}

/** Of 99 draws five are above 0.7. */
function spanOf(variant: SpanRow["variant"], r2: number | null): SpanRow {
  return {
    variant,
    r2,
    draws_q50: 0.6,
    draws_q95: 0.7,
    draws_p: r2 === null ? null : r2 > 0.7 ? 0.02 : 0.06,
    rank: 40,
    vectors: 40,
    dimensions: 4608,
    first_share: 0.5,
    effective_number: 3,
    d_along_first: 0.1,
  };
}

function tested(name: string, [z, pfw, trimmedPfw]: [number, number, number | null]) {
  const row: DecompositionRow = {
    ...PROJECTION_ONLY,
    name,
    kind: "role",
    projection: z,
    cosine: 0.1,
    cosine_z: z,
    cosine_pfw: pfw,
    trimmed_cosine_pfw: trimmedPfw,
  };
  return row;
}

const ROWS = [tested("poet", [-3, 0.04, 0.2]), tested("bard", [4, 0.04, 0.03])];

function text(
  id: string,
  changes: Partial<DecompositionSummary> = {},
  rows: readonly DecompositionRow[] = ROWS,
): string | undefined {
  const measured = {
    common_mode: [mode("raw", 0.62), mode("trimmed", 0.2)],
    spans: [spanOf("raw", 0.91234), spanOf("trimmed", 0.65), spanOf("without_common", 0.8)],
    pursuit: [],
    draws: 99,
    ...changes,
  };
  const summary: DecompositionSummary = {
    ...measured,
    ...decisionsOf(measured, rows),
    ...changes,
  };
  return summaryFindings({ layer: 18, rows, summary })
    .find((finding) => topicOf(finding) === `${id}-18`)?.text;
}

Deno.test("summaryFindings() tell of the mean direction only where it holds most of the difference", () => {
  const start =
    "At layer 18 the mean direction of the role and trait vectors (the one direction of their mean) holds ";
  const draws = " of |d|² for PC1 (99 random role mixtures: median 30 %, 95 % quantile 45 %)";
  const end = " lies along what the vectors share, not along what sets one of them apart.";
  const shares: [number, number | null, string | undefined][] = [
    [
      0.62,
      0.2,
      `62 %${draws}, and 20 % without the outlier dimensions: most of the difference on all coordinates, ` +
      `but not without the outlier dimensions,${end}`,
    ],
    [
      0.62,
      0.7,
      `62 %${draws}, and 70 % without the outlier dimensions: most of the difference${end}`,
    ],
    [
      0.2,
      0.7,
      `20 %${draws}, and 70 % without the outlier dimensions: most of what is left without the outlier dimensions${end}`,
    ],
    [0.62, null, `62 %${draws}: most of the difference${end}`],
    [0.5, 0.5, undefined],
  ];
  for (const [raw, trimmed, expected] of shares) {
    const common_mode = [mode("raw", raw), ...trimmed === null ? [] : [mode("trimmed", trimmed)]];
    assert.equal(text("common-mode", { common_mode }), expected && start + expected);
  }
  assert.equal(text("common-mode", { common_mode: [mode("raw", null)] }), undefined);
});

Deno.test("summaryFindings() set the span of the difference against that of the draws", () => {
  assert.equal(
    text("span"),
    "At layer 18 the role and trait vectors span 40 directions; R² of the difference for PC1 in their span is " +
      "0.912 on all coordinates (99 random role mixtures: median 0.6, 95 % quantile 0.7), " +
      "0.65 without the outlier dimensions (draws: median 0.6, 95 % quantile 0.7) and " +
      "0.8 without the mean direction (draws: median 0.6, 95 % quantile 0.7). " +
      "By rank it is more than random role mixtures show only on all coordinates and without the mean direction (p at most 0.02, uncorrected).",
  );
  assert.match(
    text("span", { spans: [spanOf("raw", 0.7)] }) ?? "",
    / By rank none of this is more than random role mixtures show \(smallest p = 0\.06, uncorrected\), so the span does not set this difference apart from theirs\.$/,
  );
  assert.match(
    text("span", { spans: [spanOf("raw", 0.71), spanOf("trimmed", null)] }) ?? "",
    / is 0\.71 on all coordinates \([^)]*\)\. By rank it is more than random role mixtures show on all coordinates \(p at most 0\.02, uncorrected\)\.$/,
  );
});

Deno.test("summaryFindings() judge no span by fewer than 19 draws", () => {
  assert.match(text("span", { draws: 18 }) ?? "", /without the mean direction \([^)]*\)\.$/);
  const spans = [{ ...spanOf("raw", 0.9), draws_q50: null, draws_q95: null }];
  assert.match(text("span", { draws: 0, spans }) ?? "", / is 0\.9 on all coordinates\.$/);
});

Deno.test("summaryFindings() name the vectors of smallest p_fw, the farther out first", () => {
  const end =
    "Farthest out: bard (role, cosine 0.1, p_fw = 0.04) and poet (role, cosine 0.1, p_fw = 0.04). " +
    "Vectors that are alike stand out together.";
  assert.equal(
    text("stands-out"),
    "At layer 18, against the cosines of the differences of 99 random role mixtures, 2 of the 2 role and trait vectors stand out from " +
      "what any persona input would show (p_fw over all of them at most 0.05), and 1 without the outlier dimensions. " +
      end,
  );
});

Deno.test("summaryFindings() say that a p_fw is the smallest that so few draws can show", () => {
  const rows = [tested("poet", [-3, 1 / 33, null]), tested("bard", [1, 0.5, null])];
  assert.equal(
    text("stands-out", { draws: 32 }, rows),
    "At layer 18, against the cosines of the differences of 32 random role mixtures, 1 of the 2 role and trait vectors stands out from " +
      "what any persona input would show (p_fw over all of them at most 0.05; 0.0303 is the smallest that 32 can show). " +
      "Farthest out: poet (role, cosine 0.1, p_fw = 0.0303). Vectors that are alike stand out together.",
  );
});

Deno.test("summaryFindings() count by p_fw alone, whatever z of length and direction is", () => {
  const rows = [{ ...tested("poet", [1, 0.4, null]), z: 90, cosine_p: 0.01 }];
  assert.match(
    text("stands-out", {}, rows) ?? "",
    / none of the 1 role and trait vectors stands out /,
  );
});

Deno.test("summaryFindings() say that no vector stands out, and what the draws could have shown", () => {
  const rows = Array.from({ length: 12 }, (_, i) => tested(`r${i}`, [1, 0.3 + i / 100, 0.4]));
  const start =
    "At layer 18, against the cosines of the differences of 99 random role mixtures, none of the 12 role and trait vectors stands out " +
    "from what any persona input would show (smallest p_fw over all of them: 0.3)";
  assert.equal(
    text("stands-out", {}, rows),
    `${start}, nor does any without the outlier dimensions.`,
  );
  const trimmed = rows.map((row, i) => i > 0 ? row : { ...row, trimmed_cosine_pfw: 0.04 });
  assert.equal(
    text("stands-out", {}, trimmed),
    `${start}; without the outlier dimensions 1 does.`,
  );
  const one = [tested("poet", [1, 0.3, null])];
  assert.match(text("stands-out", {}, one) ?? "", /: 0\.3\)\.$/);
  assert.equal(
    text("stands-out", { draws: 18 }, rows),
    "At layer 18, 18 random role mixtures are too few to tell whether the difference for PC1 points along a vector more than any " +
      "persona input would show: no p_fw can reach 0.05.",
  );
  const unknown = one.map((row) => ({ ...row, cosine_pfw: null }));
  assert.equal(text("stands-out", { draws: 0 }, unknown), undefined);
});

Deno.test("summaryFindings() name the one vector along which most of the difference lies, beside the mixtures", () => {
  const start = "At layer 18 most of the change of PC1 lies along bard (role, cosine −0.912)";
  const square = ": the square of a cosine is the share of |d|² along that vector";
  const beside =
    `${square}; the middle 95 % of random role mixtures have cosines of −0.95 to 0.9 with bard.`;
  const along = (cosine: number, other: number) => [
    { ...ROWS[0]!, cosine: other },
    { ...ROWS[1]!, cosine, cosine_q025: -0.95, cosine_q975: 0.9 },
  ];
  assert.equal(text("along-one", {}, along(-0.912, 0.7)), `${start}${beside}`);
  assert.equal(
    text("along-one", {}, along(-0.912, 0.8)),
    `${start}, and, each taken alone, along 1 other vector${beside}`,
  );
  assert.equal(
    text("along-one", { along_one_trimmed: -0.1234 }, along(-0.912, 0.7)),
    `${start}${square}; without the outlier dimensions the cosine with bard is −0.123${
      beside.slice(square.length)
    }`,
  );
  assert.equal(text("along-one", {}, along(0.7, 0.1)), undefined);
  assert.equal(text("along-one", {}, [{ ...ROWS[1]!, cosine: -0.912 }]), `${start}${square}.`);
});
