import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { DOMParser } from "linkedom";
import type { MlpRow, Results } from "../../../src/results.ts";
import { rowAt } from "../../../src/results/peak_input.ts";
import { isSitePath } from "../../../src/site/kit/paths.ts";
import { renderComparison } from "../../../src/site/write/comparison.ts";
import { HOSTILE_NAMES, sampleResults } from "../sample_results.ts";

const a = sampleResults({ layers: [17, 18, 24] });
const b = sampleResults({ layers: [18, 19], names: HOSTILE_NAMES });

type Fingerprints = Partial<Record<"base" | "instruct" | "vectors", string>>;

/** The same results, whose inputs have these fingerprints and no others. */
function withFingerprints(results: Results, of: Fingerprints): Results {
  const { base, instruct, vectors } = results.inputs;
  return {
    ...results,
    inputs: {
      ...results.inputs,
      base: { ...base, fingerprint: of.base ?? null },
      instruct: { ...instruct, fingerprint: of.instruct ?? null },
      vectors: { ...vectors, fingerprint: of.vectors ?? null },
    },
  };
}

function page(files: Map<string, string>): Document {
  return new DOMParser().parseFromString(files.get("index.html")!, "text/html") as never;
}

Deno.test("renderComparison() writes valid HTML whose links all lead to a file", async () => {
  const files = renderComparison({ a, b });
  const rules = { "no-inline-style": "off" } as const;
  const extended = ["html-validate:recommended", "html-validate:a11y"];
  const validator = new HtmlValidate(new StaticConfigLoader({ extends: extended, rules }));
  const { results } = await validator.validateString(files.get("index.html")!);
  deepStrictEqual(results.flatMap(({ messages }) => messages.map(({ message }) => message)), []);
  for (const element of page(files).querySelectorAll("[href], [src]")) {
    const href = (element.getAttribute("href") ?? element.getAttribute("src"))!;
    ok(href.startsWith("#") || files.has(href.split("#")[0]!), href);
  }
});

/** The cells of a table's rows. */
function cells(table: Element | null): (string | null)[][] {
  return [...table!.querySelectorAll("tbody tr")].map((row) =>
    [...row.querySelectorAll("th, td")].map(({ textContent }) => textContent)
  );
}

Deno.test("renderComparison() sets every layer of either run in one table, unknown where a run has none", () => {
  const rows = cells(
    page(renderComparison({ a, b })).querySelector("#output-norms ~ .behind table"),
  );
  deepStrictEqual(rows.map(([layer]) => layer), ["17", "18", "19", "24"]);
  // A instruct, B instruct, A base, B base.
  deepStrictEqual([rows[0]![2], rows[0]![4], rows[2]![1], rows[2]![3]], ["–", "–", "–", "–"]);
  ok(rows[1]!.every((cell) => cell !== "–"));
});

Deno.test("renderComparison() gives the same bytes again, and hostile names as text", () => {
  const files = renderComparison({ a, b });
  deepStrictEqual(renderComparison({ a, b }), files);
  strictEqual(page(files).querySelectorAll("main img, main script").length, 0);
});

Deno.test("renderComparison() says of which inputs the fingerprints are equal, and of the others that a name proves nothing", () => {
  const sentence = (ofA: Fingerprints, ofB: Fingerprints) =>
    /Of the same name in both[^<]*|No input has[^<]*/.exec(
      renderComparison({ a: withFingerprints(a, ofA), b: withFingerprints(b, ofB) })
        .get("index.html")!,
    )?.[0].trim();
  const all = { base: "0a", instruct: "0b", vectors: "0c" };
  const names = "Of the same name in both: base, instruct, vectors; ";
  const known = `${names}of the same content, as far as their fingerprints tell: `;
  const unproved = "a name without a commit does not prove the same content";
  strictEqual(sentence(all, all), `${known}base, instruct, vectors.`);
  strictEqual(sentence(all, { base: "0a" }), `${known}base; ${unproved} of instruct and vectors.`);
  strictEqual(
    sentence(all, { ...all, instruct: "0d" }),
    `${known}base, vectors; ${unproved} of instruct.`,
  );
  strictEqual(sentence({}, {}), `${names}${unproved}.`);
});

