/**
 * Everything a run settles before it reads a weight: that the inputs belong together, the layers, the components, the input
 * matrix. `--plan` stops here.
 *
 * @module
 */

import { basename } from "node:path";
import type { ActivationRows } from "../sources/npy/activations_file.ts";
import { shownName } from "../text/quote.ts";
import type { PcaFile, RawVectors, VectorFolder } from "../sources/vectors/vectors.ts";
import { checkPair, pairRemarks } from "./check_pair.ts";
import { type Directions, settleDirections } from "./directions.ts";
import { type LayerState, type OwnRequest, readStates } from "./layer_state.ts";
import {
  type AnalysisOptions,
  checkActivationsLayer,
  defaultPcaLayer,
  resolveFocus,
  resolveLayers,
} from "./options.ts";
import type { RunInputs } from "./run_inputs.ts";
import { checkSemanticLayers } from "./semantic_layers.ts";
import { UsageError } from "../usage_error.ts";
import {
  type ComponentSet,
  componentsFromFile,
  componentsFromRoles,
} from "./principal_components.ts";

/** Real inputs of one layer's MLP, before the pre-norm. */
export interface LayerActivations extends ActivationRows {
  readonly layer: number;
}

/** Options with what depends on the device settled, and the activations where there are any. */
export type SettledOptions = AnalysisOptions & {
  readonly random: number;
  readonly sweep: boolean;
  /** Resamples of the roles. */
  readonly resamples: number;
  readonly activations?: LayerActivations | null;
};

/** A run that is ready to compute. */
export interface PreparedRun {
  readonly layers: readonly number[];
  /** Null: the hypothesis layer and the peaks, once known. */
  readonly focus: readonly number[] | null;
  readonly pcaLayer: number;
  readonly directions: Directions;
  /** Mean states of the layers that the operating point and the outliers need; empty without baselines. */
  readonly states: ReadonlyMap<number, LayerState>;
  /** The assistant axis at the layer of the PCA, where the folder has one. */
  readonly assistantAxis: Float32Array | null; // f32 [C]
  /** Random directions of each baseline. */
  readonly random: number;
  /** Resamples of the roles. */
  readonly resamples: number;
  /** Whether every role and trait is run as an input at every layer. */
  readonly isSweep: boolean;
  /** Real activations to run at one layer; null where none were given. */
  readonly activations: LayerActivations | null;
  /** What differs between base and instruct beside the weights, in whole sentences. */
  readonly pairRemarks: readonly string[];
  /** Things the reader should know of the choice of components, in whole sentences. */
  readonly notes: readonly string[];
}

/**
 * Checks the inputs against each other and the options against the inputs, and reads the principal components.
 *
 * @throws {UsageError} if an option does not fit the model; {Error} if the inputs do not belong together.
 */
export async function prepareRun(
  inputs: RunInputs,
  options: SettledOptions,
): Promise<PreparedRun> {
  checkPair(inputs);
  const { hiddenSize, nLayers } = inputs.base.recipe;
  const layers = resolveLayers(options.layers, nLayers);
  const focus = resolveFocus(options.focus, { layers, nLayers });
  if (options.vectorLayer !== "probed") checkLayer("--vector-layer", options.vectorLayer, nLayers);
  if (options.pcaLayer !== null) checkLayer("--pca-layer", options.pcaLayer, nLayers);
  const activations = options.activations ?? null;
  if (activations !== null) checkActivationsLayer(activations.layer, { layers, nLayers });
  if (options.outliers !== "auto" && options.outliers >= hiddenSize) {
    throw new UsageError(
      `Cannot leave out ${options.outliers} --outliers: expected fewer than the ${hiddenSize} coordinates of the model`,
    );
  }
  const { components, sigma, pcaLayer, notes } = await chooseComponents(inputs, options);
  await checkSemanticLayers(inputs.vectors, {
    // Where the layers that are decomposed are not known yet, each of them may be.
    layers: options.sweep || focus === null ? layers : focus,
    vectorLayer: options.vectorLayer,
  });
  const { vectors } = inputs;
  const hasBaselines = options.random > 0;
  const { isTraitRawMean } = vectors;
  const raw = hasBaselines ? await readLayer(vectors, pcaLayer) : null;
  const source = { components, sigma, raw, isTraitRawMean, hiddenSize };
  return {
    layers,
    focus,
    pcaLayer,
    directions: settleDirections(source, options),
    states: hasBaselines
      ? await readStates(
        vectors,
        stateLayers(layers, pcaLayer),
        ownRequest(source, { layers, options }),
      )
      : new Map(),
    assistantAxis: await vectors.assistantAxis(pcaLayer),
    random: options.random,
    resamples: options.resamples,
    isSweep: options.sweep,
    activations,
    pairRemarks: await pairRemarks(inputs, layers),
    notes,
  };
}

/** In another space a layer's own PC1 would need that layer's scaling, as the PCs of resamples would. */
function ownRequest(
  { components, sigma }: Pick<ComponentSet, "components" | "sigma">,
  { layers, options }: { layers: readonly number[]; options: AnalysisOptions },
): OwnRequest | null {
  const pc1 = components[0]?.values;
  if (pc1 === undefined || options.pcSpace !== "components") return null;
  return { pc1, scale: sigma === null ? "mean" : "standard", layers };
}

