/** What PyTorch gives for each operation alone, written by tests/oracle/make_compute.py. */
interface Operations {
  rmsnorm: {
    x: number[][];
    weight: number[];
    eps: number;
    offset_0: number[][];
    offset_1: number[][];
    offset_1_rounded: number[][];
    /** LayerNorm. */
    centred: number[][];
  };
  linear: { x: number[][]; weight: number[][]; y: number[][] };
  combine_rows: { g: number[][]; weight: number[][]; out: number[][] };
  gated_activation: {
    gate: number[];
    up: number[];
    gelu_tanh: number[];
    silu: number[];
    gelu: number[];
  };
}

export const OPERATIONS: Operations = JSON.parse(
  Deno.readTextFileSync(new URL("../../testdata/compute/operations.json", import.meta.url)),
);

/** float64 arithmetic stored as float32: half a unit in the last place, and a little for other orders of summation. */
export const TWIN_TOLERANCE = { atol: 1e-12, rtol: 1e-7 };
