/** What is said of dicts of `.pt` files that are nearly vectors by their names; the lines were run in Python. */

import assert from "node:assert/strict";
import { encodeTorchFile, type TorchValue } from "../../../src/demonstration/torch_writer.ts";
import { openFiles } from "./vector_fixtures.ts";

const tensor = (...shape: number[]): TorchValue => ({
  is: "tensor",
  shape,
  values: new Float32Array(shape.reduce((n, it) => n * it, 1)).fill(1),
});
const dict = (entries: Record<string, TorchValue>) => new Map(Object.entries(entries));
const vectors = dict({ bard: tensor(4, 6), poet: tensor(4, 6) });

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
    "save its layers as one tensor: torch.save({name: torch.tensor(v) for name, v in vectors.items()}, FILE)",
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
    `torch.save({name: torch.stack([v[k] for k in KEYS[name]]) for name in NAMES}, FILE)${NUMBERS_ADVICE}`,
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
    "vectors and a note",
    dict({ bard: tensor(4, 6), poet: tensor(4, 6), model: "gemma" }),
    'save it without what is no vector: torch.save({k: x for k, x in v.items() if k not in ["model"]}, FILE)',
  ],
  [
    "a stack under other keys",
    dict({ X: tensor(2, 4, 6), roles: ["bard", "poet"] }),
    'save the two under these keys: torch.save({"names": v["roles"], "vectors": v["X"]}, FILE)',
  ],
  [
    "a stack of layers first",
    dict({ vectors: tensor(4, 2, 6), roles: ["bard", "poet"] }),
    "found F32 [4, 2, 6]; save the names first: tensor.transpose(0, 1).contiguous()",
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
