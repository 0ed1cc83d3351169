/**
 * The inputs as the report names them: nothing here tells where on a disk they lay.
 *
 * @module
 */

import type { CheckpointInfo, Inputs, VectorsInfo } from "../results.ts";
import { checkpointFingerprint, vectorsFingerprint } from "../sources/checkpoint/fingerprint.ts";
import type { VectorFolder } from "../sources/vectors/vectors.ts";
import { type Checkpoint, layerTensors } from "../sources/checkpoint/weights.ts";
import { COMPONENT_OF } from "./component_names.ts";
import type { RunInputs } from "./run_inputs.ts";
import type { SemanticVectors } from "./semantic_vectors.ts";

/** Names, shapes and counts of the three inputs; dtypes are those of the tensors of `layers`. */
export function describeInputs(
  { base, instruct, vectors }: RunInputs,
  layers: readonly number[],
): Inputs {
  return {
    base: describeCheckpoint(base, layers),
    instruct: describeCheckpoint(instruct, layers),
    vectors: describeVectors(vectors),
    remarks: { components: [], pair: [] },
  };
}

/** The same with what tells the content of each apart: of the weights a sample, of the vectors those that were used. */
export async function fingerprinted(
  described: Inputs,
  { base, instruct }: RunInputs,
  { layers, semantic }: {
    layers: readonly number[];
    semantic: Iterable<SemanticVectors>;
  },
): Promise<Inputs> {
  const used = Array.from(semantic, ({ vectors }) => vectors).flat();
  return {
    ...described,
    base: { ...described.base, fingerprint: await checkpointFingerprint(base, layers) },
    instruct: { ...described.instruct, fingerprint: await checkpointFingerprint(instruct, layers) },
    vectors: {
      ...described.vectors,
      fingerprint: used.length === 0 ? null : vectorsFingerprint(used),
    },
  };
}

/** One checkpoint. */
export function describeCheckpoint(
  checkpoint: Checkpoint,
  layers: readonly number[],
): CheckpointInfo {
  const { recipe, adapter } = checkpoint;
  const dtypes = adapter?.dtypes ??
    layers.flatMap((layer) =>
      layerTensors(checkpoint.layerWeights(layer)).map((tensor) => tensor.dtype)
    );
  return {
    name: checkpoint.label,
    architecture: recipe.architecture,
    hidden_size: recipe.hiddenSize,
    intermediate_size: recipe.intermediateSize,
    layers: recipe.nLayers,
    dtypes: [...new Set(dtypes)].sort(),
    eps: recipe.eps,
    activation: recipe.activation,
    norm: recipe.isCentred ? "layer" : "rms",
    norm_weight: !recipe.isNormScaled ? "none" : recipe.normOffset === 1 ? "1 + w" : "w",
    has_pre_norm: recipe.hasPreNorm,
    has_post_norm: recipe.hasPostNorm,
    biased: recipe.biased.map((part) => COMPONENT_OF[part]),
    multiplier: recipe.multiplier,
    is_parallel: checkpoint.isParallel,
    doubled_from: recipe.doubledFrom,
    hook: { ...checkpoint.hook },
    defaults: [...recipe.defaults],
    unread: checkpoint.unread.map(({ path, reason }) => ({ path, reason })),
    adapter: adapter === undefined ? null : {
      name: adapter.name,
      base: adapter.base,
      named_base: adapter.namedBase,
      is_dora: adapter.isDora,
      ranks: [...adapter.ranks],
      scales: [...adapter.scales],
      tensors: [...adapter.tensors],
      layers: [...adapter.layers],
      others: [...adapter.others],
    },
    weight_files: null,
    fingerprint: null,
  };
}

/** The kinds of vectors that a run is without, with whether there was any. */
export function missingVectors(
  { roleNames, traitNames, skipped }: Pick<VectorFolder, "roleNames" | "traitNames" | "skipped">,
): string[] {
  const kinds = [["role", roleNames], ["trait", traitNames]] as const;
  return kinds.filter(([, names]) => names.length === 0).map(([missing]) =>
    `${missing} vectors (none ${
      skipped.some(({ kind }) => kind === missing) ? "could be used" : "found"
    })`
  );
}

function describeVectors(vectors: VectorFolder): VectorsInfo {
  return {
    name: vectors.label,
    layout: vectors.layout,
    roles: vectors.roleNames.length,
    traits: vectors.traitNames.length,
    role_key: vectors.roleKey,
    trait_key: vectors.traitKey,
    row_zero: vectors.rowZero,
    roles_are: vectors.rolesAre,
    traits_are: vectors.traitsAre,
    difference: vectors.difference,
    skipped: vectors.skipped.map(({ kind, name, reason }) => ({ name, kind, reason })),
    unread: vectors.unread.map(({ path, reason }) => ({ path, reason })),
    missing: missingVectors(vectors),
    fingerprint: null,
  };
}
