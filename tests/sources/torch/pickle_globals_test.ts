import assert from "node:assert/strict";
import { findGlobal } from "../../../src/sources/torch/pickle_globals.ts";
import type { PickleValue } from "../../../src/sources/torch/pickle_values.ts";

/** Calls an entry of the table, given its qualified name. */
function call(qualified: string, ...args: PickleValue[]): PickleValue {
  const dot = qualified.lastIndexOf(".");
  const found = findGlobal(qualified.slice(0, dot), qualified.slice(dot + 1));
  assert.ok(found?.reduce, qualified);
  return found.reduce(args);
}

Deno.test("findGlobal() knows scalers of any module, and makes nothing of them but a record", () => {
  for (const module of ["__main__", "utils.pca_utils", "assistant_axis.pca", "os"]) {
    for (const name of ["MeanScaler", "L2MeanScaler"]) {
      assert.deepEqual(findGlobal(module, name), {
        kind: "global",
        name: `${module}.${name}`,
        reduce: null,
        isInertClass: true,
        isOpaque: false,
      });
    }
  }
});

Deno.test("findGlobal() knows scikit-learn's classes before and after 0.22", () => {
  for (
    const [module, name] of [
      ["sklearn.decomposition._pca", "PCA"],
      ["sklearn.decomposition.pca", "PCA"],
      ["sklearn.decomposition._incremental_pca", "IncrementalPCA"],
      ["sklearn.preprocessing._data", "StandardScaler"],
      ["sklearn.preprocessing.data", "StandardScaler"],
    ] as const
  ) {
    assert.equal(findGlobal(module, name)?.isInertClass, true);
  }
});

Deno.test("findGlobal() does not mix up module and name", () => {
  for (
    const [module, name] of [
      ["", "collections.OrderedDict"],
      ["sklearn", "decomposition._pca.PCA"],
      ["sklearnx", "PCA"],
      ["numpy.randomized", "f"],
      ["builtins", "eval"],
      ["numpy.core.multiarray", "_reconstruct "],
      ["numpy.core", "_reconstruct"],
      ["torch", "Tensor"],
      ["torch", "UntypedStorage"],
      ["torch.storage", "UntypedStorage"],
      ["torch", "ComplexFloatStorage"],
      ["torch", "QInt8Storage"],
      ["x", "StandardScaler"],
      ["MeanScaler", "fit"],
      ["\x1b[2J", "MeanScaler"],
      ["a b", "MeanScaler"],
      ["", "L2MeanScaler"],
    ] as const
  ) {
    assert.equal(findGlobal(module, name), undefined, `${module} ${name}`);
  }
});

Deno.test("OrderedDict takes no list of pairs, which a small pickle could repeat", () => {
  assert.ok(call("collections.OrderedDict") instanceof Map);
  assert.throws(() => call("collections.OrderedDict", []), {
    message: "expected no arguments, found 1",
  });
});

Deno.test("_codecs.encode and bytearray take latin-1 text only", () => {
  assert.deepEqual(call("_codecs.encode", "\xff", "latin1"), { kind: "latin1", text: "\xff" });
  assert.deepEqual(call("builtins.bytearray", "\xff", "latin-1"), { kind: "latin1", text: "\xff" });
  for (const args of [["a", "rot13"], ["a"], [Uint8Array.of(1), "latin1"], []]) {
    assert.throws(() => call("_codecs.encode", ...args), {
      message: "expected a text and latin1",
    });
  }
  for (const args of [[10 ** 12], ["a"], ["a", "utf-8"], [[1, 2]]]) {
    assert.throws(
      () => call("__builtin__.bytearray", ...args),
      /^TypeError: expected bytes, found/,
    );
  }
});

Deno.test("bytes makes no zeros to order", () => {
  assert.deepEqual(call("builtins.bytes"), new Uint8Array(0));
  assert.throws(() => call("builtins.bytes", 10 ** 12), {
    message: "expected no arguments, found 1",
  });
});

Deno.test("_rebuild_parameter takes a tensor, and _reconstruct only numpy.ndarray", () => {
  assert.throws(() => call("torch._utils._rebuild_parameter", null, true, new Map()), {
    message: "expected a tensor and 2 further arguments, found None",
  });
  const other = findGlobal("torch", "float32") ?? null;
  for (const core of ["numpy.core", "numpy._core"]) {
    assert.throws(() => call(`${core}.multiarray._reconstruct`, other, null, null), {
      message: "expected numpy.ndarray, found the name torch.float32",
    });
    assert.throws(() => call(`${core}.numeric._frombuffer`, null, null, null, "K"), {
      message: "expected data, dtype, shape and an order of C or F",
    });
  }
  assert.throws(() => call("torch.Size", [1, 2]), { message: "expected a tuple, found a list" });
});
