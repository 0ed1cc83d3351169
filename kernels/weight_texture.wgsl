// W as a storage texture of 16 bytes a texel, for the kernels that name it `weight` and its sizes `tile`; follows unpack.wgsl.

const TEXELS_PER_LINE = 4096u;

fn texel_of(ix: u32) -> vec2<u32> {
  return vec2(ix % TEXELS_PER_LINE, ix / TEXELS_PER_LINE);
}

fn weight_octet(row: u32, octet_ix: u32) -> Octet {
  let ix = row * tile.n_octets + octet_ix;
  if (DTYPE == F32) {
    return unpack_32_bit(
      textureLoad(weight, texel_of(2u * ix)),
      textureLoad(weight, texel_of(2u * ix + 1u)),
    );
  }
  return unpack_16_bit(textureLoad(weight, texel_of(ix)));
}
