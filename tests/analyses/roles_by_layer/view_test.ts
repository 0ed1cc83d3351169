import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { parseHTML } from "linkedom";
import { tensors } from "../../../src/analyses/roles_by_layer/view.ts";
import { attachedHeader } from "../../../src/site/kit/attached.ts";
import { rolePath } from "../../../src/site/kit/paths.ts";
import { navigation } from "../../../src/site/kit/page.ts";
import { pageFiles, pageMakers } from "../../../src/site/write/render_site.ts";
import { searchIndex } from "../../../src/site/write/search_index.ts";
import type { Results } from "../../../src/results.ts";
import { samplePages, siteTexts, textOf } from "../../site/html.ts";
import { sampleResults, THREE_LAYERS } from "../../site/sample_results.ts";
import { sampleSingleFile } from "../../site/single_files.ts";

const layers = THREE_LAYERS;
const OPTIONS = { layers, rolesByLayer: "all" } as const;

function documentOf(results: Results, path: string): Document {
  return parseHTML(siteTexts(results).get(path)!).document as Document;
}

/** Names and kinds of the rows of the map. */
function shownRows(page: Document): string[] {
  return Array.from(
    page.querySelectorAll(".heat-map tbody tr"),
    (row) => [...row.children].slice(0, 2).map(textOf).join(" "),
  );
}

/** Cosines of PC1 by vector at each layer, out of the results. */
function cosinesOf({ roles_by_layer }: Results) {
  const { vectors, layers } = roles_by_layer!;
  return vectors.map(({ kind, name }, v) => ({
    label: `${name} ${kind}`,
    kind,
    name,
    values: layers.map(({ inputs }) => inputs![0]!.cosines[v]!),
  }));
}

/** The one file, read again: its metadata, and its tensors as numbers. */
function tensorsOf(results: Results) {
  const [file] = tensors(results);
  equal(file!.path, "data/roles-by-layer.safetensors");
  const bytes = file!.bytes();
  const header = attachedHeader(file!.path, bytes);
  const values = [...header.tensors.values()].map(({ name, dtype, shape, ...at }) => {
    equal(shape.length, 3);
    const own = bytes.slice(at.offsetBytes, at.offsetBytes + at.sizeBytes);
    return [name, dtype === "U8" ? own : new Float32Array(own.buffer)] as const;
  });
  return { metadata: header.metadata, values: Object.fromEntries(values) };
}

const size = (value: number | null | undefined) => Math.abs(value ?? -0);

Deno.test("rolesPage() has the strongest at the layer of the verdict first, and a row for each vector", () => {
  const results = sampleResults(OPTIONS);
  equal(results.evidence!.verdict!.layer, 18);
  const expected = cosinesOf(results).toSorted((a, b) => size(b.values[1]) - size(a.values[1]));
  const page = documentOf(results, "roles.html");
  deepEqual(shownRows(page), expected.map(({ label }) => label));
  const [first] = expected;
  const lead = textOf(page.querySelector(".lead"));
  ok(lead.includes(`the ${first!.kind} ${first!.name}: cosine`), lead);
  ok(lead.includes(first!.values[1]! > 0 ? "most toward" : "most away from"), lead);
});

Deno.test("rolesPage() has the largest at any layer first where there is no verdict", () => {
  const results = sampleResults({ ...OPTIONS, hasBaseline: false });
  equal(results.evidence, null);
  const largest = (values: readonly (number | null)[]) => Math.max(...values.map(size));
  const expected = cosinesOf(results).toSorted((a, b) => largest(b.values) - largest(a.values));
  const page = documentOf(results, "roles.html");
  deepEqual(shownRows(page).slice(0, 20), expected.slice(0, 20).map(({ label }) => label));
  deepEqual([...page.querySelectorAll(".heat-map .noted")], []);
});

Deno.test("rolesPage() gives each row its numbers to three digits, its strongest layer, and the way to its page", () => {
  const results = sampleResults(OPTIONS);
  const known = new Map(cosinesOf(results).map((it) => [it.label, it]));
  const page = documentOf(results, "roles.html");
  for (const row of page.querySelectorAll(".heat-map tbody tr")) {
    const [name, kind, slices, noted, strongest, layer] = [...row.children];
    const { values, ...vector } = known.get(`${textOf(name!)} ${textOf(kind!)}`)!;
    equal(name!.querySelector("a")!.getAttribute("href"), rolePath(vector));
    const best = values.reduce<number>((at, it, i) => size(it) > size(values[at]) ? i : at, 0);
    equal(textOf(layer!), String(layers[best]));
    equal(Number(textOf(strongest!).replace("−", "-")), Number(values[best]!.toFixed(3)));
    equal(Number(textOf(noted!).replace("−", "-")), Number(values[1]!.toFixed(3)));
    deepEqual(
      slices!.getAttribute("data-v")!.split(",").map((it) => it === "" ? null : Number(it)),
      values.map((value) => value === null ? null : Number(value.toPrecision(3)) + 0),
    );
  }
});

