// out += g W for one tile of whole rows of W: out[p, k] += sum over r of g[p, first_row + r] W[r, k]
//
// Letters: P combinations, R rows of W, K columns of W, Kp and Rp = K and R rounded up to a multiple of 16; elements K..Kp-1 of
//   each row are zero in W, elements R..Rp-1 are zero in g.
// Textures hold the matrices row after row, 16 bytes a texel, folded at TEXELS_PER_LINE: texel i lies at
//   (i % TEXELS_PER_LINE, i / TEXELS_PER_LINE). They serve as plain arrays; software adapters read storage textures faster than buffers.
// Bindings:
//   @binding(0) weight: storage texture, rows of the tile [4 n_row_quads, Kp] as stored (BF16, F16 or F32 by DTYPE), 16 bytes a texel
//   @binding(1) g: storage texture, f32 [P, Rp], four elements a texel
//   @binding(2) out: storage, read_write, f32 [P, Kp], four at a time
//   @binding(3) tile: uniform, sizes
// One invocation computes eight consecutive columns of four combinations: its sum over the tile, in float32, is added to the
//   sums of the tiles before, so that rounding grows with the rows of a tile and with the tiles, not with all rows.
// Dispatch: (Kp / 8 / LANES, P / 4, 1), both rounded up
// Uses unpack.wgsl and weight_texture.wgsl. CPU twin: src/compute/cpu/combine_rows.ts
// Source: sums by blocks, Higham 1993, doi 10.1137/0914050

struct Tile {
  n_row_quads: u32, // rows of the tile / 4, rounded up; g is zero where rows are past the end
  first_row_quad: u32, // first row of the tile in W / 4
  n_octets: u32, // Kp / 8
  n_g_quads: u32, // Rp / 4
  n_combinations: u32, // P
}

@group(0) @binding(0) var weight: texture_storage_2d<rgba32uint, read>;
@group(0) @binding(1) var g: texture_storage_2d<rgba32float, read>;
@group(0) @binding(2) var<storage, read_write> out: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> tile: Tile;

// Invocations of a workgroup: the width of the device's SIMD unit.
override LANES: u32;

// g of four rows, a combination a column; combinations past the end are whatever lies there, and are not written.
fn g_block(combination: u32, row_quad: u32) -> mat4x4<f32> {
  let ix = combination * tile.n_g_quads + row_quad;
  return mat4x4(
    textureLoad(g, texel_of(ix)),
    textureLoad(g, texel_of(ix + tile.n_g_quads)),
    textureLoad(g, texel_of(ix + 2u * tile.n_g_quads)),
    textureLoad(g, texel_of(ix + 3u * tile.n_g_quads)),
  );
}

fn add(combination: u32, octet_ix: u32, lo: vec4<f32>, hi: vec4<f32>) {
  if (combination < tile.n_combinations) {
    let ix = 2u * (combination * tile.n_octets + octet_ix);
    out[ix] += lo;
    out[ix + 1u] += hi;
  }
}

@compute @workgroup_size(LANES)
fn main(@builtin(global_invocation_id) invocation: vec3<u32>) {
  let octet_ix = invocation.x;
  let combination = 4u * invocation.y;
  if (octet_ix >= tile.n_octets) {
    return;
  }
  // A combination a column.
  var lo: mat4x4<f32>;
  var hi: mat4x4<f32>;
  for (var row_quad = 0u; row_quad < tile.n_row_quads; row_quad++) {
    let row = 4u * row_quad;
    let a = weight_octet(row, octet_ix);
    let b = weight_octet(row + 1u, octet_ix);
    let c = weight_octet(row + 2u, octet_ix);
    let d = weight_octet(row + 3u, octet_ix);
    let g4 = g_block(combination, tile.first_row_quad + row_quad);
    lo += mat4x4(a.lo, b.lo, c.lo, d.lo) * g4;
    hi += mat4x4(a.hi, b.hi, c.hi, d.hi) * g4;
  }
  add(combination, octet_ix, lo[0], hi[0]);
  add(combination + 1u, octet_ix, lo[1], hi[1]);
  add(combination + 2u, octet_ix, lo[2], hi[2]);
  add(combination + 3u, octet_ix, lo[3], hi[3]);
}
