// y = x W^T for many vectors and one tile of whole rows of W: y[v, first_row + r] = sum over k of x[v, k] W[r, k]
//
// Letters: V input vectors, R rows of W (outputs), K columns of W (inputs), Kp and Rp = K and R rounded up to a multiple of 16;
//   elements K..Kp-1 of each row are zero in x and in W.
// For hardware: blocks of W (widened once) and of x in workgroup memory, the sums of a block in registers.
// Bindings:
//   @binding(0) weight: storage, read, rows of the tile [n_rows, Kp] as stored (BF16, F16 or F32 by DTYPE), in words of 4 bytes, four at a time
//   @binding(1) x: storage, read, f32 [V, Kp], four at a time
//   @binding(2) y: storage, read_write, f32 [V, Rp]
//   @binding(3) tile: uniform, sizes
// One workgroup computes SIDE $ROWS rows for SIDE $VECTORS vectors, 2 octets of K at a time; one invocation rows i, i + SIDE, ... for vectors
//   j, j + SIDE, ..., in float32.
// Dispatch: (V / vectors, n_rows / rows, 1), both rounded up
// Sizes (unrolled by src/compute/expand_kernel.ts): $ROWS, $VECTORS
// Uses unpack.wgsl. CPU twin: src/compute/cpu/linear.ts
// Source: blocks in fast memory and outer products in registers, Goto and van de Geijn 2008, doi 10.1145/1356052.1356053, section 4

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

// Invocations of a workgroup: a square of them.
const SIDE = 16u;
const LANES = SIDE * SIDE;
const N_ROWS = SIDE * $ROWSu;
const N_VECTORS = SIDE * $VECTORSu;
const BLOCK_OCTETS = 2u;
const BLOCK_QUADS = 4u;
// One quad more than a block has: neighbouring rows then lie in different banks.
const PITCH = 5u;

var<workgroup> sh_w: array<vec4<f32>, N_ROWS * PITCH>;
var<workgroup> sh_x: array<vec4<f32>, N_VECTORS * PITCH>;

fn weight_octet(row: u32, octet_ix: u32) -> Octet {
  if (row >= tile.n_rows || octet_ix >= tile.n_octets) {
    return Octet(vec4(0.0), vec4(0.0));
  }
  let ix = row * tile.n_octets + octet_ix;
  if (DTYPE == F32) {
    return unpack_32_bit(weight[2u * ix], weight[2u * ix + 1u]);
  }
  return unpack_16_bit(weight[ix]);
}

fn x_quad(vector: u32, quad_ix: u32) -> vec4<f32> {
  if (vector >= tile.n_vectors || quad_ix >= 2u * tile.n_octets) {
    return vec4(0.0);
  }
  return x[vector * tile.n_octets * 2u + quad_ix];
}

fn write(sum: f32, row: u32, vector: u32) {
  if (row < tile.n_rows && vector < tile.n_vectors) {
    y[vector * tile.y_pitch + tile.first_row + row] = sum;
  }
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let first_row = group.y * N_ROWS;
  let first_vector = group.x * N_VECTORS;
  let i = lane % SIDE;
  let j = lane / SIDE;
  // Named variables: an array of accumulators would live in memory instead of registers. s1_2 sums row i + SIDE for vector j + 2 SIDE.
  // @for r in 0..ROWS
  // @for v in 0..VECTORS
  var s$r_$v = 0.0;
  // @end
  // @end
  for (var first_octet = 0u; first_octet < tile.n_octets; first_octet += BLOCK_OCTETS) {
    for (var entry = lane; entry < N_ROWS * BLOCK_OCTETS; entry += LANES) {
      let row = entry / BLOCK_OCTETS;
      let octet_ix = entry % BLOCK_OCTETS;
      let octet = weight_octet(first_row + row, first_octet + octet_ix);
      sh_w[row * PITCH + 2u * octet_ix] = octet.lo;
      sh_w[row * PITCH + 2u * octet_ix + 1u] = octet.hi;
    }
    for (var entry = lane; entry < N_VECTORS * BLOCK_QUADS; entry += LANES) {
      let vector = entry / BLOCK_QUADS;
      let quad_ix = entry % BLOCK_QUADS;
      sh_x[vector * PITCH + quad_ix] = x_quad(first_vector + vector, 2u * first_octet + quad_ix);
    }
    workgroupBarrier();
    // @for q in 0..4
    // @for r in 0..ROWS
    let w$q_$r = sh_w[(i + $ru * SIDE) * PITCH + $qu];
    // @end
    // @for v in 0..VECTORS
    let x$q_$v = sh_x[(j + $vu * SIDE) * PITCH + $qu];
    // @for r in 0..ROWS
    s$r_$v += dot(w$q_$r, x$q_$v);
    // @end
    // @end
    // @end
    workgroupBarrier();
  }
  // @for r in 0..ROWS
  // @for v in 0..VECTORS
  write(s$r_$v, first_row + i + $ru * SIDE, first_vector + j + $vu * SIDE);
  // @end
  // @end
}
