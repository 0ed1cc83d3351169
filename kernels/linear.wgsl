// y = x W^T for one tile of whole rows of W: y[v, first_row + r] = sum over k of x[v, k] W[r, k]
//
// Letters: V input vectors, R rows of W (outputs), K columns of W (inputs), Kp and Rp = K and R rounded up to a multiple of 8;
//   elements K..Kp-1 of each row are zero in x and in W.
// Textures hold the matrices row after row, 16 bytes a texel, folded at TEXELS_PER_LINE: texel i lies at
//   (i % TEXELS_PER_LINE, i / TEXELS_PER_LINE). They serve as plain arrays that every driver reads fast, software ones above all.
// Bindings:
//   @binding(0) weight: texture, rows of the tile [n_rows, Kp] as stored (BF16, F16 or F32 by DTYPE), 16 bytes a texel
//   @binding(1) x: texture, f32 [V, Kp], four elements a texel
//   @binding(2) y: storage, read_write, f32 [V, Rp]
//   @binding(3) tile: uniform, sizes
// One workgroup computes 4 $ROW_BLOCKS rows for 4 $VECTOR_BLOCKS vectors; one invocation every LANES-th octet of their sums, in float32.
// Dispatch: (V / vectors, n_rows / rows, 1), both rounded up; workgroups that run one after another share rows, which stay in the cache
// Sizes (unrolled by src/compute/expand_kernel.ts): $ROW_BLOCKS, $VECTOR_BLOCKS
// Uses unpack.wgsl. CPU twin: src/compute/cpu/linear.ts
// Source: outer products of register blocks, Goto and van de Geijn 2008, doi 10.1145/1356052.1356053, section 4

struct Tile {
  n_rows: u32, // in this tile
  first_row: u32, // of this tile in W
  n_octets: u32, // Kp / 8
  n_vectors: u32, // V
  y_pitch: u32, // Rp, in elements
}

@group(0) @binding(0) var weight: texture_2d<u32>;
@group(0) @binding(1) var x: texture_2d<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<uniform> tile: Tile;

// Invocations of a workgroup: the width of the device's SIMD unit.
override LANES: u32;

// Partial sums of one 4 x 4 block: column v, row r.
var<workgroup> sh_sums: array<mat4x4<f32>, LANES>;

// One octet of four rows, a row a column, so that transpose(lo) * x gives four rows' products at once.
struct OctetBlock {
  lo: mat4x4<f32>,
  hi: mat4x4<f32>,
}

fn weight_block(row: u32, octet_ix: u32) -> OctetBlock {
  let a = weight_octet(row, octet_ix);
  let b = weight_octet(row + 1u, octet_ix);
  let c = weight_octet(row + 2u, octet_ix);
  let d = weight_octet(row + 3u, octet_ix);
  return OctetBlock(transpose(mat4x4(a.lo, b.lo, c.lo, d.lo)), transpose(mat4x4(a.hi, b.hi, c.hi, d.hi)));
}

fn x_quad(vector: u32, quad_ix: u32) -> vec4<f32> {
  return textureLoad(x, texel_of(vector * tile.n_octets * 2u + quad_ix), 0);
}

fn x_block(vector: u32, octet_ix: u32) -> OctetBlock {
  let ix = 2u * octet_ix;
  return OctetBlock(
    mat4x4(x_quad(vector, ix), x_quad(vector + 1u, ix), x_quad(vector + 2u, ix), x_quad(vector + 3u, ix)),
    mat4x4(x_quad(vector, ix + 1u), x_quad(vector + 1u, ix + 1u), x_quad(vector + 2u, ix + 1u), x_quad(vector + 3u, ix + 1u)),
  );
}

// Adds up what the invocations hold of one 4 x 4 block and writes it; rows and vectors past the end are left out.
fn write_block(sums: mat4x4<f32>, first_row: u32, first_vector: u32, lane: u32) {
  sh_sums[lane] = sums;
  workgroupBarrier();
  for (var entry = lane; entry < 16u; entry += LANES) {
    let row = first_row + entry % 4u;
    let vector = first_vector + entry / 4u;
    var sum = 0.0;
    for (var i = 0u; i < LANES; i++) {
      sum += sh_sums[i][entry / 4u][entry % 4u];
    }
    if (row < tile.n_rows && vector < tile.n_vectors) {
      y[vector * tile.y_pitch + tile.first_row + row] = sum;
    }
  }
  workgroupBarrier();
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.y * 4u * $ROW_BLOCKSu;
  let vector = group.x * 4u * $VECTOR_BLOCKSu;
  // s2_1 sums rows 8..11 of vectors 4..7.
  // @for r in 0..ROW_BLOCKS
  // @for v in 0..VECTOR_BLOCKS
  var s$r_$v: mat4x4<f32>;
  // @end
  // @end
  for (var octet_ix = lane; octet_ix < tile.n_octets; octet_ix += LANES) {
    // @for r in 0..ROW_BLOCKS
    let w$r = weight_block(row + 4u * $ru, octet_ix);
    // @end
    // @for v in 0..VECTOR_BLOCKS
    let x$v = x_block(vector + 4u * $vu, octet_ix);
    // @for r in 0..ROW_BLOCKS
    s$r_$v += w$r.lo * x$v.lo + w$r.hi * x$v.hi;
    // @end
    // @end
  }
  // @for r in 0..ROW_BLOCKS
  // @for v in 0..VECTOR_BLOCKS
  write_block(s$r_$v, row + 4u * $ru, vector + 4u * $vu, lane);
  // @end
  // @end
}
