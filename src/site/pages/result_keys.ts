/**
 * What each part of `results.json` holds, for the list of files.
 *
 * @module
 */

const MEANINGS: Readonly<Record<string, string>> = {
  schema: "Form of the file.",
  run: "When it was made, with what and for how long.",
  inputs:
    "Both checkpoints and the vectors, as they were read: of these also what row 0 is, and whether they are raw means or differences.",
  options: "Options in force, defaults filled in.",
  device: "What computed the MLPs.",
  pcs: "What each component is, PC1 first.",
  mlp: "The rows of mlp.csv.",
  no_peak: "Why PC1 has no peak, where it has none.",
  hypothesis_layer: "Which peak the layer is that published analyses singled out.",
  among_isotropic: "How many random inputs turn at least as far as PC1, by layer.",
  peaks: "Where PC1 turns most, and where it moves farthest.",
  baseline: "The rows of baseline.csv.",
  chance: "How the random inputs stand to PC1 at the peak.",
  within_noise: "Layers at which the change of PC1 is within the rounding noise of the weights.",
  decompositions: "The rows of layer-N.csv, by layer.",
  decomposition_info:
    "What lies behind each decomposition, and what all vectors say together, by layer.",
  roles_by_layer:
    "Cosine and projection of the change of every component at every layer on every role and trait: vectors are named once, " +
    "and each list of numbers, of nine significant digits, is by vector.",
  same_direction: "The cosines of every two layers’ changes of PC1; null of one layer.",
  assistant_axis: "The rows of assistant-axis.csv; null without that axis.",
  sweep:
    "The rows of sweep.csv, roles and traits by layer and against each other; null without a sweep.",
  activations: "The rows of activations.csv, and PC1 among them; null where none were given.",
  self_check: "What of the products was computed again in float64, and how well it agrees.",
  evidence: "What tells whether a peak is real; null without baselines.",
  causes: "Where the change arises and what carries it; null without baselines.",
  findings: "Sentences made of the numbers, each with its topic and layers.",
};

/** The keys of results in their order, each with a line on what it holds. */
export function resultKeys(results: object): { name: string; meaning: string }[] {
  return Object.keys(results).map((name) => ({
    name,
    meaning: MEANINGS[name] ?? "What the analysis of this name settled.",
  }));
}
