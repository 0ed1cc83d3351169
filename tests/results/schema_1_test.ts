import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { cellFigure } from "../../src/analyses/verdict/words/figures.ts";
import { reproductionNote } from "../../src/analyses/reproduction/words.ts";
import { type Results } from "../../src/results.ts";
import { checkResults } from "../../src/analyses/check_results.ts";
import { otherFindings, verdictText } from "../../src/results/verdict_text.ts";
import { drawRows } from "../draw_rows.ts";
import { sampleResults, THREE_LAYERS } from "../site/sample_results.ts";

/** The sample as schema 1 has it: a verdict in prose, findings with ids, and nothing that pages decided. */
function earlier(change: (results: Record<string, unknown>) => void = () => {}): unknown {
  const results = sampleResults({ layers: THREE_LAYERS, hasReproduction: true });
  const {
    no_peak: _n,
    hypothesis_layer: _h,
    among_isotropic: _a,
    within_noise: _w,
    chance: _c,
    evidence,
    ...rest
  } = structuredClone(results);
  const {
    as_far: _f,
    missing_baselines: _m,
    pc1_spaces: _p,
    operating_spreads: _s,
    operating_test: _t,
    operating_draws,
    layers,
    ...known
  } = evidence!;
  const { verdict, reproduction } = known;
  const old = {
    ...rest,
    schema: "deltascope.results/1",
    evidence: {
      ...known,
      operating_baseline: drawRows(operating_draws),
      layers: layers.map(({ has_outliers: _, ...layer }) => layer),
      verdict: {
        layer: verdict!.layer,
        is_chosen_after_looking: false,
        answer: "no",
        conditions: [],
        sentence: "No: so far.",
        paragraph: "It turns.",
        would_change: "More draws.",
        table: [
          { claim: "beyond persona", condition: "raw", holds: false, figure: "p_fw = 0.31" },
          { claim: "beyond persona", condition: "centred", holds: null, figure: "not run" },
        ],
      },
      reproduction: {
        note: "same PCs: as published.",
        is_same_pcs: true,
        source: reproduction!.source,
        rows: reproduction!.rows,
      },
    },
    findings: [
      { id: "verdict", text: "No: so far.", layers: [18] },
      { id: "peaks", text: "PC1 turns most at layer 18.", layers: [18] },
      { id: "stages-18", text: "It appears at gate.", layers: [18] },
    ],
  };
  change(old);
  return old;
}

function topics({ findings }: Results): [string, string][] {
  return findings.map(({ topic, text }) => [topic, text]);
}

Deno.test("checkResults() makes findings of the prose of an earlier verdict, each once and first", () => {
  const results = checkResults(earlier());
  deepStrictEqual(topics(results), [
    ["verdict", "No: so far."],
    ["verdict-paragraph", "It turns."],
    ["verdict-change", "More draws."],
    ["peaks", "PC1 turns most at layer 18."],
    ["stages", "It appears at gate."],
  ]);
  deepStrictEqual(verdictText(results), {
    sentence: "No: so far.",
    claim: null, // nothing but a run of this version makes one
    paragraph: "It turns.",
    wouldChange: "More draws.",
  });
  deepStrictEqual(otherFindings(results).map(({ topic }) => topic), ["peaks"]);
});

Deno.test("checkResults() takes a first finding that is not the verdict's own for one about the peaks", () => {
  const results = checkResults(earlier((old) => {
    old.findings = [{ id: "verdict", text: "PC1 turns most.", layers: [18] }];
  }));
  deepStrictEqual(topics(results).at(-1), ["peaks", "PC1 turns most."]);
  strictEqual(verdictText(results).sentence, "No: so far.");
});

Deno.test("checkResults() keeps the figures of an earlier verdict as they were told, and tells which decide", () => {
  const { table } = checkResults(earlier()).evidence!.verdict!;
  deepStrictEqual(table.map((cell) => [cellFigure(cell), cell.decides, cell.value, cell.reason]), [
    ["p_fw = 0.31", true, null, null],
    ["not run", false, null, null],
  ]);
});

Deno.test("checkResults() keeps the note of earlier published figures", () => {
  const { reproduction } = checkResults(earlier()).evidence!;
  strictEqual(reproductionNote(reproduction!), "same PCs: as published.");
});

Deno.test("checkResults() settles for earlier results what pages decided of peaks and random directions", () => {
  const results = checkResults(earlier((old) => {
    old.peaks = { absolute: { layer: 18, delta_norm: 9 }, angular: null };
    const angles = [0.2, 0.0853, 0.08, null];
    old.baseline = angles.map((delta_angular, i) => ({
      layer: 18,
      baseline: "isotropic",
      index: i >> 1,
      sign: i % 2 === 0 ? 1 : -1,
      delta_norm: 1,
      delta_angular,
    }));
  }));
  deepStrictEqual(results.hypothesis_layer, { layer: 18, standing: "absolute" });
  deepStrictEqual(results.no_peak, { absolute: null, angular: "same_direction" });
  // PC1 of the sample has 1 - cos = 0.0853 at layer 18.
  deepStrictEqual(results.among_isotropic, [{ layer: 18, n: 4, n_at_least: 2 }]);
});

Deno.test("checkResults() settles for earlier results what pages decided of the evidence", () => {
  const { evidence, chance } = checkResults(earlier((old) => {
    const known = old.evidence as Record<string, unknown>;
    known.quantiles = (known.quantiles as Record<string, unknown>[])
      .filter(({ baseline }) => baseline !== "isotropic");
    known.layers = (known.layers as Record<string, unknown>[])
      .map((layer) => layer.layer === 24 ? { ...layer, outliers: [] } : layer);
  }));
  deepStrictEqual(evidence!.missing_baselines, ["isotropic"]);
  deepStrictEqual(evidence!.pc1_spaces, ["components", "activation", "readout"]);
  deepStrictEqual(evidence!.layers.map((it) => it.has_outliers), [true, true, false]);
  // The sample has 32 mixtures, and a p-value at the operating point of each of its three layers.
  deepStrictEqual(evidence!.operating_test, { row: "same", n: 32, layers: 3 });
  // Two rows at the two decomposed layers, one at the other, each of two baselines.
  deepStrictEqual(evidence!.operating_spreads.length, (2 + 2 + 1) * 2);
  const ranks = evidence!.as_far.flatMap(({ baseline, ...rank }) =>
    baseline === "roles" ? [rank] : []
  );
  deepStrictEqual(ranks, evidence!.ranks);
  // p_fw is 1 / 33 at the peak, and no quantiles tell how many random directions there were.
  deepStrictEqual(chance, {
    layer: 18,
    role_mixtures: "apart",
    random_directions: "not_run",
    random_inputs: "apart",
  });
});

Deno.test("checkResults() settles no chance for earlier results without an angular peak", () => {
  const results = checkResults(earlier((old) => {
    old.peaks = { absolute: { layer: 18, delta_norm: 9 }, angular: null };
  }));
  strictEqual(results.chance, null);
});

Deno.test("checkResults() reads earlier results without evidence", () => {
  const results = checkResults(earlier((old) => {
    delete old.evidence;
    old.causes = null;
  }));
  strictEqual(results.evidence, null);
  deepStrictEqual(topics(results)[0], ["verdict", "No: so far."]);
});
