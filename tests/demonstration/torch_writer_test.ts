import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { isKind } from "../../src/sources/torch/pickle_values.ts";
import { readWholeTensor } from "../../src/sources/torch/tensor_values.ts";
import { openTorchFile } from "../../src/sources/torch/torch_file.ts";
import { encodeTorchFile, type TorchValue } from "../../src/demonstration/torch_writer.ts";
import { PYTHON, pythonHas } from "../python_has.ts";
import { memoryBytes } from "../sources/memory_bytes.ts";

const matrix = Float32Array.of(1, 2, 3, 4, 5.5, -6);
const everyKind = new Map<string, TorchValue>([
  ["nothing", null],
  ["yes", true],
  ["no", false],
  ["int", -5],
  ["large", 2 ** 40],
  ["float", 0.1],
  ["text", "naïve\n🙂"],
  ["list", ["a", 1, [], new Map()]],
  ["tensor", { is: "tensor", shape: [2, 3], values: matrix }],
  ["part", { is: "tensor", shape: [2], values: matrix.subarray(1, 3) }],
  ["array", { is: "ndarray", shape: [2, 2], values: Float64Array.of(1 / 3, -2, 1e300, 4) }],
  ["pca", {
    is: "object",
    module: "sklearn.decomposition._pca",
    className: "PCA",
    attributes: new Map<string, TorchValue>([
      ["n_components", 1],
      ["components_", { is: "ndarray", shape: [1, 2], values: Float64Array.of(0.6, 0.8) }],
    ]),
  }],
]);

const hasTorch = pythonHas(["torch", "sklearn"]);

Deno.test({
  name: `encodeTorchFile() writes what torch.load and scikit-learn read${
    hasTorch ? "" : ` (ignored: no torch and sklearn in ${PYTHON})`
  }`,
  ignore: !hasTorch,
  async fn() {
    const path = await Deno.makeTempFile({ suffix: ".pt" });
    try {
      await Deno.writeFile(path, encodeTorchFile(everyKind));
      const script = fileURLToPath(new URL("../oracle/read_torch.py", import.meta.url));
      const { stdout, stderr } = await new Deno.Command(PYTHON, { args: [script, path] }).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      assert.equal(text(stderr), "");
      assert.deepEqual(JSON.parse(text(stdout)), {
        nothing: null,
        yes: true,
        no: false,
        int: -5,
        large: 2 ** 40,
        float: 0.1,
        text: "naïve\n🙂",
        list: ["a", 1, [], {}],
        tensor: { tensor: "torch.float32", values: [[1, 2, 3], [4, 5.5, -6]] },
        part: { tensor: "torch.float32", values: [2, 3] },
        array: { ndarray: "float64", values: [[1 / 3, -2], [1e300, 4]] },
        pca: {
          PCA: {
            n_components: 1,
            components_: { ndarray: "float64", values: [[0.6, 0.8]] },
          },
        },
      });
    } finally {
      await Deno.remove(path);
    }
  },
});

Deno.test("encodeTorchFile() writes what openTorchFile() reads", async () => {
  const file = await openTorchFile(memoryBytes(encodeTorchFile(everyKind), "every_kind.pt"));
  assert.ok(file.value instanceof Map);
  assert.deepEqual([...file.value.keys()], [...everyKind.keys()]);
  assert.equal(file.value.get("text"), "naïve\n🙂");
  const tensor = file.value.get("tensor");
  assert.ok(isKind(tensor, "tensor"));
  assert.deepEqual(tensor.shape, [2, 3]);
  assert.deepEqual(await readWholeTensor(file, tensor), Float64Array.from(matrix));
});

Deno.test("encodeTorchFile() gives the same bytes for the same values", () => {
  assert.deepEqual(encodeTorchFile(everyKind), encodeTorchFile(everyKind));
});

Deno.test("encodeTorchFile() throws where a tensor's values do not fill its shape", () => {
  assert.throws(() => encodeTorchFile({ is: "tensor", shape: [2, 2], values: matrix }), {
    name: "RangeError",
    message: "Cannot write a tensor of shape [2, 2]: expected 4 values, got 6",
  });
  assert.throws(() => encodeTorchFile({ is: "ndarray", shape: [], values: new Float64Array(0) }), {
    name: "RangeError",
    message: "Cannot write an array of shape []: expected 1 values, got 0",
  });
});
