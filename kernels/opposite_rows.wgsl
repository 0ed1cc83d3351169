// out[2v] = a[v], out[2v + 1] = -a[v]: each row, followed by its negative
//
// Letters: V rows, K columns, Kp = K rounded up to a multiple of 16.
// Bindings:
//   @binding(0) a: storage, read, f32 [V, Kp], four at a time
//   @binding(1) out: storage, read_write, f32 [2 V, Kp], four at a time
//   @binding(2) row: uniform, size
// One invocation writes four consecutive elements of two rows.
// Dispatch: (Kp / 4 / LANES rounded up, V, 1)
// CPU twin: src/compute/cpu/opposite_rows.ts

struct Row {
  n_quads: u32, // Kp / 4
}

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> out: array<vec4<f32>>;
@group(0) @binding(2) var<uniform> row: Row;

const LANES = 64u;

@compute @workgroup_size(LANES)
fn main(@builtin(global_invocation_id) invocation: vec3<u32>) {
  if (invocation.x >= row.n_quads) {
    return;
  }
  let quad = a[invocation.y * row.n_quads + invocation.x];
  let ix = 2u * invocation.y * row.n_quads + invocation.x;
  out[ix] = quad;
  out[ix + row.n_quads] = -quad;
}
