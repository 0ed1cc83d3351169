// y = x W^T for few vectors and one tile of whole rows of W: y[v, first_row + r] = sum over k of x[v, k] W[r, k]
//
// Letters: V input vectors, R rows of W (outputs), K columns of W (inputs), Kp and Rp = K and R rounded up to a multiple of 16;
//   elements K..Kp-1 of each row are zero in x and in W.
// For hardware, where reading W is what takes time: 16 bytes a load, neighbouring invocations on neighbouring octets of a row.
// Bindings:
//   @binding(0) weight: storage, read, rows of the tile [n_rows, Kp] as stored (BF16, F16 or F32 by DTYPE), in words of 4 bytes, four at a time
//   @binding(1) x: storage, read, f32 [V, Kp], four at a time
//   @binding(2) y: storage, read_write, f32 [V, Rp]
//   @binding(3) tile: uniform, sizes
// One workgroup computes $ROWS rows for $VECTORS vectors; one invocation every LANES-th octet of their sums, in float32. The lanes of a
//   subgroup add up their sums without memory where $HAS_SUBGROUPS, and parts are added through workgroup memory.
// Dispatch: (V / vectors, n_rows / rows, 1), both rounded up
// Sizes (unrolled by src/compute/expand_kernel.ts): $ROWS, $VECTORS, $HAS_SUBGROUPS (0 or 1)
// Uses unpack.wgsl. CPU twin: src/compute/cpu/linear.ts
// Source: one row a subgroup with 16-byte loads as in llama.cpp's Vulkan mul_mat_vec, github.com/ggml-org/llama.cpp/pull/10991

struct Tile {
  n_rows: u32, // in this tile
  first_row: u32, // of this tile in W
  n_octets: u32, // Kp / 8
  n_vectors: u32, // V
  y_pitch: u32, // Rp, in elements
}

@group(0) @binding(0) var<storage, read> weight: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<uniform> tile: Tile;

// Invocations of a workgroup.
override LANES: u32;

const N_SUMS = $ROWSu * $VECTORSu;

// Sums of a part of the lanes: one subgroup's, or one lane's. Row r for vector v is entry r * $VECTORS + v of a part.
var<workgroup> sh_parts: array<f32, LANES * N_SUMS>;

fn weight_octet(row: u32, octet_ix: u32) -> Octet {
  let ix = row * tile.n_octets + octet_ix;
  if (DTYPE == F32) {
    return unpack_32_bit(weight[2u * ix], weight[2u * ix + 1u]);
  }
  return unpack_16_bit(weight[ix]);
}

// Rows and vectors past the end stand for the last one: they are computed and not written.
fn clamped_row(row: u32) -> u32 {
  return min(row, tile.n_rows - 1u);
}

fn x_start(vector: u32) -> u32 {
  return min(vector, tile.n_vectors - 1u) * tile.n_octets * 2u;
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
  // @if HAS_SUBGROUPS
  @builtin(subgroup_id) part: u32,
  @builtin(num_subgroups) n_parts: u32,
  @builtin(subgroup_invocation_id) lane_of_part: u32,
  // @end
) {
  // @if HAS_SUBGROUPS
  // @else
  let part = lane;
  let n_parts = LANES;
  // @end
  let first_row = group.y * $ROWSu;
  let first_vector = group.x * $VECTORSu;
  // @for r in 0..ROWS
  let row$r = clamped_row(first_row + $ru);
  // @end
  // @for v in 0..VECTORS
  let start$v = x_start(first_vector + $vu);
  // @end
  // Named variables: an array of accumulators would live in memory instead of registers. s1_2 sums row 1 for vector 2.
  // @for r in 0..ROWS
  // @for v in 0..VECTORS
  var s$r_$v = 0.0;
  // @end
  // @end
  for (var octet_ix = lane; octet_ix < tile.n_octets; octet_ix += LANES) {
    // @for r in 0..ROWS
    let w$r = weight_octet(row$r, octet_ix);
    // @end
    // @for v in 0..VECTORS
    let lo$v = x[start$v + 2u * octet_ix];
    let hi$v = x[start$v + 2u * octet_ix + 1u];
    // @for r in 0..ROWS
    s$r_$v += dot(w$r.lo, lo$v) + dot(w$r.hi, hi$v);
    // @end
    // @end
  }
  // @for r in 0..ROWS
  // @for v in 0..VECTORS
  // @if HAS_SUBGROUPS
  let part$r_$v = subgroupAdd(s$r_$v);
  if (lane_of_part == 0u) {
    sh_parts[part * N_SUMS + $ru * $VECTORSu + $vu] = part$r_$v;
  }
  // @else
  sh_parts[part * N_SUMS + $ru * $VECTORSu + $vu] = s$r_$v;
  // @end
  // @end
  // @end
  workgroupBarrier();
  for (var entry = lane; entry < N_SUMS; entry += LANES) {
    let row = first_row + entry / $VECTORSu;
    let vector = first_vector + entry % $VECTORSu;
    var sum = 0.0;
    for (var i = 0u; i < n_parts; i++) {
      sum += sh_parts[i * N_SUMS + entry];
    }
    if (row < tile.n_rows && vector < tile.n_vectors) {
      y[vector * tile.y_pitch + tile.first_row + row] = sum;
    }
  }
}
