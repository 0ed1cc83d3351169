/** What is said of `.pt` files that are nearly vectors; `tests/oracle/vector_advice.py` runs the lines in Python. */

import assert from "node:assert/strict";
import { encodeTorchFile, type TorchValue } from "../../../src/demonstration/torch_writer.ts";
import { storedZip } from "../../../src/demonstration/zip_writer.ts";
import { openFiles } from "./vector_fixtures.ts";

const tensor = (...shape: number[]): TorchValue => ({
  is: "tensor",
  shape,
  values: new Float32Array(shape.reduce((n, it) => n * it, 1)).fill(1),
});
const dict = (entries: Record<string, TorchValue>) => new Map(Object.entries(entries));
const vectors = dict({ bard: tensor(4, 6), poet: tensor(4, 6) });

const array = (...shape: number[]): TorchValue => ({
  is: "ndarray",
  shape,
  values: new Float64Array(shape.reduce((n, it) => n * it, 1)).fill(1),
});
const ways = dict({ pos_all: tensor(4, 6), pos_3: tensor(4, 6) });
const several = (expression: string) =>
  `where it is several vectors, give their names too: torch.save({"names": [...], "vectors": ${expression}}, FILE)`;

const NUMBERS_ADVICE = "; if these are names, call them so that they do not end in a number";
const CASES: readonly (readonly [what: string, value: TorchValue, advice: string])[] = [
  [
    "lists by name",
    dict({ bard: [tensor(6), tensor(6)], poet: [tensor(6), tensor(6)] }),
    "save its layers as one tensor: torch.save({name: torch.stack(v) for name, v in vectors.items()}, FILE)",
  ],
  [
    "numbers by name",
    dict({ bard: [1, 2], poet: [3, 4] }),
    "save it as a tensor: torch.save({name: torch.tensor(v).float() for name, v in vectors.items()}, FILE)",
  ],
  [
    "layers by name",
    dict({ bard: dict({ layer_0: tensor(6), layer_1: tensor(6) }) }),
    "save its layers as one tensor, in their order: " +
    "torch.save({name: torch.stack([v[k] for k in KEYS]) for name, v in vectors.items()}, FILE)",
  ],
  [
    "names by layer",
    dict({ layer_0: dict({ bard: tensor(6) }), layer_1: dict({ bard: tensor(6) }) }),
    "save the layers of each vector as one tensor, in their order: " +
    "torch.save({name: torch.stack([v[k][name] for k in KEYS]) for name in NAMES}, FILE)",
  ],
  [
    "names and layers in one key",
    dict({ bard_0: tensor(6), bard_1: tensor(6), poet_0: tensor(6), poet_1: tensor(6) }),
    "save the layers of each vector as one tensor, in their order: " +
    "torch.save({name: torch.stack([v[k] for k in KEYS[name]]) for name in NAMES}, FILE), or where the numbers are seeds " +
    "or the like, the mean of each: " +
    `torch.save({name: torch.stack([v[k] for k in KEYS[name]]).mean(0) for name in NAMES}, FILE)${NUMBERS_ADVICE}`,
  ],
  [
    "the layers of one vector",
    dict({ layer_0: tensor(6), layer_1: tensor(6) }),
    `save its layers as one tensor, in their order: torch.save(torch.stack([v[k] for k in KEYS]), FILE)${NUMBERS_ADVICE}`,
  ],
  [
    "dicts of vectors",
    dict({ mean: vectors, std: vectors }),
    'save one of the dicts in it alone: torch.save(v["mean"], FILE)',
  ],
  [
    "roles and traits in a dict each",
    dict({ roles: vectors, trait_vectors: vectors, default: tensor(4, 6) }),
    "save them in one dict, under names that say what they are: torch.save(" +
    '{**{"role." + k: x for k, x in v["roles"].items()}, **{"trait." + k: x for k, x in v["trait_vectors"].items()}, ' +
    '"default": v["default"]}, FILE)',
  ],
  [
    "vectors and a list",
    dict({ bard: tensor(4, 6), poet: tensor(4, 6), layers: [1, 2] }),
    'save it without what is no vector: torch.save({k: x for k, x in v.items() if k not in ["layers"]}, FILE)',
  ],
  [
    "a stack under other keys",
    dict({ X: tensor(2, 4, 6), roles: ["bard", "poet"] }),
    'save the two under these keys: torch.save({"roles": v["roles"], "vectors": v["X"]}, FILE)',
  ],
  [
    "a stack of layers first",
    dict({ vectors: tensor(4, 2, 6), roles: ["bard", "poet"] }),
    "found F32 [4, 2, 6]; save the two under these keys: " +
    'torch.save({"roles": v["roles"], "vectors": v["vectors"].transpose(0, 1)}, FILE)',
  ],
  ["a list of vectors of all layers", [tensor(4, 6), tensor(4, 6)], several("torch.stack(v)")],
  [
    "a list of arrays of all layers",
    [array(4, 6), array(4, 6)],
    several("torch.stack([torch.from_numpy(it) for it in v])"),
  ],
  ["an array of several vectors", array(2, 4, 6), several("torch.from_numpy(v)")],
  [
    "a list of layers with an axis of length 1",
    [tensor(1, 6), tensor(1, 6)],
    "save its layers as one tensor: torch.save(torch.stack(v).squeeze(), FILE)",
  ],
  [
    "hidden_states",
    [tensor(1, 3, 6), tensor(1, 3, 6)],
    "where it is hidden_states, save the mean over tokens: " +
    "torch.save(torch.stack([h[0].mean(0) for h in v]), FILE)",
  ],
  [
    "a list of floats",
    [0.5, 1.5],
    "save it as a tensor: torch.save(torch.tensor(v).float(), FILE)",
  ],
  [
    "a list of vectors of two lengths",
    [tensor(6), tensor(5)],
    "the folder that holds roles_240, role_vectors or vectors",
  ],
  [
    "layers of arrays by name",
    dict({ bard: dict({ layer_0: array(6), layer_1: array(6) }) }),
    "save its layers as one tensor, in their order: " +
    "torch.save({name: torch.stack([torch.from_numpy(v[k]) for k in KEYS]) for name, v in vectors.items()}, FILE)",
  ],
  [
    "arrays by layer and name",
    dict({ layer_0: dict({ bard: array(6) }), layer_1: dict({ bard: array(6) }) }),
    "save the layers of each vector as one tensor, in their order: " +
    "torch.save({name: torch.stack([torch.from_numpy(v[k][name]) for k in KEYS]) for name in NAMES}, FILE)",
  ],
  [
    "layers of several vectors",
    dict({ layer_0: tensor(2, 6), layer_1: tensor(2, 6) }),
    `${several("torch.stack([v[k] for k in KEYS], 1)")}${NUMBERS_ADVICE}`,
  ],
  [
    "names and seeds in one key",
    dict({
      bard_0: tensor(4, 6),
      bard_1: tensor(4, 6),
      poet_0: tensor(4, 6),
      poet_1: tensor(4, 6),
    }),
    "where the numbers are seeds or the like, save the mean of each: " +
    `torch.save({name: torch.stack([v[k] for k in KEYS[name]]).mean(0) for name in NAMES}, FILE)${NUMBERS_ADVICE}`,
  ],
  [
    "ways of averaging by name",
    dict({ bard: ways, poet: ways }),
    'save one way of averaging alone: torch.save({name: v["pos_all"] for name, v in vectors.items()}, FILE)',
  ],
  [
    "an array of numpy in a stack",
    dict({ names: ["bard", "poet"], vectors: array(2, 4, 6) }),
    'save the two under these keys: torch.save({"names": v["names"], "vectors": torch.from_numpy(v["vectors"])}, FILE)',
  ],
  [
    "names and vectors of one layer under other keys",
    dict({ X: tensor(2, 6), who: ["bard", "poet"] }),
    'save each under its name: torch.save(dict(zip(v["who"], v["X"])), FILE)',
  ],
];

