// h = act(gate) * up, elementwise
//   gelu_tanh: act(a) = 0.5 a (1 + tanh(sqrt(2/pi) (a + 0.044715 a^3)))
//   silu:      act(a) = a / (1 + exp(-a))
//   gelu:      act(a) = 0.5 a (1 + erf(a / sqrt(2))) = 0.5 a erfc(-a / sqrt(2))
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
// Source: Hendrycks and Gimpel 2016, arXiv 1606.08415, section 2 (GELU, both forms); Shazeer 2020, arXiv 2002.05202 (gating);
//   Press et al. 1992, Numerical Recipes, section 6.2 (erfc by a Chebyshev fit, 1.2e-7 of its value everywhere)

struct Row {
  n_quads: u32, // Fp / 4
}

@group(0) @binding(0) var<storage, read> gate: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> up: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> h: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> row: Row;

// 0 gelu_tanh, 1 silu, 2 gelu.
override ACTIVATION: u32;

const LANES = 64u;
const SILU = 1u;
const GELU = 2u;
const SQRT_HALF = 0.7071067811865476;
const SQRT_2_OVER_PI = 0.7978845608028654;
// Some drivers give NaN for large arguments; tanh(10) is 1 in float32.
const MAX_TANH_ARGUMENT = 10.0;
// exp(88) is still finite in float32.
const MAX_EXP_ARGUMENT = 88.0;

// erfc(z) for z >= 0: where a GELU is near 0 it is a difference of two numbers near 1 in any other form.
fn erfc_positive(z: vec4<f32>) -> vec4<f32> {
  let t = 1.0 / (1.0 + 0.5 * z);
  let fit = 1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806 + t * (0.27886807 + t * (-1.13520398
    + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277)))))));
  return t * exp(max(-z * z - 1.26551223 + t * fit, vec4(-MAX_EXP_ARGUMENT)));
}

fn act(a: vec4<f32>) -> vec4<f32> {
  if (ACTIVATION == GELU) {
    let tail = 0.5 * erfc_positive(abs(a) * SQRT_HALF);
    return a * select(1.0 - tail, tail, a < vec4(0.0));
  }
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