Deno.test("renderComparison() says which side is synthetic, and of both that they are", () => {
  const banner = (isA: boolean, isB: boolean) =>
    page(renderComparison({
      a: sampleResults({ layers: [18], isSynthetic: isA }),
      b: sampleResults({ layers: [18], isSynthetic: isB }),
    })).querySelector(".banner strong")?.textContent;
  strictEqual(banner(true, false), "A is a synthetic demonstration, B is not.");
  strictEqual(banner(false, true), "B is a synthetic demonstration, A is not.");
  strictEqual(banner(true, true), "Synthetic demonstration.");
  strictEqual(banner(false, false), undefined);
});

Deno.test("renderComparison() calls two equal runs equal, whenever they ran, and no others", () => {
  const later = { ...a, run: { ...a.run, started: "2030-01-01T00:00:00.000Z", seconds: 1 } };
  const lead = (other: typeof a) =>
    page(renderComparison({ a, b: other })).querySelector(".lead")!.textContent;
  strictEqual(
    lead(later),
    "The two runs are equal: inputs, options and every number are the same in both.",
  );
  const [first, ...rest] = a.mlp;
  const changed = { ...a, mlp: [{ ...first!, delta_norm: first!.delta_norm + 1e-9 }, ...rest] };
  ok(lead(changed)?.startsWith("Both runs have layers"));
});

Deno.test("renderComparison() speaks of one shared layer, and of one vector of one run alone, in the singular", () => {
  const one = sampleResults({ layers: [18] });
  const decompositions = Object.fromEntries(
    Object.entries(one.decompositions).map(([layer, rows]) => {
      const [{ kind, name }] = rows as [typeof rows[number]];
      return [layer, rows.filter((row) => row.kind !== kind || row.name !== name)];
    }),
  );
  const text = page(renderComparison({ a, b: { ...one, decompositions } })).body.textContent!;
  match(text, /Both runs have layer 18\. /);
  match(text, /of the same kind and name; 1 is in A alone, 0 in B alone\./);
});

/** `a` with the angles, and lengths, of PC1 as `change` makes them. */
function withPc1(change: (layer: number) => Partial<MlpRow>): Results {
  const mlp = a.mlp.map((row) =>
    row.input_vector === "PC1" ? { ...row, ...change(row.layer) } : row
  );
  return { ...a, mlp };
}
const claimOf = (other: Results) =>
  page(renderComparison({ a, b: other })).querySelector(".claim")?.textContent;
const titleOf = (other: Results, id: string, first = a) =>
  page(renderComparison({ a: first, b: other })).getElementById(id)?.textContent;

Deno.test("renderComparison() opens with the layer at which the angles lie farthest apart, and with the peaks", () => {
  const turned = withPc1((layer) => ({ delta_angular: layer === 24 ? 0.5 : 0.005 }));
  strictEqual(
    claimOf({ ...turned, peaks: { ...a.peaks, angular: { layer: 24, delta_angular: 0.5 } } }),
    "The runs differ most at layer 24, where PC1 turns by 11.3° in A and 60° in B; A turns most at layer 18, B at layer 24.",
  );
  strictEqual(
    claimOf({ ...a, options: { ...a.options, seed: 7 } }),
    "PC1 turns alike in both runs at every shared layer; both turn most at layer 18.",
  );
  strictEqual(
    claimOf({ ...sampleResults({ layers: [19, 20] }) }),
    "The runs share no layer: A turns most at layer 18, B at layer 20.",
  );
  strictEqual(
    claimOf({ ...turned, peaks: { ...a.peaks, angular: null } })?.split("; ")[1],
    "A turns most at layer 18, B has no angular peak.",
  );
  strictEqual(claimOf({ ...a, run: { ...a.run, seconds: 1 } }), undefined);
});

