/**
 * Words for what is measured of an MLP, and for the directions that it is given.
 *
 * @module
 */

import type { TermGroup } from "./term.ts";

/** How far base and instruct are apart. */
export const CHANGE: TermGroup = {
  id: "words-change",
  title: "The change",
  terms: [
    {
      id: "angle",
      term: "angle, 1 − cos",
      meaning:
        "How far the outputs of base and instruct point apart for the same input. The length of the outputs does not count; 1 − cos grows with the square of the angle.",
      others: "cosine distance (1 − cos), cosine similarity (cos)",
      methods: "measurement",
      columns: { file: "data/mlp.csv", names: ["delta_angular", "angle_degrees"] },
      forms: "angles?|1 [-−] cos",
    },
    {
      id: "d-length",
      term: "|d|",
      meaning:
        "Length of the change d = y instruct − y base, the difference of the two outputs. It grows with the outputs themselves.",
      others: "L2 distance, norm of the difference",
      methods: "measurement",
      columns: { file: "data/mlp.csv", names: ["delta_norm"] },
      forms: "\\|d\\|",
    },
    {
      id: "radial-share",
      term: "radial share",
      meaning: "Share of |d|² that is a change of length alone. The rest is a change of direction.",
      methods: "evidence",
      columns: { file: "data/mlp.csv", names: ["radial_share"] },
      forms: "radial shares?",
    },
    {
      id: "angular-peak",
      term: "angular peak",
      meaning: "The analysed layer at which the angle of PC1 is largest.",
      columns: { file: "data/mlp.csv", names: ["delta_angular"] },
      forms: "angular peaks?",
    },
    {
      id: "absolute-peak",
      term: "absolute peak",
      meaning: "The analysed layer at which |d| of PC1 is largest.",
      columns: { file: "data/mlp.csv", names: ["delta_norm"] },
      forms: "absolute peaks?",
    },
    {
      id: "noise-floor",
      term: "noise floor",
      meaning:
        "How far the output of the base moves when its stored weights are rounded to bfloat16 and nothing else changes. No conclusion is drawn from a change below three times that.",
      others: "quantisation error",
      methods: "evidence",
      columns: { file: "data/mlp.csv", names: ["noise_floor", "delta_over_floor"] },
      forms: "noise floors?",
    },
    {
      id: "mean-state",
      term: "mean state µ",
      meaning:
        "Where the residual stream is on average: the default vector at the layer, or the mean role vector where there is none. It is taken to be of the instruct model, which no file says.",
      others: "mean activation, default activation",
      methods: "evidence",
      forms: "mean states?(?: (?:µ|μ))?|µ|μ|mu",
    },
    {
      id: "operating-point",
      term: "operating point",
      meaning:
        "The mean state, where the model works. A step along PC1 is taken from there, and the responses of both models to that step are compared.",
      others: "steering from the mean activation, finite-difference Jacobian-vector product",
      methods: "evidence",
      columns: {
        file: "data/operating-point.csv",
        names: ["response_delta", "response_angular"],
      },
      forms: "operating points?",
    },
    {
      id: "hypothesis-layer",
      term: "hypothesis layer",
      meaning:
        "Layer 18, named before any run; smaller models have none. A verdict on it is not chosen after looking at the numbers, as one on a peak would be.",
      others: "pre-registered layer",
      forms: "hypothesis layers?",
    },
  ],
};

/** What is put through the MLPs. */
export const DIRECTIONS: TermGroup = {
  id: "words-directions",
  title: "Directions",
  terms: [
    {
      id: "pc1",
      term: "PC1",
      meaning:
        "The first principal component of the role vectors at one layer, run as an input at every layer. Its two ends are named by the roles that lie farthest along it.",
      others: "first principal direction",
      methods: "measurement",
      columns: { file: "data/mlp.csv", names: ["input_vector"] },
      forms: "PC1",
    },
    {
      id: "assistant-axis",
      term: "assistant axis",
      meaning:
        "The direction from the mean of the roles to the model’s default, which some folders of vectors hold as a vector of its own.",
      others: "assistant_axis.pt of the published data set",
      columns: { file: "data/assistant-axis.csv", names: ["cosine"] },
      forms: "assistant ax[ie]s",
    },
    {
      id: "minus-pc1",
      term: "−PC1",
      meaning:
        "PC1 with its sign reversed, an input of its own. An MLP is no linear map: it may turn one sign and not the other.",
      columns: { file: "data/mlp.csv", names: ["input_vector"] },
      forms: "[-−]PC1",
    },
    {
      id: "own-pc1",
      term: "own PC1 of a layer",
      meaning:
        "PC1 of the roles at the layer itself, where PC1 of another layer is run everywhere else.",
      methods: "evidence",
      forms: "own PC1|PC1 of the roles at (?:the )?layer(?: \\d+)? itself",
    },
    {
      id: "random-directions",
      term: "random directions",
      meaning:
        "Directions drawn without regard to roles: independent normal entries, made unit length. They are a weak comparison, since no state of a model looks like them.",
      others: "isotropic draws, Gaussian directions; baseline isotropic in the files",
      methods: "evidence",
      columns: { file: "data/baseline.csv", names: ["baseline", "delta_angular"] },
      forms: "(?:random|isotropic) (?:directions?|draws?|inputs?|ones)|isotropic",
    },
    {
      id: "random-role-mixtures",
      term: "random role mixtures",
      meaning:
        "Sums of the role vectors with random weights, without their part along PC1. They are directions of the same kind as PC1, and the comparison that decides.",
      others: "persona draws; baseline persona in the files",
      methods: "evidence",
      columns: { file: "data/baseline.csv", names: ["baseline", "delta_angular"] },
      forms: "(?:random )?role mixtures?|random mixtures of roles|persona (?:draws?|median)",
    },
    {
      id: "single-roles",
      term: "single roles and traits",
      meaning:
        "Each role or trait vector as an input of its own. Where many of them turn as far as PC1, the change is not particular to PC1.",
      others: "baseline roles in the files",
      methods: "evidence",
      columns: { file: "data/baseline.csv", names: ["baseline", "delta_angular"] },
      forms: "single (?:roles?|traits?|ones)(?: (?:and|or) traits?)?",
    },
    {
      id: "role-vectors",
      term: "role and trait vectors",
      meaning:
        "Directions of the residual stream that stand for a role or a character trait: mean activations of the model while it plays the one or shows the other, most of them less a default.",
      others: "persona vectors, steering vectors, difference-in-means vectors",
      methods: "measurement",
      forms: "role and trait vectors?|(?:role|trait|persona) vectors?",
    },
    {
      id: "sweep",
      term: "sweep",
      meaning: "A run of every role and trait vector as an input at every analysed layer.",
      methods: "decomposition",
      columns: { file: "data/sweep.csv", names: ["name", "delta_angular_mean"] },
      forms: "sweeps?",
    },
    {
      id: "real-activations",
      term: "real activations",
      meaning:
        "Inputs that an MLP met on text, given by the user. They tell whether PC1 behaves as states of the model do.",
      methods: "decomposition",
      forms: "real activations?",
    },
  ],
};