Deno.test("rolesPage() claims nothing of layers within rounding noise, nor where nothing changes", () => {
  const noisy = sampleResults(OPTIONS);
  noisy.within_noise = [18];
  const text = textOf(documentOf(noisy, "roles.html").querySelector("main"));
  ok(!text.includes("which the verdict is about"));
  match(text, /The change of PC1 points most (toward|away from) the .+ at layer (17|24):/);
  const untold =
    "No conclusion is drawn at layer 18: the change of PC1 there is not clear of the noise.";
  const anyRole = rolePath(noisy.roles_by_layer!.vectors[0]!);
  for (const path of ["roles.html", anyRole]) {
    const mainOf = (results: Results) => textOf(documentOf(results, path).querySelector("main"));
    deepEqual([noisy, sampleResults(OPTIONS)].map((it) => mainOf(it).includes(untold)), [
      true,
      false,
    ]);
  }
  noisy.within_noise = [...layers];
  for (const results of [noisy, sampleResults({ ...OPTIONS, isSelf: true })]) {
    const page = documentOf(results, "roles.html");
    ok(textOf(page.querySelector("main")).includes("Where the changes point cannot be told"));
    const [role] = results.roles_by_layer!.vectors;
    ok(!/points most/.test(textOf(documentOf(results, rolePath(role!)).querySelector("main"))));
  }
});

Deno.test("rolesPage() sends to p-values where decomposed layers have any", () => {
  const told = (results: Results) =>
    textOf(documentOf(results, "roles.html").querySelector("main details")).includes("p-values");
  const none = sampleResults(OPTIONS);
  for (const row of Object.values(none.decompositions).flat()) row.cosine_pfw = null;
  deepEqual([sampleResults(OPTIONS), none].map(told), [true, false]);
});

Deno.test("rolesPage() says so where a layer has no vectors, and where there are none at all", () => {
  const some = sampleResults(OPTIONS);
  some.roles_by_layer!.layers[0]!.inputs = null;
  const text = textOf(documentOf(some, "roles.html").querySelector("main"));
  ok(text.includes("No vectors are known of layer 17."), text);
  const none = sampleResults(OPTIONS);
  none.roles_by_layer = {
    vectors: [],
    layers: [{ layer: 18, vector_layer: 18, lengths: [], inputs: null }],
  };
  const page = documentOf(none, "roles.html");
  ok(textOf(page.querySelector(".lead")).includes("No role or trait has a vector"));
  ok(page.querySelector("table") === null);
  equal(tensorsOf(none).values.cosine!.length, 0);
});

Deno.test("earlier runs have no page of roles, nor an entry in the navigation", () => {
  const results = sampleResults({ ...OPTIONS, rolesByLayer: "none" });
  equal(results.roles_by_layer, null);
  deepEqual(pageMakers(results, new Map()).filter(({ path }) => /^roles/.test(path)), []);
  deepEqual([navigation(results).filter(({ path }) => /^roles/.test(path)), tensors(results)], [
    [],
    [],
  ]);
});

Deno.test("rolePage() has the whole name of an input in the legend, and its beginning in heads", () => {
  const results = sampleResults(OPTIONS);
  const name = "w".repeat(150);
  for (const { inputs } of results.roles_by_layer!.layers) inputs!.at(-1)!.input_vector = name;
  const page = documentOf(results, "roles/role-poet.html");
  equal(textOf([...page.querySelectorAll(".traces li")].at(-1)!), name);
  deepEqual([...page.querySelectorAll(".lean-numbers thead th")].slice(-2).map(textOf), [
    `${"w".repeat(23)}… cos`,
    `${"w".repeat(23)}… d · s`,
  ]);
});