Deno.test("renderComparison() claims in the titles which run is ahead at how many layers", () => {
  const other = withPc1((layer) => ({
    delta_angular: layer === 18 ? 0.5 : 0.0001,
    delta_norm: 2000 - layer,
  }));
  strictEqual(
    titleOf(other, "delta-angular"),
    "Figure 1. PC1 turns farther in A at 2 of 3 shared layers, most apart at layer 18: 23.8° and 60°",
  );
  ok(
    titleOf(other, "delta-norm")!.startsWith(
      "Figure 2. The output moves farther in B at all 3 shared layers, most apart at layer",
    ),
  );
});

Deno.test("renderComparison() tells apart only what it shows as different, counts no others, and calls a tie one", () => {
  // Of another seed, so that the runs are not equal in everything.
  const barely = withPc1((layer) => {
    const { delta_angular, delta_norm, base_output_norm } = rowAt(a.mlp, layer)!;
    return {
      delta_angular: delta_angular! * (1 + 1e-12),
      delta_norm: delta_norm * (1 + 1e-9),
      base_output_norm: base_output_norm * (1 + 1e-9),
    };
  });
  strictEqual(
    claimOf(barely),
    "PC1 turns alike in both runs at every shared layer; both turn most at layer 18.",
  );
  const titles = (other: Results) =>
    ["delta-angular", "delta-norm", "output-norms"].map((id) =>
      titleOf(other, id)!.replace(/^Figure \d\. /, "")
    );
  deepStrictEqual(titles(barely), [
    "PC1 turns alike in A and B at every shared layer",
    "The output moves as far in A as in B at every shared layer",
    "The base outputs are as long in A as in B at every shared layer",
  ]);
  const farther = withPc1((layer) => {
    const { delta_norm, base_output_norm } = rowAt(a.mlp, layer)!;
    const factor = layer === 17 ? 2 : layer === 18 ? 0.5 : 1 + 1e-12;
    return { delta_norm: delta_norm * factor, base_output_norm: base_output_norm * factor };
  });
  const [, moves, norms] = titles(farther);
  ok(
    moves!.startsWith(
      "The output moves farther in A at 1 and in B at 1 of 3 shared layers (alike to three digits at 1), most apart at layer",
    ),
    moves,
  );
  strictEqual(
    norms,
    "The base output is longer in A at 1 and in B at 1 of 3 shared layers (alike to three digits at 1)",
  );
});

Deno.test("renderComparison() measures moves by the base output where hidden sizes differ, and says so", () => {
  const base = { ...a.inputs.base, hidden_size: 192, layers: 26 };
  const other = { ...a, inputs: { ...a.inputs, base } };
  const shown = page(renderComparison({ a, b: other }));
  const figure = shown.getElementById("delta-norm")!.parentElement!;
  ok(
    figure.querySelector("figcaption")!.textContent!.includes(
      "differ in hidden size, 4608 and 192",
    ),
  );
  const drawn = a.mlp.find((row) => row.input_vector === "PC1" && row.layer === 17)!;
  const [first] = cells(figure.querySelector("table"));
  strictEqual(first![1], (drawn.delta_norm / drawn.base_output_norm).toFixed(5));
  const [row] = cells(shown.querySelector("#values ~ section table"));
  strictEqual(row![4], first![1]);
  ok(shown.getElementById("output-norms") === null);
  ok(shown.querySelector("main")!.textContent!.includes("layers, those of B 26: layers are set"));
  ok(
    [...shown.querySelectorAll("#values ~ section th")].some(({ textContent }) =>
      textContent === "|d| / |y base| A"
    ),
  );
});

Deno.test("renderComparison() draws both runs in one chart, and without outlier dimensions those that have any", () => {
  const names = (other: Results) => {
    const [chart] = page(renderComparison({ a, b: other })).querySelectorAll(
      "#delta-angular ~ figure svg",
    );
    return [...chart!.querySelectorAll("text")].map(({ textContent }) => textContent)
      .filter((text) => /^[AB]\b/.test(text)).sort();
  };
  deepStrictEqual(names(b), ["A", "A, no outliers", "B", "B, no outliers"]);
  deepStrictEqual(names({ ...b, evidence: null }), ["A", "B"]);
  deepStrictEqual(names(withoutAny(b)), ["A", "A, no outliers", "B"]);
});

