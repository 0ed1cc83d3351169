import { throws } from "node:assert/strict";
import { namedInputs } from "../../src/prepare/named_inputs.ts";

Deno.test("namedInputs() says to rename the file of a vector that has its name from there", () => {
  for (
    const [fileName, advice] of [
      ["PC1.npy", "rename the file"],
      ["vectors/PC1.npy", "rename the file"],
      ["probes.safetensors", "rename it in its file"],
      ["PC1.probes.safetensors", "rename it in its file"],
    ] as const
  ) {
    const vector = { name: "PC1", fileName, layer: null, values: Float32Array.of(1, 2) };
    throws(() => namedInputs([vector], { layer: 0, roles: null }), {
      name: "UsageError",
      message:
        "Cannot use PC1 of --input: expected a name that does not begin with - = + @ or as a component " +
        `does, and has neither space nor comma; ${advice}`,
    });
  }
});