Deno.test("rolePage() has both numbers of every layer and component, its rank, p_fw, angle and neurons", () => {
  const results = sampleResults(OPTIONS);
  const { vectors, layers: byLayer } = results.roles_by_layer!;
  const v = vectors.findIndex(({ kind, name }) => kind === "role" && name === "pirate");
  const along = Object.values(results.causes!.neurons).flatMap(({ rows }) =>
    rows.flatMap(({ nearest }) =>
      nearest.filter(({ kind, name }) => kind === "role" && name === "pirate")
    )
  );
  // All are far above chance in the sample: but for one.
  Object.assign(along[0]!, { cosine: 0.001 });
  const page = documentOf(results, "roles/role-pirate.html");
  const rows = [...page.querySelectorAll(".lean-numbers tbody tr")];
  equal(rows.length, layers.length);
  rows.forEach((row, l) => {
    const [layer, ...numbers] = [...row.children].map(textOf);
    equal(layer, String(layers[l]));
    const exact = byLayer[l]!.inputs!.flatMap((it) => [
      it.cosines[v]!,
      it.cosines[v]! * it.length * byLayer[l]!.lengths[v]!,
    ]);
    equal(numbers.length, exact.length);
    numbers.forEach((text, i) => {
      const [, decimals = ""] = text.split(".");
      // Cosines have three decimals, projections three digits of their column's largest.
      ok(i % 2 === 0 ? decimals.length === 3 : decimals.length <= 1, text);
      equal(text.replace("−", "-"), exact[i]!.toFixed(decimals.length));
    });
  });
  const pc1 = results.decompositions["18"]!.filter((row) => row.input_vector === "PC1");
  const rank = pc1.findIndex((row) => row.kind === "role" && row.name === "pirate");
  const facts = textOf(page.querySelector(".facts"));
  ok(facts.includes(`rank ${rank + 1} of ${pc1.length} by |d · s|`), facts);
  ok(facts.includes(`p_fw of the cosine ${Number(pc1[rank]!.cosine_pfw!.toPrecision(3))}`), facts);
  const swept = results.sweep!.rows.find((row) => row.kind === "role" && row.name === "pirate")!;
  ok(facts.includes(`rank ${swept.delta_angular_rank} of ${results.sweep!.rows.length}`), facts);
  const lead = textOf(page.querySelector(".lead"));
  const [, at, chance] = /at layer (\d+): cosine [^ ,]+(.*)\.$/.exec(lead)!;
  const pfw = results.decompositions[at!]!.find((row) =>
    row.input_vector === "PC1" && row.kind === "role" && row.name === "pirate"
  )!.cosine_pfw!;
  equal(chance, ` (p_fw = ${Number(pfw.toPrecision(3))} against random role mixtures)`);
  const links = Array.from(page.querySelectorAll("main a"), (a) => a.getAttribute("href"));
  for (const id of ["../decompositions/layer-18.html#role-pirate", "../sweep.html#role-pirate"]) {
    ok(links.includes(id), id);
  }
  const near = Object.values(results.causes!.neurons).flatMap(({ layer, rows }) =>
    rows.filter(({ nearest }) =>
      nearest.some(({ kind, name }) => kind === "role" && name === "pirate")
    ).map(({ neuron }) => `../neurons/layer-${layer}.html#neuron-${neuron}`)
  );
  ok(near.length > 0);
  // The chance that the page tells, against every neuron of which the role is among the nearest, listed or not.
  const told = /above ([\d.]+) with it at most one time in twenty; (\w+) of these neurons ha(s|ve)/
    .exec(textOf(page.querySelector("#neurons")!.parentElement!))!;
  const nAbove = along.filter(({ cosine }) => Math.abs(cosine) > Number(told[1])).length;
  ok(nAbove > 1 && nAbove < along.length);
  equal(told[2], String(nAbove));
  deepEqual(
    links.filter((href) => href!.startsWith("../neurons/")).sort(),
    near.sort().slice(0, 12),
  );
});

Deno.test("role pages follow one another in the order of the map", () => {
  const results = sampleResults({ layers });
  const texts = siteTexts(results);
  const paths = pageMakers(results, new Map()).map(({ path }) => path)
    .filter((path) => path.startsWith("roles/"));
  const rows = [...documentOf(results, "roles.html").querySelectorAll(".heat-map tbody a")];
  deepEqual(rows.map((link) => link.getAttribute("href")), paths);
  paths.forEach((path, i) => {
    const page = parseHTML(texts.get(path)!).document;
    const to = (rel: string) =>
      page.querySelector(`.steps [rel=${rel}]`)?.getAttribute("href")?.replace("../", "");
    deepEqual([to("prev"), to("next")], [paths[i - 1], paths[i + 1]]);
  });
});