/** Every analysed layer, the one before it, and that of the PCA, ascending. */
function stateLayers(layers: readonly number[], pcaLayer: number): number[] {
  const wanted = layers.flatMap((layer) => [layer - 1, layer]).filter((layer) => layer >= 0);
  return [...new Set([...wanted, pcaLayer])].sort((a, b) => a - b);
}

function checkLayer(option: string, layer: number, nLayers: number): void {
  if (layer >= nLayers) {
    throw new UsageError(
      `Cannot use ${option} ${layer}: expected a layer from 0 to ${
        nLayers - 1
      }, as the model has ${nLayers} layers`,
    );
  }
}

async function chooseComponents(inputs: RunInputs, options: AnalysisOptions) {
  const { base, vectors } = inputs;
  const fileName = chooseFile(vectors, options);
  const notes: string[] = [];
  let set: ComponentSet;
  let pcaLayer: number;
  if (fileName === null) {
    expectRoles(vectors);
    pcaLayer = options.pcaLayer ?? defaultPcaLayer(base.recipe);
    set = componentsFromRoles(await readLayer(vectors, pcaLayer), options);
  } else {
    const file = await vectors.readPca(fileName);
    checkPcaFile(file, inputs, options);
    if (options.pcaScale === "standard") {
      throw new UsageError(
        `Cannot use --pca-scale with the PCA file ${
          shownName(fileName)
        }, which has its own scaling: leave the option out, ` +
          `or compute components with --pca computed`,
      );
    }
    pcaLayer = file.layer;
    const roles = file.fitted === null ? await readLayer(vectors, pcaLayer) : null;
    set = componentsFromFile(file, options, roles);
    if (vectors.pcaFileNames.length > 1) {
      notes.push(
        `Of ${vectors.pcaFileNames.length} PCA files (${
          vectors.pcaFileNames.map(shownName).join(", ")
        }), ${shownName(fileName)} was used.`,
      );
    }
    if (file.unreadKeys.length > 0) {
      notes.push(
        `The PCA file ${shownName(fileName)} holds keys that are not read: ${
          file.unreadKeys.map(shownName).join(", ")
        }.`,
      );
    }
    if (file.scalerClass !== null && options.pcSpace === "components") {
      notes.push(
        `The PCA file ${shownName(fileName)} holds a ${
          shownName(file.scalerClass)
        }: it is reported and not applied.`,
      );
    }
  }
  const { components, sigma } = set;
  if (components.length < options.pcs) {
    notes.push(
      `${options.pcs} principal components were asked for; all that exist were used: ${components.length}.`,
    );
  }
  return { components, sigma, pcaLayer, notes };
}

/** @throws {UsageError} where too few roles are left because the others lack the key that was asked of them. */
function expectRoles({ label, roleNames, roleKey, skipped }: VectorFolder): void {
  const roles = skipped.filter(({ kind }) => kind === "role");
  const [first] = roles;
  if (roleNames.length >= 2 || first === undefined) return;
  throw new UsageError(
    `Cannot compute principal components of ${
      shownName(label)
    }: expected at least two roles with the key ${
      shownName(roleKey ?? "")
    }, got ${roleNames.length} and ${roles.length} without it (${
      shownName(first.name)
    }: ${first.reason}); name another with --role-key, or give a PCA file`,
  );
}

function chooseFile(vectors: VectorFolder, { pca }: AnalysisOptions): string | null {
  if (pca === "computed") return null;
  if (pca === "auto") return vectors.pcaFileNames[0] ?? null;
  // A path is taken by its last part: PCA files are those of the vectors folder.
  const name = basename(pca.file);
  if (vectors.pcaFileNames.includes(name)) return name;
  const found = vectors.pcaFileNames.length === 0
    ? "there are no PCA files"
    : `the PCA files there are ${vectors.pcaFileNames.map(shownName).join(", ")}`;
  throw new UsageError(
    `Cannot find the PCA file ${shownName(pca.file)} of --pca in ${
      shownName(vectors.label)
    }: ${found}`,
  );
}

function checkPcaFile(
  file: PcaFile,
  { base }: RunInputs,
  options: AnalysisOptions,
): void {
  const hiddenSize = file.components.length / file.nComponents;
  if (hiddenSize !== base.recipe.hiddenSize) {
    throw new Error(
      `Cannot use the PCA file ${shownName(file.fileName)} with ${
        shownName(base.label)
      }: expected components of ${base.recipe.hiddenSize} entries, got ${hiddenSize}`,
    );
  }
  if (file.layer >= base.recipe.nLayers) {
    throw new Error(
      `Cannot use the PCA file ${shownName(file.fileName)} with ${
        shownName(base.label)
      }: it is of layer ${file.layer}, ` +
        `and the model has layers 0 to ${base.recipe.nLayers - 1}`,
    );
  }
  if (options.pcaLayer !== null && options.pcaLayer !== file.layer) {
    throw new UsageError(
      `Cannot use --pca-layer ${options.pcaLayer} with the PCA file ${
        shownName(file.fileName)
      }, which is of layer ${file.layer}: ` +
        `leave the option out, or compute components with --pca computed`,
    );
  }
}

async function readLayer(vectors: VectorFolder, layer: number): Promise<RawVectors> {
  const [raw] = await vectors.readLayers([layer]);
  if (raw === undefined) {
    throw new Error(`Cannot read layer ${layer} of ${shownName(vectors.label)}`);
  }
  return raw;
}
