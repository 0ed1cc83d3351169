/** Options of the results that tests make by hand. */
export const SAMPLE_OPTIONS = {
  is_focus_automatic: true,
  pca_layer: 22,
  vector_layer: "probed",
  resamples: 20,
  seed: 42,
  weights: "bf16",
  rounding: "none",
  like_notebook: false,
  outliers: 8,
  pc_space: "components",
  pca_scale: "mean",
  input_row: "same",
  like_published: false,
  activations_layer: null,
} as const;