for (const [what, value, advice] of CASES) {
  Deno.test(`a .pt file of ${what} is refused with the line that saves it so that it is read`, async () => {
    await assert.rejects(
      openFiles([["a.pt", encodeTorchFile(value)]]),
      ({ message }: Error) => {
        assert.ok(message.endsWith(advice), message);
        return true;
      },
    );
  });
}

Deno.test("a .pt file whose names share one dict of many layers is refused as soon as one in which each has its own", async () => {
  const text = (name: string) => `\x8c${String.fromCharCode(name.length)}${name}`;
  const number = (n: number) => `J${String.fromCharCode(n & 255, n >> 8, 0, 0)}`;
  const repeat = (n: number, item: (i: number) => string) =>
    Array.from({ length: n }, (_, i) => item(i)).join("");
  const shared = `}q\x01(${repeat(20_000, (i) => `${number(i)}N`)}u`;
  const pickle = `\x80\x02}(${text("first")}${shared}${
    repeat(40_000, (i) => `${text(`n${i}x`)}h\x01`)
  }u.`;
  const bytes = storedZip([
    { name: "a/data.pkl", data: Uint8Array.from(pickle, (unit) => unit.charCodeAt(0)) },
  ]);
  const start = performance.now();
  await assert.rejects(openFiles([["a.pt", bytes]]), /of which first is a dict; save a dict of/);
  // Looked at for each name they take minutes.
  assert.ok(performance.now() - start < 20_000);
});
