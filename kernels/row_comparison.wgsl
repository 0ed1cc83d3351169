// Of each row of a and of b: |a|^2, |b|^2, |b - a|^2, and 1 - cos of the angle between them as | a/|a| - b/|b| |^2 / 2,
// since 1 - cos itself cancels for small angles; 0 where either has no length.
//
// Letters: V rows compared, K columns, Kp = K rounded up to a multiple of 16; elements K..Kp-1 of each row are zero in a and in b.
// Bindings:
//   @binding(0) a: storage, read, f32 [V or more, Kp], four at a time
//   @binding(1) b: storage, read, f32 [V or more, Kp], four at a time
//   @binding(2) numbers: storage, read_write, f32 [V, 4 n_number_quads], four at a time: the four numbers of a row, then what lies there
//   @binding(3) row: uniform, sizes
// One workgroup compares one row; one invocation every LANES-th quad of it, in float32.
// Dispatch: (V, 1, 1)
// CPU twin: src/compute/cpu/row_comparison.ts

struct Row {
  n_quads: u32, // Kp / 4
  n_number_quads: u32, // of one row of the numbers
}

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> numbers: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> row: Row;

const LANES = 64u;

// Squares of a, of b and of their difference, then the turn.
var<workgroup> sh_sums: array<vec4<f32>, LANES>;

fn sum_over_lanes(sums: vec4<f32>, lane: u32) -> vec4<f32> {
  sh_sums[lane] = sums;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      sh_sums[lane] += sh_sums[lane + half];
    }
  }
  workgroupBarrier();
  let total = sh_sums[0];
  workgroupBarrier();
  return total;
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let first_quad = group.x * row.n_quads;
  var squares = vec4(0.0);
  for (var quad_ix = lane; quad_ix < row.n_quads; quad_ix += LANES) {
    let of_a = a[first_quad + quad_ix];
    let of_b = b[first_quad + quad_ix];
    let difference = of_b - of_a;
    squares += vec4(dot(of_a, of_a), dot(of_b, of_b), dot(difference, difference), 0.0);
  }
  squares = sum_over_lanes(squares, lane);

  var turn = 0.0;
  if (squares.x > 0.0 && squares.y > 0.0) {
    let lengths = sqrt(squares.xy);
    for (var quad_ix = lane; quad_ix < row.n_quads; quad_ix += LANES) {
      let apart = a[first_quad + quad_ix] / lengths.x - b[first_quad + quad_ix] / lengths.y;
      turn += dot(apart, apart);
    }
  }
  let total = sum_over_lanes(vec4(turn, 0.0, 0.0, 0.0), lane);
  if (lane == 0u) {
    numbers[group.x * row.n_number_quads] = vec4(squares.xyz, total.x / 2.0);
  }
}
