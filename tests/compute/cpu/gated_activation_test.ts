import { gatedActivation } from "../../../src/compute/cpu/gated_activation.ts";
import { assertClose } from "../close.ts";
import { OPERATIONS, TWIN_TOLERANCE } from "./operations.ts";

const { gate, up, ...expected } = OPERATIONS.gated_activation;

for (const activation of ["gelu_tanh", "silu", "gelu"] as const) {
  Deno.test(`gatedActivation() agrees with PyTorch on ${activation}, far from zero and near`, () => {
    const h = gatedActivation(new Float32Array(gate), new Float32Array(up), activation);
    assertClose(h, expected[activation], { label: "h", ...TWIN_TOLERANCE });
  });
}
