// h = act(gate) * up, elementwise
//   gelu_tanh: act(a) = 0.5 a (1 + tanh(sqrt(2/pi) (a + 0.044715 a^3)))
//   silu:      act(a) = a / (1 + exp(-a))
//
// Letters: V input vectors, F intermediate size, Fp = F rounded up to a multiple of 16; elements F..Fp-1 of each row are zero in
//   gate and in up, and so in h.
// Bindings:
//   @binding(0) gate: storage, read, f32 [V, Fp], four at a time
//   @binding(1) up: storage, read, f32 [V, Fp], four at a time
//   @binding(2) h: storage, read_write, f32 [V, Fp], four at a time
//   @binding(3) row: uniform, size
// One invocation computes four consecutive elements of one row.
// Dispatch: (Fp / 4 / LANES rounded up, V, 1)
// CPU twin: src/compute/cpu/gated_activation.ts
// Source: Hendrycks and Gimpel 2016, arXiv 1606.08415, section 2 (GELU, tanh form); Shazeer 2020, arXiv 2002.05202 (gating)

struct Row {
  n_quads: u32, // Fp / 4
}

@group(0) @binding(0) var<storage, read> gate: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> up: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> h: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> row: Row;

// 0 gelu_tanh, 1 silu.
override ACTIVATION: u32;

const LANES = 64u;
const SILU = 1u;
const SQRT_2_OVER_PI = 0.7978845608028654;
// Some drivers give NaN for large arguments; tanh(10) is 1 in float32.
const MAX_TANH_ARGUMENT = 10.0;
// exp(88) is still finite in float32.
const MAX_EXP_ARGUMENT = 88.0;

fn act(a: vec4<f32>) -> vec4<f32> {
  if (ACTIVATION == SILU) {
    return a / (1.0 + exp(min(-a, vec4(MAX_EXP_ARGUMENT))));
  }
  let argument = SQRT_2_OVER_PI * (a + 0.044715 * a * a * a);
  return 0.5 * a * (1.0 + tanh(clamp(argument, vec4(-MAX_TANH_ARGUMENT), vec4(MAX_TANH_ARGUMENT))));
}

@compute @workgroup_size(LANES)
fn main(@builtin(global_invocation_id) invocation: vec3<u32>) {
  if (invocation.x >= row.n_quads) {
    return;
  }
  let ix = invocation.y * row.n_quads + invocation.x;
  h[ix] = act(gate[ix]) * up[ix];
}