/** The same where no layer has an outlier dimension. */
function withoutAny({ evidence, ...results }: Results): Results {
  const layers = evidence!.layers.map((row) => ({ ...row, outliers: [], has_outliers: false }));
  return { ...results, evidence: { ...evidence!, layers } };
}

Deno.test("renderComparison() speaks of outlier dimensions only where there are any", () => {
  const figure = (first: Results, second: Results) =>
    page(renderComparison({ a: first, b: second })).querySelector("#delta-angular ~ figure")!;
  const dashed = (first: Results, second: Results) =>
    /Dashed: [^.]*\./.exec(figure(first, second).parentElement!.textContent!)?.[0];
  const swapped = {
    ...a,
    inputs: { ...a.inputs, base: a.inputs.instruct, instruct: a.inputs.base },
  };
  strictEqual(dashed(a, swapped), "Dashed: without the outlier dimensions of each run.");
  strictEqual(
    dashed(a, withoutAny(swapped)),
    "Dashed: without the outlier dimensions of A; B has none.",
  );
  strictEqual(
    dashed(withoutAny(a), swapped),
    "Dashed: without the outlier dimensions of B; A has none.",
  );
  strictEqual(dashed(withoutAny(a), withoutAny(swapped)), undefined);
  const text = figure(withoutAny(a), withoutAny(swapped)).parentElement!.textContent!;
  ok(!/outlier/i.test(text), text);
});

Deno.test("renderComparison() gives each difference its sign, and none where a value is unknown", () => {
  const other = withPc1((layer) => ({
    delta_angular: layer === 17 ? null : layer === 18 ? 0.5 : 0.0001,
    pfw_persona: null,
  }));
  const table = page(renderComparison({ a, b: other })).querySelector("#values ~ section table")!;
  const heads = [...table.querySelectorAll("thead th")].map(({ textContent }) => textContent);
  deepStrictEqual(heads.slice(0, 4), ["layer", "angle A (°)", "angle B (°)", "angle, B − A (°)"]);
  ok(!heads.some((head) => head!.includes("p_fw")));
  const [unknown, farther, less] = cells(table).map((row) => row[3]!);
  strictEqual(unknown, "–");
  ok(farther!.startsWith("+36.") && less!.startsWith("−"), `${farther} ${less}`);
});

/** What is said to differ, where B is the same as A but for this. */
function differing(
  changes: {
    inputs?: Partial<Results["inputs"]["vectors"]>;
    options?: Partial<Results["options"]>;
  },
) {
  const other = {
    ...a,
    inputs: { ...a.inputs, vectors: { ...a.inputs.vectors, ...changes.inputs } },
    options: { ...a.options, ...changes.options },
  };
  return cells(page(renderComparison({ a, b: other })).querySelector("#runs ~ .table-box"));
}

Deno.test("renderComparison() names another way to read the vectors among what differs", () => {
  const { difference, role_key } = a.inputs.vectors;
  const traits_are = { is: "raw", why: "declared" } as const;
  deepStrictEqual(differing({ inputs: { difference: null, role_key: "pos_3", traits_are } }), [
    ["role key", role_key, "pos_3"],
    ["subtracted", difference, "nothing"],
    ["traits as stored", "–", "raw means"],
  ]);
  const known = { is: "raw", why: "as a default lies beside them" } as const;
  const first = {
    ...a,
    inputs: { ...a.inputs, vectors: { ...a.inputs.vectors, traits_are: known } },
  };
  const second = { ...a, inputs: { ...a.inputs, vectors: { ...a.inputs.vectors, traits_are } } };
  strictEqual(
    page(renderComparison({ a: first, b: second })).querySelector("#runs ~ .table-box"),
    null,
  );
});

