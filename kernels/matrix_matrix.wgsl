// y = x W^T for many vectors and one tile of whole rows of W: y[v, first_row + r] = sum over k of x[v, k] W[r, k]
//
// Letters: V input vectors, R rows of W (outputs), K columns of W (inputs), Kp and Rp = K and R rounded up to a multiple of 16;
//   elements K..Kp-1 of each row are zero in x and in W.
// For hardware: blocks of W (widened once) and of x in workgroup memory, the sums of a block in registers. While a block is being
//   multiplied the next one is on its way from memory.
// Bindings:
//   @binding(0) weight: storage, read, rows of the tile [n_rows, Kp] as stored (BF16, F16 or F32 by DTYPE), in words of 4 bytes, four at a time
//   @binding(1) x: storage, read, f32 [V, Kp], four at a time
//   @binding(2) y: storage, read_write, f32 [V, Rp]
//   @binding(3) tile: uniform, sizes
// One workgroup computes 64 rows for 64 vectors, 4 octets of K at a time; one invocation four neighbouring rows for four neighbouring
//   vectors, in float32. Sums go by 512 columns, so that rounding grows with their number and not with K.
// Dispatch: (V / 64, n_rows / 64, 1), both rounded up
// Unrolled by src/compute/expand_kernel.ts. Takes 16,896 bytes of workgroup memory, 512 more than WebGPU promises everywhere.
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

// Invocations of a workgroup: a square of them, each with as many rows and as many vectors.
const SIDE = 16u;
const N_EACH = 4u;
const BLOCK_OCTETS = 4u;
const BLOCK_QUADS = 2u * BLOCK_OCTETS;
// What is summed before it is added to the total: 512 columns.
const SUM_BLOCKS = 16u;

// Entry i holds what the invocations of row or column i of the square read, one row of W or x after another: their indices are
// constants then, which need no check. One quad more puts neighbouring invocations into different banks.
var<workgroup> sh_w: array<array<vec4<f32>, N_EACH * BLOCK_QUADS + 1u>, SIDE>;
var<workgroup> sh_x: array<array<vec4<f32>, N_EACH * BLOCK_QUADS + 1u>, SIDE>;

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

fn x_octet(vector: u32, octet_ix: u32) -> Octet {
  if (vector >= tile.n_vectors || octet_ix >= tile.n_octets) {
    return Octet(vec4(0.0), vec4(0.0));
  }
  let ix = 2u * (vector * tile.n_octets + octet_ix);
  return Octet(x[ix], x[ix + 1u]);
}

fn write(sum: f32, row: u32, vector: u32) {
  if (row < tile.n_rows && vector < tile.n_vectors) {
    y[vector * tile.y_pitch + tile.first_row + row] = sum;
  }
}

@compute @workgroup_size(SIDE * SIDE)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let first_row = group.y * SIDE * N_EACH;
  let first_vector = group.x * SIDE * N_EACH;
  let i = lane % SIDE;
  let j = lane / SIDE;
  // Named variables: an array of accumulators would live in memory instead of registers. s1_2 sums the invocation's row 1 for its vector 2.
  // @for r in 0..4
  // @for v in 0..4
  var s$r_$v = 0.0;
  var total$r_$v = 0.0;
  // @end
  // @end
  // What one invocation brings from memory: one octet of one row of W and of one vector.
  let load = lane / BLOCK_OCTETS;
  let load_octet = lane % BLOCK_OCTETS;
  let load_entry = load % N_EACH * BLOCK_QUADS + 2u * load_octet;
  var next_w = weight_octet(first_row + load, load_octet);
  var next_x = x_octet(first_vector + load, load_octet);
  var n_blocks = 0u;
  for (var first_octet = 0u; first_octet < tile.n_octets; first_octet += BLOCK_OCTETS) {
    sh_w[load / N_EACH][load_entry] = next_w.lo;
    sh_w[load / N_EACH][load_entry + 1u] = next_w.hi;
    sh_x[load / N_EACH][load_entry] = next_x.lo;
    sh_x[load / N_EACH][load_entry + 1u] = next_x.hi;
    workgroupBarrier();
    let next_octet = first_octet + BLOCK_OCTETS + load_octet;
    next_w = weight_octet(first_row + load, next_octet);
    next_x = x_octet(first_vector + load, next_octet);
    // @for q in 0..8
    // @for r in 0..4
    let w$q_$r = sh_w[i][$ru * BLOCK_QUADS + $qu];
    // @end
    // @for v in 0..4
    let x$q_$v = sh_x[j][$vu * BLOCK_QUADS + $qu];
    // @for r in 0..4
    s$r_$v += dot(w$q_$r, x$q_$v);
    // @end
    // @end
    // @end
    workgroupBarrier();
    n_blocks++;
    if (n_blocks % SUM_BLOCKS == 0u) {
      // @for r in 0..4
      // @for v in 0..4
      total$r_$v += s$r_$v;
      s$r_$v = 0.0;
      // @end
      // @end
    }
  }
  // @for r in 0..4
  // @for v in 0..4
  write(total$r_$v + s$r_$v, first_row + i * N_EACH + $ru, first_vector + j * N_EACH + $vu);
  // @end
  // @end
}
