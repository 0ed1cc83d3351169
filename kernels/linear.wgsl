// y = x W^T for one tile of whole rows of W: y[v, first_row + r] = sum over k of x[v, k] W[r, k]
//
// Letters: V input vectors, R rows of W (outputs), K columns of W (inputs), Kp and Rp = K and R rounded up to a multiple of 16;
//   elements K..Kp-1 of each row are zero in x and in W.
// For software adapters, whose lanes are those of the processor's vectors: a row of W a lane, so that sums need no lane of another, and
//   inputs loaded by all lanes together and handed round, since a load takes about 50 instructions and handing on takes one.
// Textures hold the matrices row after row, 16 bytes a texel, folded at TEXELS_PER_LINE: texel i lies at
//   (i % TEXELS_PER_LINE, i / TEXELS_PER_LINE). They serve as plain arrays, which such adapters read faster than buffers, and as storage
//   textures, because sampled ones are looked up in a function that works out a mip level for every lane.
// Bindings:
//   @binding(0) weight: storage texture, rows of the tile [n_rows, Kp] as stored (BF16, F16 or F32 by DTYPE), 16 bytes a texel
//   @binding(1) x: storage texture, f32 [V, Kp], four elements a texel
//   @binding(2) y: storage, read_write, f32 [V, Rp]
//   @binding(3) tile: uniform, sizes
// One workgroup, one subgroup of LANES lanes, computes $ROW_BLOCKS blocks of LANES rows for $PAIRS pairs of vectors, in float32: sums of
//   BLOCK_OCTETS octets, added to those before, so that rounding grows with the length of a block and with the blocks, not with K.
// Dispatch: (V / vectors, n_rows / rows, 1), both rounded up; workgroups that run one after another share rows, which stay in the cache
// Sizes (unrolled by src/compute/expand_kernel.ts): $ROW_BLOCKS, $PAIRS
// Uses unpack.wgsl and weight_texture.wgsl. CPU twin: src/compute/cpu/linear.ts
// Source: outer products of register blocks, Goto and van de Geijn 2008, doi 10.1145/1356052.1356053, section 4; sums by blocks,
//   Higham 1993, doi 10.1137/0914050

struct Tile {
  n_rows: u32, // in this tile
  first_row: u32, // of this tile in W
  n_octets: u32, // Kp / 8, even
  n_vectors: u32, // V
  y_pitch: u32, // Rp, in elements
}

@group(0) @binding(0) var weight: texture_storage_2d<rgba32uint, read>;
@group(0) @binding(1) var x: texture_storage_2d<rgba32float, read>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<uniform> tile: Tile;

// Lanes of a subgroup. Of two vectors, each of two octets, every lane loads a quad.
const LANES = 8u;

const BLOCK_OCTETS = 64u;

// One octet of a row of W, times that octet of two vectors.
fn products(w: Octet, a_lo: vec4<f32>, a_hi: vec4<f32>, b_lo: vec4<f32>, b_hi: vec4<f32>) -> vec2<f32> {
  return vec2(dot(w.lo, a_lo) + dot(w.hi, a_hi), dot(w.lo, b_lo) + dot(w.hi, b_hi));
}

// Rows and vectors past the end are whatever lies there, and are not written.
fn write_pair(sums: vec2<f32>, row: u32, vector: u32) {
  if (row >= tile.n_rows) {
    return;
  }
  let ix = vector * tile.y_pitch + tile.first_row + row;
  if (vector < tile.n_vectors) {
    y[ix] = sums.x;
  }
  if (vector + 1u < tile.n_vectors) {
    y[ix + tile.y_pitch] = sums.y;
  }
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let row = group.y * LANES * $ROW_BLOCKSu + lane;
  let vector = group.x * 2u * $PAIRSu;
  let n_quads = 2u * tile.n_octets;
  let first_quad = (vector + lane / 4u) * n_quads + lane % 4u;
  // y1_2 sums a row of the second block for vectors 4 and 5.
  // @for r in 0..ROW_BLOCKS
  // @for p in 0..PAIRS
  var y$r_$p = vec2(0.0);
  // @end
  // @end
  for (var first_octet = 0u; first_octet < tile.n_octets; first_octet += BLOCK_OCTETS) {
    // Zeros in so many words: naga does not clear a variable without a value when a loop comes round to it.
    // @for r in 0..ROW_BLOCKS
    // @for p in 0..PAIRS
    var s$r_$p = vec2(0.0);
    // @end
    // @end
    let end_octet = min(first_octet + BLOCK_OCTETS, tile.n_octets);
    for (var octet_ix = first_octet; octet_ix < end_octet; octet_ix += 2u) {
      // Lanes 0..3 hold two octets of the first vector of the pair, lanes 4..7 those of the second.
      // @for p in 0..PAIRS
      let x$p = textureLoad(x, texel_of(first_quad + 2u * ($pu * n_quads + octet_ix)));
      // @end
      // @for r in 0..ROW_BLOCKS
      let even$r = weight_octet(row + LANES * $ru, octet_ix);
      // @end
      // @for p in 0..PAIRS
      let even_a_lo$p = subgroupBroadcast(x$p, 0u);
      let even_a_hi$p = subgroupBroadcast(x$p, 1u);
      let even_b_lo$p = subgroupBroadcast(x$p, 4u);
      let even_b_hi$p = subgroupBroadcast(x$p, 5u);
      // @for r in 0..ROW_BLOCKS
      s$r_$p += products(even$r, even_a_lo$p, even_a_hi$p, even_b_lo$p, even_b_hi$p);
      // @end
      // @end
      // @for r in 0..ROW_BLOCKS
      let odd$r = weight_octet(row + LANES * $ru, octet_ix + 1u);
      // @end
      // @for p in 0..PAIRS
      let odd_a_lo$p = subgroupBroadcast(x$p, 2u);
      let odd_a_hi$p = subgroupBroadcast(x$p, 3u);
      let odd_b_lo$p = subgroupBroadcast(x$p, 6u);
      let odd_b_hi$p = subgroupBroadcast(x$p, 7u);
      // @for r in 0..ROW_BLOCKS
      s$r_$p += products(odd$r, odd_a_lo$p, odd_a_hi$p, odd_b_lo$p, odd_b_hi$p);
      // @end
      // @end
    }
    // @for r in 0..ROW_BLOCKS
    // @for p in 0..PAIRS
    y$r_$p += s$r_$p;
    // @end
    // @end
  }
  // @for r in 0..ROW_BLOCKS
  // @for p in 0..PAIRS
  write_pair(y$r_$p, row + LANES * $ru, vector + 2u * $pu);
  // @end
  // @end
}
