/**
 * Role and trait vectors of the layers of a run, a few layers at a time.
 *
 * @module
 */

import type { VectorFolder } from "../sources/vectors/vectors.ts";
import type { AnalysisOptions } from "./options.ts";
import { type SemanticVectors, semanticVectors } from "./semantic_vectors.ts";

/** Every file is opened once for so many layers, whose vectors are held at once: memory stays flat in the depth of the model. */
const LAYERS_AT_ONCE = 4;

/** Reads the vectors that belong to each layer: those taken there, or at the layer of `--vector-layer`. */
export class SemanticLayers {
  readonly #vectors: VectorFolder;
  readonly #layers: readonly number[];
  readonly #vectorLayer: AnalysisOptions["vectorLayer"];
  #held = new Map<number, SemanticVectors>();

  /** @param layers Layers that will be asked for, in order. */
  constructor(
    vectors: VectorFolder,
    { layers, vectorLayer }: {
      layers: readonly number[];
      vectorLayer: AnalysisOptions["vectorLayer"];
    },
  ) {
    this.#vectors = vectors;
    this.#layers = layers;
    this.#vectorLayer = vectorLayer;
  }

  /** The vectors that `layer` is set against. */
  async at(layer: number): Promise<SemanticVectors> {
    const wanted = this.#vectorLayerOf(layer);
    const held = this.#held.get(wanted);
    if (held !== undefined) return held;
    const next = this.#layers.slice(this.#layers.indexOf(layer)).map((it) =>
      this.#vectorLayerOf(it)
    );
    const isTraitRawMean = this.#vectors.traitsAre?.is === "raw";
    const read = await this.#vectors.readLayers([...new Set(next)].slice(0, LAYERS_AT_ONCE));
    this.#held = new Map(
      read.map((raw) => [raw.layer, semanticVectors(raw, { isTraitRawMean })]),
    );
    return this.#held.get(wanted)!;
  }

  #vectorLayerOf(layer: number): number {
    return this.#vectorLayer === "probed" ? layer : this.#vectorLayer;
  }
}

/**
 * Reads every vector that a run will use and keeps none, so that one that cannot be used is named before a weight is read.
 *
 * @throws {Error} naming the vector and the layer.
 */
export async function checkSemanticLayers(
  vectors: VectorFolder,
  options: { layers: readonly number[]; vectorLayer: AnalysisOptions["vectorLayer"] },
): Promise<void> {
  const semantic = new SemanticLayers(vectors, options);
  for (const layer of options.layers) await semantic.at(layer);
}
