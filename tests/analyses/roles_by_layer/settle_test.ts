import {
  deepStrictEqual as deepEqual,
  ok,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { projectionsAlong } from "../../../src/analyses/roles_by_layer/view/projections_along.ts";
import { rolesByLayer } from "../../../src/analyses/roles_by_layer/settle.ts";
import { semanticVectors } from "../../../src/prepare/semantic_vectors.ts";

/** What `tests/oracle/layers.py` writes. */
interface Fixture {
  readonly layers: readonly {
    readonly layer: number;
    readonly default: readonly number[];
    readonly vectors: readonly { kind: "role" | "trait"; name: string; values: number[] }[];
    readonly differences: Readonly<Record<string, readonly number[]>>;
  }[];
  readonly vectors: readonly { kind: string; name: string }[];
  readonly expected: readonly (Readonly<Record<string, readonly Along[]>> | null)[];
}
interface Along {
  readonly projection: number | null;
  readonly cosine: number | null;
}

const FILE = new URL("../../testdata/layers/along_vectors.json", import.meta.url);
const fixture: Fixture = JSON.parse(await Deno.readTextFile(FILE));

/** The fixture's layers as they are measured, and its vectors as they are read. */
function measured(names: readonly string[], asked: number[] = []) {
  const layers = fixture.layers.map(({ layer, differences }) => ({
    layer,
    differences: new Map(
      Object.entries(differences).map(([name, d]) => [name, Float64Array.from(d)]),
    ),
  }));
  return rolesByLayer(layers, {
    names,
    vectorsAt: (layer) => {
      asked.push(layer);
      const at = fixture.layers.find((it) => it.layer === layer)!;
      const vectors = at.vectors.map((it) => ({ ...it, values: Float32Array.from(it.values) }));
      const raw = { layer, vectors, default: Float32Array.from(at.default) };
      return Promise.resolve(semanticVectors(raw, { isTraitRawMean: false }));
    },
  });
}

function assertClose(actual: number | null, expected: number | null, label: string) {
  if (expected === null || actual === null) return equal(actual, expected, label);
  // A digit more than is written would tell them apart.
  const half = 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(expected))) - 8);
  ok(Math.abs(actual - expected) <= half + 1e-12 * Math.abs(expected), `${label}: ${actual}`);
  equal(actual, Number(actual.toPrecision(9)), label);
}

/** The product of a cosine and a length of nine digits each. */
function assertProduct(actual: number | null, expected: number | null, label: string) {
  if (expected === null || actual === null) return equal(actual, expected, label);
  ok(Math.abs(actual - expected) <= 1e-8 * Math.abs(expected), `${label}: ${actual}`);
}

Deno.test("rolesByLayer() gives NumPy's cosines and projections of every layer, input and vector", async () => {
  const names = ["PC1", "PC2", "probe"];
  const { vectors, layers } = await measured(names);
  deepEqual(vectors, fixture.vectors);
  deepEqual(layers.map(({ layer }) => layer), [3, 4, 7, 9]);
  layers.forEach((at, l) => {
    const { layer, inputs } = at;
    const expected = fixture.expected[l]!;
    if (expected === null) return equal(inputs, null, `layer ${layer}`);
    deepEqual(inputs!.map(({ input_vector }) => input_vector), names);
    for (const input of inputs!) {
      const { input_vector, cosines } = input;
      const projections = projectionsAlong(at, input);
      vectors.forEach(({ kind, name }, v) => {
        const label = `layer ${layer}, ${input_vector}, ${kind} ${name}`;
        assertClose(cosines[v]!, expected[input_vector]![v]!.cosine, label);
        assertProduct(projections[v]!, expected[input_vector]![v]!.projection, label);
      });
    }
  });
});

Deno.test("rolesByLayer() knows no vector of no length, none that is not there, and no cosine of no change", async () => {
  const { vectors, layers } = await measured(["PC1", "PC2"]);
  const at = (layer: number, name: string) => {
    const v = vectors.findIndex((it) => it.name === name);
    const found = layers.find((it) => it.layer === layer)!;
    return found.inputs!.map((input) => [
      input.cosines[v] === null,
      projectionsAlong(found, input)[v] === null,
    ]);
  };
  deepEqual(at(4, "default_like"), [[true, true], [true, true]]);
  deepEqual(at(7, "calm"), [[true, true], [true, true]]);
  deepEqual(at(7, "Tax_Adviser"), [[false, false], [true, false]]);
});

Deno.test("rolesByLayer() asks for the vectors of each layer once, in order, and keeps the inputs that were run", async () => {
  const asked: number[] = [];
  const { layers } = await measured(["PC2"], asked);
  deepEqual(asked, [3, 4, 7, 9]);
  deepEqual(layers[0]!.inputs!.map(({ input_vector }) => input_vector), ["PC2"]);
  await rejects(measured(["PC9"]), /^Error: Cannot set PC9 against roles: it was not measured$/);
});
