/**
 * Words for what is left out of a comparison, and for what chance alone would give.
 *
 * @module
 */

import type { TermGroup } from "./term.ts";

/** On which part of the vectors something is measured. */
export const COORDINATES: TermGroup = {
  id: "words-coordinates",
  title: "Coordinates",
  terms: [
    {
      id: "all-coordinates",
      term: "all coordinates",
      meaning: "Both outputs as they are, with nothing left out.",
      others: "raw in the files",
      methods: "evidence",
      columns: { file: "data/robustness.csv", names: ["variant"] },
      forms: "all coordinates|raw(?! (?:means?|role))",
    },
    {
      id: "outlier-dimensions",
      term: "outlier dimensions",
      meaning:
        "The few coordinates of the residual stream that hold most of the length of the mean state: more than 1 % of its square each, and above ten times the median. A layer may have none.",
      others: "massive activations, rogue dimensions, outlier features",
      methods: "evidence",
      columns: { file: "data/outlier-curve.csv", names: ["removed", "delta_angular"] },
      forms: "outlier (?:dimensions?|coordinates?)(?! removed)",
    },
    {
      id: "outlier-dimensions-removed",
      term: "outlier dimensions removed",
      meaning:
        "The outlier dimensions of the layer are set to zero in both outputs before they are compared. A change that goes away with them is one of a handful of coordinates.",
      others: "trimmed in the files",
      methods: "evidence",
      columns: { file: "data/robustness.csv", names: ["variant"] },
      forms: "outlier dimensions? removed|without the outlier dimensions?|trimmed",
    },
    {
      id: "mean-direction-removed",
      term: "mean direction removed",
      meaning:
        "The part along the mean state µ is taken out of both outputs before they are compared. Of role and trait vectors it is their own mean direction that is taken out.",
      others: "centred in the files, mean-centred",
      methods: "evidence",
      columns: { file: "data/robustness.csv", names: ["variant"] },
      forms: "mean direction removed|without the component along (?:µ|μ|mu)|centred",
    },
    {
      id: "participation-ratio",
      term: "participation ratio",
      meaning:
        "Over how many coordinates a change is spread: 1 where a single one holds it, the number of coordinates where all hold the same.",
      others: "effective dimension, inverse participation ratio (its reciprocal)",
      methods: "evidence",
      columns: { file: "data/robustness.csv", names: ["participation_ratio"] },
      forms: "participation ratios?",
    },
  ],
};

/** Whether something is more than chance. */
export const CHANCE: TermGroup = {
  id: "words-chance",
  title: "Chance",
  terms: [
    {
      id: "baseline",
      term: "baseline",
      meaning:
        "Directions that PC1 is set against: random directions, random role mixtures, or single roles and traits. All go through the same MLPs.",
      others: "null distribution, control directions",
      methods: "evidence",
      columns: { file: "data/baseline.csv", names: ["baseline", "index", "sign"] },
      forms: "baselines?",
    },
    {
      id: "p",
      term: "p",
      meaning:
        "How rarely a draw of the baseline goes as far as PC1 at one layer: (1 + draws at least as far) / (draws + 1). With few draws it cannot be small.",
      others: "permutation p-value, Monte Carlo p-value",
      methods: "evidence",
      columns: { file: "data/mlp.csv", names: ["p_isotropic", "p_persona"] },
      forms: "p-values?|p(?= (?:=|≤|is at most|at most|counts))",
    },
    {
      id: "p-fw",
      term: "p_fw, family-wise p",
      meaning:
        "p with an allowance for looking at many layers, or at many vectors: a draw counts where it goes as far at any of them. The method is max-T.",
      others: "family-wise error rate (FWER), max-T of Westfall and Young",
      methods: "evidence",
      columns: { file: "data/mlp.csv", names: ["pfw_isotropic", "pfw_persona"] },
      forms: "p_fw|family-wise(?: p)?|max-T",
    },
    {
      id: "z",
      term: "z",
      meaning:
        "How many standard deviations of the baseline lie between a value and the mean of the baseline.",
      others: "z-score, standardised effect",
      methods: "evidence",
      columns: { file: "data/mlp.csv", names: ["z_isotropic", "z_persona"] },
      forms: "z(?= (?:of|=))|z-scores?",
    },
    {
      id: "specificity",
      term: "specificity",
      meaning:
        "How far PC1 is set apart from everything else: the smallest logarithm of the ratio of its angle to those of the median role mixture, of PC2 and of −PC1. 0 is no farther, 0.69 twice as far.",
      methods: "evidence",
      forms: "specificity",
    },
    {
      id: "bootstrap-band",
      term: "bootstrap band",
      meaning:
        "How much a number moves when the roles are drawn anew with replacement and PC1 is computed from each draw. It is the range of these, or their 5 % to 95 % quantiles from 100 on.",
      others: "bootstrap confidence interval, resampling",
      methods: "evidence",
      forms: "bootstrap bands?|resamples?(?: of the roles)?",
    },
  ],
};