Deno.test("renderComparison() names every option that its numbers hang on among what differs", () => {
  deepStrictEqual(
    differing({
      options: { outliers: 1, pca_scale: "standard", pc_space: "readout", input_row: "before" },
    }),
    [
      ["outlier dimensions", "8", "1"],
      ["space of components", "components", "readout"],
      ["scaling before the PCA", "mean", "standard"],
      ["row of µ", "same", "before"],
    ],
  );
});

Deno.test("renderComparison() folds what is the same in both runs", () => {
  const shown = page(renderComparison({ a, b: { ...a, options: { ...a.options, seed: 7 } } }));
  const [differing, same] = shown.querySelectorAll("#runs ~ .table-box, #runs ~ details table");
  deepStrictEqual(cells(differing!), [[
    "random directions",
    "32, each in both signs, from seed 42",
    "32, each in both signs, from seed 7",
  ]]);
  ok(cells(same!).some(([term]) => term === "base"));
  ok(shown.querySelector("#decompositions ~ p")!.textContent!.startsWith("Both runs have"));
});

Deno.test("renderComparison() shows both signs of B's PC1 where it is not that of A, and says why", () => {
  const shown = (pca: string) => {
    const other = page(renderComparison({ a, b: { ...a, options: { ...a.options, pca } } }));
    const table = other.querySelector("#decompositions ~ .table-box")!;
    const heads = [...table.querySelectorAll("thead th")].map(({ textContent }) => textContent);
    const said = [...other.querySelectorAll("#decompositions ~ p")].map((it) => it.textContent);
    return {
      hasOpposite: heads.includes("with −PC1 of B"),
      isSaid: said.some((text) => text!.startsWith("Each run has a PC1 of its own, with the sign")),
    };
  };
  deepStrictEqual(shown("another.npz"), { hasOpposite: true, isSaid: true });
  deepStrictEqual(shown(a.options.pca), { hasOpposite: false, isSaid: false });
});

Deno.test("renderComparison() says where no decompositions are compared", () => {
  const bare = { ...b, decompositions: {}, decomposition_info: {} };
  const said = (first: Results, second: Results) =>
    page(renderComparison({ a: first, b: second })).querySelector("#decompositions ~ p")
      ?.textContent;
  strictEqual(said(a, bare), "No decompositions are compared: B has not decomposed a layer.");
  strictEqual(
    said(bare, bare),
    "No decompositions are compared: neither run has decomposed a layer.",
  );
});

Deno.test("renderComparison() compares no vectors of other names, and correlates no fewer than three", () => {
  /** The decompositions of `a` with vectors of its own names from the given one on. */
  const renamed = (from: number): Results => ({
    ...a,
    decompositions: {
      ...a.decompositions,
      "18": a.decompositions["18"]!.filter((row) => row.input_vector === "PC1")
        .map((row, i) => i < from ? row : { ...row, name: `another ${i}` }),
    },
  });
  const only18: Results = { ...a, decomposition_info: { "18": a.decomposition_info["18"]! } };
  const shown = (from: number) => page(renderComparison({ a: only18, b: renamed(from) }));
  ok(
    shown(0).querySelector("#decompositions ~ p")!.textContent!
      .startsWith("The runs have no role or trait of the same kind and name"),
  );
  ok(shown(0).querySelector("#decompositions ~ .table-box") === null);
  const correlation = (from: number) =>
    cells(shown(from).querySelector("#decompositions ~ .table-box"))[0]!.slice(2, 4);
  deepStrictEqual(correlation(2), ["2", "–"]);
  deepStrictEqual(correlation(3), ["3", "1.0000"]);
  ok(shown(2).getElementById("agreement") === null);
});

