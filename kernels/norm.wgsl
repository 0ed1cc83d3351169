// n = z / sqrt(mean(z^2) + EPS) * (NORM_OFFSET + w), per row, where z is x, or with IS_CENTRED x less the mean of the row
//
// Letters: V input vectors, C hidden size, Cp = C rounded up to a multiple of 16; elements C..Cp-1 of each row are zero in x
//   and in n.
// Bindings:
//   @binding(0) weight: storage, read, w [Cp] as stored (BF16, F16 or F32 by DTYPE), in words of 4 bytes, four at a time
//   @binding(1) x: storage, read, f32 [V, Cp], four at a time
//   @binding(2) n: storage, read_write, f32 [V, Cp], four at a time
//   @binding(3) row: uniform, sizes
// One workgroup computes one row; one invocation every LANES-th octet of it, in float32.
// Dispatch: (V, 1, 1)
// Uses unpack.wgsl. CPU twin: src/compute/cpu/norm.ts
// Source: Zhang and Sennrich 2019, arXiv 1910.07467, section 3, with eps as in Hugging Face's GemmaRMSNorm and LlamaRMSNorm; Ba,
//   Kiros and Hinton 2016, arXiv 1607.06450, section 3 (LayerNorm)

struct Row {
  n_octets: u32, // Cp / 8
  n_columns: u32, // C
}

@group(0) @binding(0) var<storage, read> weight: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> n: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> row: Row;

// Epsilon of the norm.
override EPS: f32;
// Effective weight w~ = NORM_OFFSET + w.
override NORM_OFFSET: f32;
// Whether the mean is taken off first.
override IS_CENTRED: bool;
// Whether n is rounded to bfloat16.
override IS_OUTPUT_ROUNDED: bool;

const LANES = 64u;

var<workgroup> sh_sums: array<f32, LANES>;

// The sum over all lanes.
fn sum_of_lanes(part: f32, lane: u32) -> f32 {
  workgroupBarrier();
  sh_sums[lane] = part;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      sh_sums[lane] += sh_sums[lane + half];
    }
  }
  workgroupBarrier();
  return sh_sums[0];
}

fn weight_octet(octet_ix: u32) -> Octet {
  if (DTYPE == F32) {
    return unpack_32_bit(weight[2u * octet_ix], weight[2u * octet_ix + 1u]);
  }
  return unpack_16_bit(weight[octet_ix]);
}

fn round_output(values: vec4<f32>) -> vec4<f32> {
  if (IS_OUTPUT_ROUNDED) {
    return round_to_bf16(values);
  }
  return values;
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let first_quad = group.x * row.n_octets * 2u;

  var mean = 0.0;
  if (IS_CENTRED) {
    var sum = 0.0;
    for (var quad_ix = lane; quad_ix < row.n_octets * 2u; quad_ix += LANES) {
      sum += dot(x[first_quad + quad_ix], vec4(1.0));
    }
    mean = sum_of_lanes(sum, lane) / f32(row.n_columns);
  }
  var squares = 0.0;
  for (var quad_ix = lane; quad_ix < row.n_octets * 2u; quad_ix += LANES) {
    var values = x[first_quad + quad_ix];
    if (IS_CENTRED) {
      // The zeros past the last column are none of the row.
      let column_ix = 4u * quad_ix + vec4(0u, 1u, 2u, 3u);
      values = select(vec4(0.0), values - mean, column_ix < vec4(row.n_columns));
    }
    squares += dot(values, values);
  }
  let scale = 1.0 / sqrt(sum_of_lanes(squares, lane) / f32(row.n_columns) + EPS);

  for (var octet_ix = lane; octet_ix < row.n_octets; octet_ix += LANES) {
    let w = weight_octet(octet_ix);
    let lo_ix = first_quad + 2u * octet_ix;
    n[lo_ix] = round_output((x[lo_ix] - mean) * scale * (NORM_OFFSET + w.lo));
    n[lo_ix + 1u] = round_output((x[lo_ix + 1u] - mean) * scale * (NORM_OFFSET + w.hi));
  }
}