Deno.test("pages of roles stay light at 46 layers and 515 vectors, and have no files beside them", () => {
  const names = Array.from({ length: 258 }, (_, i) => `role_name_${i}`);
  const results = sampleResults({
    layers: Array.from({ length: 46 }, (_, layer) => layer),
    rolesByLayer: "all",
    names,
  });
  equal(results.roles_by_layer!.vectors.length, 516);
  const makers = pageMakers(results, new Map()).filter(({ path }) => path.startsWith("roles"));
  equal(makers.length, 517);
  makers.forEach(({ path, make }, i) => {
    const made = pageFiles(results, make());
    deepEqual([...made.keys()], [path]);
    const nBytes = new TextEncoder().encode(made.get(path)).byteLength;
    ok(nBytes <= (i === 0 ? 400_000 : 15_000), `${path}: ${nBytes}`);
  });
});

Deno.test("a role's own page is where search leads first", () => {
  const results = sampleResults(OPTIONS);
  const made = pageMakers(results, new Map()).map(({ make }) => make());
  const { pages, entries } = searchIndex(made);
  const [poet, ...others] = entries.filter(({ label, kind }) =>
    label === "poet" && kind === "role"
  );
  deepEqual(others, []);
  const [page, id] = poet!.places[0]!;
  deepEqual([pages[page]![0], id], ["roles/role-poet.html", "role-poet"]);
  ok(poet!.places.length > 1);
  deepEqual(entries.filter(({ label, kind }) => kind === "page" && label === "Role poet"), []);
});

Deno.test("the one file has the map and leaves the pages of roles out, their names as plain text", () => {
  const { document } = parseHTML(sampleSingleFile({ layers }));
  const map = document.getElementById("roles")!;
  const rows = [...map.querySelectorAll(".heat-map tbody tr")];
  equal(rows.length, sampleResults({ layers }).roles_by_layer!.vectors.length);
  equal(textOf(rows[0]!.querySelector("th")), "provincial");
  ok(rows[0]!.querySelector("a") === null);
  ok(!map.innerHTML.includes("roles/role-"));
  ok(document.getElementById("roles-role-poet") === null);
});

Deno.test("report.md and llms.txt name the map, and no page of a role", () => {
  const texts = siteTexts(sampleResults(OPTIONS));
  for (const path of ["report.md", "llms.txt"]) {
    const lines = texts.get(path)!.split("\n").filter((line) => /roles\.html|roles\//.test(line));
    equal(lines.length, 1, path);
    match(lines[0]!, /roles\.html/);
  }
});

Deno.test("tensors() tells every number of the results, and which are known", () => {
  const results = sampleResults(OPTIONS);
  const { vectors, layers: byLayer } = results.roles_by_layer!;
  byLayer[2]!.inputs = null;
  const { metadata } = tensorsOf(results);
  deepEqual(JSON.parse(metadata.get("layers")!), layers);
  deepEqual(JSON.parse(metadata.get("inputs")!), ["PC1", "PC2", "PC3"]);
  deepEqual(JSON.parse(metadata.get("vectors")!), vectors);
  byLayer[1]!.inputs![1]!.cosines[2] = null;
  const { cosine, projection, cosine_known, projection_known } = tensorsOf(results).values;
  byLayer.forEach(({ lengths, inputs }, l) => {
    for (let i = 0; i < 3; i++) {
      vectors.forEach((_, v) => {
        const at = (l * 3 + i) * vectors.length + v;
        for (
          const [read, known, of] of [
            [cosine, cosine_known, 1],
            [projection, projection_known, (inputs?.[i]?.length ?? 0) * (lengths[v] ?? 0)],
          ] as const
        ) {
          const number = inputs?.[i]?.cosines[v] ?? null;
          const value = number === null ? null : number * of;
          deepEqual([read![at], known![at]], value === null ? [0, 0] : [Math.fround(value), 1]);
        }
      });
    }
  });
});

Deno.test("the methods page says how roles by layers are made, and as their own page does of which layer the vectors are", () => {
  const text = (results: Results) =>
    textOf(documentOf(results, "methods.html").querySelector("main"));
  const results = sampleResults(OPTIONS);
  ok(text(results).includes("with s of the same layer"));
  results.options.vector_layer = 22;
  ok(text(results).includes("with s of layer 22"));
  const reading = () => textOf(documentOf(results, "roles.html").querySelector("main"));
  ok(reading().includes("the change d of PC1 and the vector of layer 22, blue"));
  results.options.vector_layer = "probed";
  ok(reading().includes("the change d of PC1 and the vector of that layer, blue"));
  ok(samplePages({ layers }).get("data.html") !== undefined);
});