Deno.test("renderComparison() writes what is on the page as Markdown, with links to files that are there", () => {
  const files = renderComparison({ a, b });
  const text = files.get("report.md")!;
  ok(text.includes(`**${page(files).querySelector(".claim")!.textContent}**`));
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, path]) => path!);
  ok(links.length >= 6);
  for (const path of links) ok(files.has(path), path);
  // The text does not name itself, the page names it; both name what was compared.
  const named = [...page(files).querySelectorAll("#data ~ ul a")].map((link) => link.textContent);
  const data = ["data/a/results.json", "data/b/results.json", "data/comparison.json"];
  deepStrictEqual(named, [...data, "report.md"]);
  ok(data.every((path) => links.includes(path)) && !links.includes("report.md"));
  ok(!/<(script|img)/.test(text));
  const { schema, a: ofA, decompositions } = JSON.parse(files.get("data/comparison.json")!);
  deepStrictEqual([schema, ofA], ["deltascope.comparison/1", "data/a/results.json"]);
  deepStrictEqual(
    decompositions.map((it: Record<string, unknown>) => [it.layer_a, it.layer_b, it.variant]),
    [[18, 18, "raw"], [18, 18, "specific"]],
  );
  for (const path of files.keys()) ok(isSitePath(path), path);
});

Deno.test("renderComparison() tells the runs apart at no layer where the larger change is within the noise of its run", () => {
  const other = withPc1((layer) => ({ delta_angular: layer === 18 ? 0.5 : 0.0001 }));
  const noisy = (within_noise: number[]) => ({ ...other, within_noise });
  const ofNone = "PC1 turns farther in A at 2 of 3 shared layers, most apart at layer 18";
  const title = (of: Results) => titleOf(of, "delta-angular")!.replace(/^Figure \d\. /, "");
  ok(title(noisy([])).startsWith(ofNone));
  // B turns less at layers 17 and 24: that it is within the noise there hides nothing.
  ok(title(noisy([17, 24])).startsWith(ofNone));
  const hidden = noisy([18]);
  ok(
    title(hidden).startsWith(
      "PC1 turns farther in A at 2 of 3 shared layers (within the noise at 1), most apart at layer 24",
    ),
    title(hidden),
  );
  ok(claimOf(hidden)!.endsWith("A turns most at layer 18, B at layer 18 (within the noise)."));
  const text = page(renderComparison({ a, b: hidden })).querySelector("main")!.textContent!;
  ok(text.includes("At layer 18 the change of B is within the noise: "));
  ok(titleOf(hidden, "agreement")!.endsWith("Cosines of the changes at layer 18"));
  const all = { ...a, within_noise: [17, 18, 24] };
  strictEqual(
    page(
      renderComparison({ a: all, b: { ...all, mlp: withPc1(() => ({ delta_angular: 0 })).mlp } }),
    )
      .querySelector(".claim")!.textContent!.split("; ")[0],
    "At no shared layer PC1 turns farther in one run by more than noise",
  );
});

Deno.test("renderComparison() sets the vectors that both runs were given side by side, by their names", () => {
  const given = (results: Results, names: readonly string[], delta_angular: number): Results => {
    const [pc1] = results.pcs;
    const of = (name: string) =>
      results.mlp.filter(({ input_vector }) => input_vector === "PC1")
        .map((row) => ({ ...row, input_vector: name, delta_angular, pfw_persona: 0.5 }));
    return {
      ...results,
      pcs: [...results.pcs, ...names.map((name) => ({ ...pc1!, name, variance_explained: null }))],
      mlp: [...results.mlp, ...names.flatMap(of)],
    };
  };
  const tables = (names: readonly string[]) => {
    const files = renderComparison({
      a: given(a, ["probe", "<i>"], 1 - Math.SQRT1_2),
      b: given(b, names, 0.5),
    });
    const section = page(files).querySelector("#given")?.parentElement ?? null;
    return { section, report: files.get("report.md")! };
  };
  const { section, report } = tables(["other", "probe", "<i>"]);
  // Layer 18 is the one that both have; 45 and 60 degrees.
  const rows = cells(section!.querySelector("table"));
  deepStrictEqual(rows.map((row) => row.slice(0, 5)), [
    ["probe", "18", "45.000", "60.000", "+15.00"],
    ["<i>", "18", "45.000", "60.000", "+15.00"],
  ]);
  ok(report.includes("## Vectors given to both") && report.includes("| probe | 18 |"), report);
  const none = tables(["other"]);
  deepStrictEqual([none.section, none.report.includes("given to both")], [null, false]);
});
