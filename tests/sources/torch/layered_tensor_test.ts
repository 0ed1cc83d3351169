import assert from "node:assert/strict";
import { findTensor } from "../../../src/sources/torch/layered_tensor.ts";
import { isKind, type PickleValue } from "../../../src/sources/torch/pickle_values.ts";
import type { TorchFile } from "../../../src/sources/torch/torch_file.ts";
import { openFixture } from "../torch_fixtures.ts";

/** A file that holds what `make` makes of the tensors of views.pt. */
async function fileOf(
  make: (tensors: ReadonlyMap<PickleValue, PickleValue>) => PickleValue | undefined,
): Promise<TorchFile> {
  const file = await openFixture("values/views.pt");
  assert.ok(file.value instanceof Map);
  return { ...file, label: "role_vectors/bard.pt", value: make(file.value) ?? null };
}

Deno.test("findTensor() follows keys to a tensor [L, C]", async () => {
  const file = await fileOf((tensors) => new Map([["activations", new Map(tensors)]]));
  const { tensor } = findTensor(file, ["activations", "transposed"]);
  assert.deepEqual(tensor?.shape, [6, 4]);
});

Deno.test("findTensor() takes the axes of a batch of one away, with their strides", async () => {
  for (
    const [shape, strides] of [[[4, 1, 6], [6, 99, 1]], [[1, 4, 6], [99, 6, 1]], [
      [1, 4, 1, 6],
      [99, 6, 99, 1],
    ]] as const
  ) {
    const file = await fileOf((tensors) => {
      const tensor = tensors.get("whole");
      assert.ok(isKind(tensor, "tensor"));
      return new Map([["x", { ...tensor, shape: [...shape], strides: [...strides] }]]);
    });
    const { tensor } = findTensor(file, ["x"]);
    assert.deepEqual([tensor?.shape, tensor?.strides], [[4, 6], [6, 1]]);
  }
});

Deno.test("findTensor() tells which keys there are where one is missing or None", async () => {
  const file = await fileOf(() =>
    new Map<PickleValue, PickleValue>([["a", null], [1, "x"], ["\x1b[2J", 1]])
  );
  assert.deepEqual(findTensor(file, ["a"]), {
    tensor: undefined,
    reason: "the value of key a is None, no tensor",
  });
  for (const key of ["b", "__proto__"]) {
    assert.deepEqual(findTensor(file, [key]), {
      tensor: undefined,
      reason: `no key ${key}; it has a, 1, "\\u001b[2J"`,
    });
  }
  const empty = await fileOf(() => new Map());
  assert.deepEqual(findTensor(empty, ["a"]), {
    tensor: undefined,
    reason: "no key a; it has none",
  });
});

const cases: [
  string,
  (tensors: ReadonlyMap<PickleValue, PickleValue>) => PickleValue | undefined,
  string,
][] = [
  [
    "a tensor where a dict should be",
    (t) => t.get("whole"),
    'expected a dict with key "x", found a tensor; save a dict, torch.save({"x": v}, FILE), ' +
    "or give the folder of the file itself where each of its files is such",
  ],
  ["None where a dict should be", () => null, 'expected a dict with key "x", found None'],
  [
    "a list under the key",
    (t) => new Map([["x", [t.get("one dimension") ?? null]]]),
    "expected a tensor [L, C] under x, found a list; save its layers as one tensor: torch.stack(v)",
  ],
  [
    "a list of numbers under the key",
    () => new Map([["x", [[0.5, 1], [2, 3]]]]),
    "expected a tensor [L, C] under x, found a list; save its layers as one tensor: torch.tensor(v).float()",
  ],
  [
    "a list of other things under the key",
    () => new Map([["x", ["a"]]]),
    "expected a tensor [L, C] under x, found a list; save the tensor under it",
  ],
  [
    "a dict of layers under the key",
    (t) => new Map([["x", new Map([[0, t.get("one dimension") ?? null]])]]),
    "expected a tensor [L, C] under x, found a dict of 0; " +
    "save its layers as one tensor, in their order: torch.stack([v[k] for k in KEYS])",
  ],
  [
    "text under the key",
    () => new Map([["x", "a"]]),
    "expected a tensor [L, C] under x, found text; save the tensor under it",
  ],
  [
    "a tensor of one dimension",
    (t) => new Map([["x", t.get("one dimension") ?? null]]),
    "expected a tensor [L, C] of BF16, F16, F32 or F64, found F32 [6]",
  ],
  [
    "an empty tensor",
    (t) => new Map([["x", t.get("empty") ?? null]]),
    "expected a tensor [L, C] of BF16, F16, F32 or F64, found F32 [0, 3]",
  ],
  [
    "a tensor of whole numbers",
    (t) => {
      const tensor = t.get("whole");
      assert.ok(isKind(tensor, "tensor"));
      return new Map([["x", { ...tensor, storage: { ...tensor.storage, dtype: "I64" as const } }]]);
    },
    "expected a tensor [L, C] of BF16, F16, F32 or F64, found I64 [4, 6]; save it as a tensor: v.float()",
  ],
];
for (const [name, make, message] of cases) {
  Deno.test(`findTensor() throws for ${name}`, async () => {
    const file = await fileOf(make);
    assert.throws(() => findTensor(file, ["x"]), {
      message: `Cannot use role_vectors/bard.pt: ${message}`,
    });
  });
}

Deno.test("findTensor() throws for vectors stacked in one tensor with the line that saves them by their names", async () => {
  const stacked = (shape: number[]) =>
    fileOf((t) => {
      const tensor = t.get("whole");
      assert.ok(isKind(tensor, "tensor"));
      return { ...tensor, shape, strides: [12, 6, 1] };
    });
  const found =
    "Cannot use role_vectors/bard.pt: expected a tensor [L, C] of BF16, F16, F32 or F64, found F32 ";
  const file = await stacked([2, 2, 6]);
  assert.throws(() => findTensor(file, []), {
    message:
      `${found}[2, 2, 6]; where it is several vectors, give their names too: torch.save({"names": [...], "vectors": v}, FILE)`,
  });
  const deeper = await stacked([2, 2, 3, 2]);
  assert.throws(() => findTensor(deeper, []), { message: `${found}[2, 2, 3, 2]` });
});

Deno.test("findTensor() throws for a list in the axis layout with the line that saves it as a tensor", async () => {
  const file = await fileOf((t) => [t.get("one dimension") ?? null]);
  assert.throws(() => findTensor(file, []), {
    message: "Cannot use role_vectors/bard.pt: expected a tensor [L, C], found a list; " +
      "save its layers as one tensor: torch.save(torch.stack(v), FILE)",
  });
});

Deno.test("findTensor() throws for a dict in the axis layout, whose files hold one tensor", async () => {
  const file = await fileOf(() => new Map([["vector", 1]]));
  assert.throws(() => findTensor(file, []), {
    message: "Cannot use role_vectors/bard.pt: expected a tensor [L, C], found a dict of vector; " +
      "save the tensor alone with torch.save",
  });
});
