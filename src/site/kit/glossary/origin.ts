/**
 * Words for where inside an MLP a change arises, and for what it points to.
 *
 * @module
 */

import type { TermGroup } from "./term.ts";

/** Where a change arises. */
export const ORIGIN: TermGroup = {
  id: "words-origin",
  title: "Where a change arises",
  terms: [
    {
      id: "stage",
      term: "stage",
      meaning:
        "One of the products between input and output of an MLP: gate product, up product, h, down product, output. The angle between base and instruct is measured at each.",
      others: "activation, hook point",
      methods: "causes",
      columns: { file: "data/stages.csv", names: ["stage", "delta_angular"] },
      forms: "stages?",
    },
    {
      id: "gate-product",
      term: "gate product",
      meaning: "The normed input times the gate matrix, before the activation function.",
      others: "gate_pre; in TransformerLens mlp.hook_pre",
      methods: "causes",
      columns: { file: "data/mlp.csv", names: ["gate_angular"] },
      forms: "gate products?",
    },
    {
      id: "up-product",
      term: "up product",
      meaning: "The normed input times the up matrix.",
      others: "up_pre; in TransformerLens mlp.hook_pre_linear",
      methods: "causes",
      columns: { file: "data/mlp.csv", names: ["up_angular"] },
      forms: "up products?",
    },
    {
      id: "hidden",
      term: "h, the gated activation",
      meaning:
        "The activation function of the gate product times the up product, one number a neuron.",
      others: "post, neuron activations; in TransformerLens mlp.hook_post",
      methods: "causes",
      columns: { file: "data/mlp.csv", names: ["hidden_angular"] },
      forms: "gated activations?|h(?= is (?:act|the activation))",
    },
    {
      id: "down-product",
      term: "down product",
      meaning:
        "h times the down matrix, before the norm after the MLP. Without such a norm it is the output.",
      others: "mlp_out before the post-norm, where the architecture has one",
      methods: "causes",
      columns: { file: "data/mlp.csv", names: ["down_angular"] },
      forms: "down products?",
    },
    {
      id: "output",
      term: "output",
      meaning:
        "What the MLP adds to the residual stream, after the norm after the MLP where there is one.",
      others: "mlp_out; in TransformerLens hook_mlp_out",
      methods: "measurement",
      columns: { file: "data/mlp.csv", names: ["base_output_norm", "instruct_output_norm"] },
      forms: "MLP outputs?",
    },
    {
      id: "hybrid",
      term: "hybrid",
      meaning: "An MLP of which some tensors are the base’s and the others the instruct model’s.",
      others: "weight patching, model stitching",
      methods: "causes",
      forms: "hybrids?",
    },
    {
      id: "attribution-share",
      term: "attribution share",
      meaning:
        "The part of a change that one tensor carries: what it adds when it becomes the instruct model’s, averaged over all orders in which the tensors change. The shares of an input sum to 1, and each may be negative.",
      others: "Shapley value, Shapley share",
      methods: "causes",
      columns: { file: "data/attribution.csv", names: ["share"] },
      forms: "(?:Shapley|attribution) (?:shares?|values?)",
    },
    {
      id: "first-in",
      term: "first in",
      meaning: "The change when this tensor alone is the instruct model’s.",
      others: "sufficiency, denoising patch",
      methods: "causes",
      columns: { file: "data/attribution.csv", names: ["first_in"] },
      forms: "first in",
    },
    {
      id: "last-in",
      term: "last in",
      meaning: "What this tensor adds when all others are the instruct model’s already.",
      others: "necessity, noising patch",
      methods: "causes",
      columns: { file: "data/attribution.csv", names: ["last_in"] },
      forms: "last in",
    },
    {
      id: "even-share",
      term: "even share",
      meaning:
        "How much of the changes of an input and of its negative is the same for both. A linear map gives 0, a change for one sign alone 50 %.",
      methods: "causes",
      columns: { file: "data/mlp.csv", names: ["even_share"] },
      forms: "even (?:shares?|parts?)",
    },
    {
      id: "self-projection",
      term: "self-projection",
      meaning:
        "The part of an output that lies along its own input. Above zero the layer adds to the direction that it was given.",
      others: "gain along the input direction, direct write-back",
      methods: "causes",
      columns: {
        file: "data/mlp.csv",
        names: ["base_self_projection", "instruct_self_projection"],
      },
      forms: "self-projections?",
    },
    {
      id: "neuron-contribution",
      term: "neuron contribution",
      meaning:
        "What one neuron adds to |d|; those of all neurons sum to it. It has three parts: the neuron fires otherwise, it writes something else, or the norm after the MLP rescales what it writes.",
      others: "direct logit attribution of a neuron, with d in the place of a logit direction",
      methods: "causes",
      columns: {
        file: "data/neurons-layer-N.csv",
        names: ["contribution", "fires", "writes", "rescaled"],
      },
      forms: "(?:neuron )?contributions?",
    },
  ],
};

/** What a change says of roles and traits. */
export const POINTS_TO: TermGroup = {
  id: "words-points-to",
  title: "What a change points to",
  terms: [
    {
      id: "decomposed-layer",
      term: "decomposed layer",
      meaning:
        "A layer whose change is tested along every role and trait vector and shared out to its neurons; cosines alone are known of all layers. Unless told otherwise these are the hypothesis layer and the two peaks.",
      methods: "decomposition",
      forms: "decomposed(?: layers?)?",
    },
    {
      id: "projection",
      term: "projection",
      meaning:
        "How far a change reaches along a role or trait vector: d · s. The vectors are not orthogonal, so projections are not shares of the change.",
      others: "dot product, coefficient along a direction",
      methods: "measurement",
      columns: { file: "data/layer-N.csv", names: ["projection"] },
      forms: "projections?",
    },
    {
      id: "cosine",
      term: "cosine",
      meaning:
        "A projection without the lengths: 1 where two vectors point the same way, 0 where they have nothing in common.",
      others: "cosine similarity",
      methods: "measurement",
      columns: { file: "data/layer-N.csv", names: ["cosine", "cosine_z", "cosine_pfw"] },
      forms: "cosines?",
    },
    {
      id: "mean-direction",
      term: "mean direction",
      meaning:
        "The direction m that all role and trait vectors share: their mean, made unit length. A change along it has a projection on every one of them.",
      others: "common mode; common_mode in the files",
      methods: "decomposition",
      columns: { file: "data/layer-N.csv", names: ["specific_projection"] },
      forms: "mean direction(?: of all vectors)?|common mode",
    },
    {
      id: "span",
      term: "span, R²",
      meaning:
        "All that role and trait vectors can make together. R² is the share of |d|² that lies in it.",
      others: "subspace, explained variance of a least-squares fit without intercept",
      methods: "decomposition",
      forms: "span(?= of)|(?<=(?:in|the|their) )span(?! (?:the|from))|R²",
    },
    {
      id: "matching-pursuit",
      term: "matching pursuit",
      meaning:
        "A change written with few vectors: each step takes the vector that tells most of what is left, and fits all taken so far again. It is one way to write the change, not the one.",
      others: "orthogonal matching pursuit (OMP), gradient pursuit in sparse coding",
      methods: "decomposition",
      columns: { file: "data/layer-N.csv", names: ["omp_step", "omp_coefficient"] },
      forms: "(?:orthogonal )?matching pursuits?",
    },
  ],
};
