export const PROJECTION_ONLY = {
  specific_projection: null,
  trimmed_projection: null,
  base_projection: null,
  instruct_projection: null,
  z: null,
  p: null,
  q: null,
  omp_step: null,
  omp_coefficient: null,
  trimmed_z: null,
  trimmed_p: null,
  trimmed_q: null,
};
