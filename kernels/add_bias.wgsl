// sum = x + b, per row
//
// Letters: V input vectors, K columns, Kp = K rounded up to a multiple of 16; elements K..Kp-1 are zero in b and of each row in x,
//   and so in sum.
// Bindings:
//   @binding(0) bias: storage, read, b [Kp] as stored (BF16, F16 or F32 by DTYPE), in words of 4 bytes, four at a time
//   @binding(1) x: storage, read, f32 [V, Kp], four at a time
//   @binding(2) sum: storage, read_write, f32 [V, Kp], four at a time
//   @binding(3) row: uniform, sizes
// One invocation computes eight consecutive elements of one row.
// Dispatch: (Kp / 8 / LANES rounded up, V, 1)
// Uses unpack.wgsl. CPU twin: src/compute/cpu/add_bias.ts

struct Row {
  n_octets: u32, // Kp / 8
}

@group(0) @binding(0) var<storage, read> bias: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> sum: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> row: Row;

// Whether the sum is rounded to bfloat16.
override IS_OUTPUT_ROUNDED: bool;

const LANES = 64u;

fn bias_octet(octet_ix: u32) -> Octet {
  if (DTYPE == F32) {
    return unpack_32_bit(bias[2u * octet_ix], bias[2u * octet_ix + 1u]);
  }
  return unpack_16_bit(bias[octet_ix]);
}

fn round_output(values: vec4<f32>) -> vec4<f32> {
  if (IS_OUTPUT_ROUNDED) {
    return round_to_bf16(values);
  }
  return values;
}

@compute @workgroup_size(LANES)
fn main(@builtin(global_invocation_id) invocation: vec3<u32>) {
  let octet_ix = invocation.x;
  if (octet_ix >= row.n_octets) {
    return;
  }
  let b = bias_octet(octet_ix);
  let lo_ix = 2u * (invocation.y * row.n_octets + octet_ix);
  sum[lo_ix] = round_output(x[lo_ix] + b.lo);
  sum[lo_ix + 1u] = round_output(x[lo_ix + 1u] + b.hi);
}
