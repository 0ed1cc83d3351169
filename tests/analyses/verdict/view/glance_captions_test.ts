import { doesNotMatch, match, ok, strictEqual as equal } from "node:assert/strict";
import {
  barsCaption,
  normsCaption,
  turnsCaption,
} from "../../../../src/analyses/verdict/view/glance_captions.ts";
import { glanceSection } from "../../../../src/analyses/verdict/view/glance.ts";
import type { DecompositionRow, Results } from "../../../../src/results.ts";
import { sampleResults } from "../../../site/sample_results.ts";
import { PROJECTION_ONLY } from "../../../unknown_columns.ts";

/** Layer 18 with a verdict that PC1 does or does not pass the mixtures, whose 95 % quantile is 1 - cos = 0.1 there. */
function at18(
  { own, reversed = 0.05, pfw, layers = [17, 18, 24] }: {
    own: number;
    reversed?: number;
    pfw: number;
    layers?: number[];
  },
): Results {
  const results = sampleResults({ layers });
  const { evidence } = results;
  const verdict = evidence!.verdict!;
  equal(verdict.layer, 18);
  const angles = new Map([["PC1", own], ["-PC1", reversed]]);
  return {
    ...results,
    chance: { ...results.chance!, layer: 18, role_mixtures: pfw <= 0.05 ? "apart" : "not_apart" },
    mlp: results.mlp.map((row) => ({
      ...row,
      ...row.layer === 18 && angles.has(row.input_vector)
        ? { delta_angular: angles.get(row.input_vector)!, pfw_persona: pfw }
        : {},
    })),
    evidence: {
      ...evidence!,
      quantiles: evidence!.quantiles.map((row) => ({ ...row, q05: 0.01, q95: 0.1, n: 32 })),
      verdict: {
        ...verdict,
        table: verdict.table.map((cell) =>
          cell.claim === "beyond persona" && cell.condition === "raw"
            ? { ...cell, holds: pfw <= 0.05 }
            : cell
        ),
      },
    },
  };
}

Deno.test("turnsCaption() says why a dot above the band is within chance, by the p_fw of the results", () => {
  const caption = turnsCaption(at18({ own: 0.11, pfw: 5 / 33 }));
  const lines = "PC1 bold, −PC1 thin, without outlier dimensions dashed";
  const grey = "; grey is the middle 90 % of random role mixtures at each layer, ";
  ok(caption.startsWith(lines + grey));
  ok(
    caption.endsWith(
      " At layer 18 PC1 is above it and still within chance, since all layers count: in units of each layer’s spread, " +
        "4 of 32 random role mixtures go as far at any of the 3 layers (p_fw = 0.152).",
    ),
    caption,
  );
  match(
    turnsCaption(at18({ own: 0.02, reversed: 0.11, pfw: 5 / 33 })),
    / At layer 18 −PC1 is above/,
  );
  match(
    turnsCaption(at18({ own: 0.11, pfw: 2 / 33, layers: [18] })),
    / still within chance: 1 of 32 random role mixtures goes as far at the one layer \(p_fw = 0\.0606\)\.$/,
  );
});

Deno.test("turnsCaption() and normsCaption() tell lines apart that may meet, and of one layer the dots need none", () => {
  const several = at18({ own: 0.02, pfw: 1 });
  for (const layer of several.evidence!.layers) layer.has_outliers = false;
  match(turnsCaption(several), /^PC1 bold, −PC1 thin; grey is /);
  match(normsCaption(several), /^\|y\| of base and instruct \(bold\) for PC1, /);
  const one = at18({ own: 0.02, pfw: 1, layers: [18] });
  match(turnsCaption(one), /^PC1; grey is /);
  match(normsCaption(one), /^\|y\| of base and instruct for PC1, /);
});

Deno.test("turnsCaption() says nothing of it within the band, or where PC1 passes the mixtures", () => {
  for (const asked of [{ own: 0.1, pfw: 5 / 33 }, { own: 0.11, pfw: 1 / 33 }]) {
    doesNotMatch(turnsCaption(at18(asked)), /above/);
  }
});

Deno.test("barsCaption() tells the fills that there are", () => {
  const row = (cosine_pfw: number | null, kind: DecompositionRow["kind"] = "role") => ({
    ...PROJECTION_ONLY,
    name: "poet",
    kind,
    projection: 1,
    cosine: 0.1,
    cosine_pfw,
    cosine_q025: null,
    cosine_q975: null,
  });
  for (
    const [rows, words] of [
      [
        [0.05, 0.051],
        "filled where unlike random role mixtures, all vectors together, else empty.",
      ],
      [[0.05, 0.05], "filled where unlike random role mixtures, all vectors together."],
      [[0.06, 0.06], "empty, as none is unlike random role mixtures, all vectors together."],
      [[null, null], "not tested against chance, so none is filled."],
    ] as const
  ) {
    equal(
      barsCaption(rows.map((pfw) => row(pfw))),
      `Largest and smallest cosines with d: roles (blue); ${words}`,
    );
  }
});

Deno.test("glanceSection() says under the bars along which vector most of the change lies, where that was told of its layer", () => {
  const results = at18({ own: 0.1, pfw: 1 });
  const findings = [17, 18].map((layer) => ({
    ...{ topic: "along-one", layer, text: `along one at ${layer}` },
    layers: [layer],
  }));
  const [glance] = glanceSection({ ...results, findings });
  match((glance!.content as { barsCaption: string }).barsCaption, /\. along one at 18$/);
});
