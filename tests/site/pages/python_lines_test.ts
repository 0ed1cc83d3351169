import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { dirname } from "node:path";
import { parseHTML } from "linkedom";
import { safetensorsBytes } from "../../../src/sources/safetensors/safetensors_writer.ts";
import { drawsPath, PATHS, vectorsPath } from "../../../src/site/kit/paths.ts";
import type { RolesByLayer } from "../../../src/results.ts";
import { renderSite } from "../../../src/site/write/render_site.ts";
import { HOSTILE_NAMES, sampleResults } from "../sample_results.ts";
import { sampleFiles } from "../sample_site.ts";
import { withFolder } from "../../sources/temporary_folder.ts";
import { PYTHON } from "../../python_has.ts";

/** Runs a program in a folder; null where there is no such Python or no NumPy. */
function runPython(program: string, cwd: string): string | null {
  try {
    const { code, stdout, stderr } = new Deno.Command(PYTHON, { args: ["-c", program], cwd })
      .outputSync();
    const errors = new TextDecoder().decode(stderr);
    if (/No module named .numpy/.test(errors)) return null;
    strictEqual(code, 0, errors);
    return new TextDecoder().decode(stdout);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function f32(name: string, values: readonly number[]) {
  const chunks = [new Uint8Array(Float32Array.from(values).buffer)];
  return { name, dtype: "F32", shape: [values.length], chunks };
}

const bf16 = {
  dtype: "BF16",
  shape: [2, 2],
  chunks: [new Uint8Array([128, 63, 0, 192, 0, 63, 0, 0])],
};

/** By hand: cosines with x are 0.8, 0, 1 and -0.6, of mean 0.3 and sd 0.7393691004; two of the three draws lie at least as far out. */
const attachments = new Map([
  [PATHS.directions, safetensorsBytes([{ name: "pcs", ...bf16 }])],
  [
    vectorsPath(18),
    safetensorsBytes([f32("x.PC1", [2, 0]), f32("difference.PC1", [4, 3])], {
      metadata: { layer: "18" },
    }),
  ],
  [
    drawsPath(18),
    safetensorsBytes([
      f32("difference.persona.0", [0, 1]),
      f32("difference.persona.1", [5, 0]),
      f32("difference.persona.2", [-3, 4]),
    ]),
  ],
]);

/** What the appended lines print of all that the page's own lines loaded. */
const TELL = `
nulled = lambda values: np.where(np.isnan(values), None, values.astype(float)).tolist()
print(json.dumps({
  "columns": {name: list(table) for name, table in tables.items()},
  "rows": {name: [len(column) for column in table.values()] for name, table in tables.items()},
  "names": tables["layer-18"]["name"].tolist(),
  "projection": tables["layer-18"]["projection"].tolist(),
  "omp": tables["layer-18"]["omp_step"].dtype.kind,
  "files": {stem: {name: values.tolist() for name, values in tensors.items()} for stem, (_, tensors) in files.items()},
  "about": files["vectors-layer-18"][0],
  "roles": {"layers": layers, "inputs": inputs, "names": names, "cosines": nulled(roles_cosine), "projections": nulled(roles_projection)},
  "strongest": strongest,
  "schema": results["schema"],
}))`;

/** Names, and every number to float32, as the lines read them out of the tensors. */
function assertRoles(
  read: Record<"layers" | "inputs" | "names", unknown> & Record<"cosines" | "projections", Read>,
  { vectors, layers }: RolesByLayer,
) {
  deepStrictEqual(read.layers, layers.map(({ layer }) => layer));
  deepStrictEqual(read.inputs, layers[0]!.inputs!.map(({ input_vector }) => input_vector));
  deepStrictEqual(read.names, vectors.map(({ kind, name }) => ({ kind, name })));
  let nUnknown = 0;
  for (const key of ["cosines", "projections"] as const) {
    const rounded = layers.map(({ lengths, inputs }) =>
      inputs!.map(({ length, cosines }) =>
        cosines.map((cosine, v) =>
          cosine === null
            ? null
            : Math.fround(key === "cosines" ? cosine : cosine * length * lengths[v]!)
        )
      )
    );
    deepStrictEqual(read[key], rounded);
    nUnknown += rounded.flat(2).filter((value) => value === null).length;
  }
  ok(nUnknown > 0);
}

/** The name of largest |cosine| of PC1 at each layer. */
function assertStrongest(read: Record<string, string>, { vectors, layers }: RolesByLayer) {
  deepStrictEqual(Object.keys(read), layers.map(({ layer }) => String(layer)));
  for (const { layer, inputs } of layers) {
    const sizes = inputs![0]!.cosines.map((cosine) => Math.abs(cosine ?? 0));
    strictEqual(read[layer], vectors[sizes.indexOf(Math.max(...sizes))]!.name);
  }
}

type Read = (number | null)[][][];

Deno.test("the Python lines of the data page load every CSV and file of the site, and test a cosine", async (t) => {
  const results = sampleResults({ layers: [17, 18], names: HOSTILE_NAMES });
  const site = renderSite(results, attachments);
  const { document } = parseHTML(String(site.get("data.html")));
  const lines = document.querySelector("#python ~ pre code")!.textContent!;
  deepStrictEqual([...lines.matchAll(/^import (.*)|^from (\w+) import/gm)].map(([line]) => line), [
    ...["import csv, json", "from pathlib import", "import numpy as np"],
  ]);
  await withFolder({}, async (folder) => {
    for (const [path, content] of site) {
      await Deno.mkdir(dirname(`${folder}/${path}`), { recursive: true });
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(`${folder}/${path}`, bytes);
    }
    const printed = runPython(lines + TELL, folder);
    await t.step({
      name: `with ${PYTHON} and NumPy`,
      ignore: printed === null,
      fn: () => {
        const [test, told] = printed!.trimEnd().split("\n");
        const [cosine, z, p] = test!.split(" ").map(Number);
        ok(Math.abs(cosine! - 0.8) < 1e-12 && Math.abs(z! - 0.5 / 0.7393691004) < 1e-9, test);
        strictEqual(p, 0.75);
        const loaded = JSON.parse(told!);
        const csv = [...site.keys()].filter((path) => /^data\/.*\.csv$/.test(path));
        strictEqual(Object.keys(loaded.columns).length, csv.length);
        for (const path of csv) {
          const name = path.slice("data/".length, -".csv".length);
          const [header, ...rows] = String(site.get(path)).trimEnd().split("\n");
          deepStrictEqual(loaded.columns[name], header!.split(","), path);
          // A name may hold a line break.
          if (!/layer-|-layer|sweep/.test(name)) {
            strictEqual(loaded.rows[name][0], rows.length, path);
          }
        }
        const own = results.decompositions[18]!;
        deepStrictEqual(loaded.projection, own.map((row) => row.projection));
        deepStrictEqual(
          loaded.names,
          own.map(({ name }) => /^[=+\-@\t\r]/.test(name) ? `'${name}` : name),
        );
        strictEqual(loaded.omp, "f");
        assertRoles(loaded.roles, results.roles_by_layer!);
        assertStrongest(loaded.strongest, results.roles_by_layer!);
        delete loaded.files["roles-by-layer"];
        deepStrictEqual(loaded.files, {
          "directions": { pcs: [[1, -2], [0.5, 0]] },
          "vectors-layer-18": { "x.PC1": [2, 0], "difference.PC1": [4, 3] },
          "draws-layer-18": {
            "difference.persona.0": [0, 1],
            "difference.persona.1": [5, 0],
            "difference.persona.2": [-3, 4],
          },
        });
        deepStrictEqual(loaded.about, { layer: "18" });
        strictEqual(loaded.schema, results.schema);
      },
    });
    if (printed === null) {
      Deno.stderr.writeSync(
        new TextEncoder().encode(`Left out: ${PYTHON} with NumPy is not here to run the lines\n`),
      );
    }
  });
});

Deno.test("the data page has the readers alone where there is nothing to test with", () => {
  const text = String(sampleFiles({ layers: [18] }).get("data.html"));
  ok(text.includes("def read_safetensors(path):") && !text.includes("draws-layer"));
});

Deno.test("the data page names draws by their first and last", () => {
  const text = String(renderSite(sampleResults({ layers: [18] }), attachments).get("data.html"));
  ok(text.includes("<code>difference.persona.0 to difference.persona.2</code>"));
  ok(text.includes("F32 [2], 3 of them"));
});
