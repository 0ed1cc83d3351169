/**
 * What is told of an adapter that is added to a checkpoint.
 *
 * @module
 */

/** What an adapter is and does, of the layers that are asked for. */
export interface AdapterFacts {
  /** Base name of its folder, or `id@commit`. */
  readonly name: string;
  /** The checkpoint that it is added to, in the same way. */
  readonly base: string;
  /** The model that its config says it was trained on; null where it names none. */
  readonly namedBase: string | null;
  /** Whether rows are scaled to a trained length (DoRA). */
  readonly isDora: boolean;
  /** Ranks of its products, ascending, each once. */
  readonly ranks: readonly number[];
  /** Scales s of its products, in the same way. */
  readonly scales: readonly number[];
  /** Tensors that it changes, by their names within a layer, each once. */
  readonly tensors: readonly string[];
  /** The layers of each of them, of those that are asked for. */
  readonly layersOf: ReadonlyMap<string, readonly number[]>;
  /** Layers of which it changes a tensor of the MLP, of those that are asked for. */
  readonly layers: readonly number[];
  /** The same of all layers of the model. */
  readonly allLayers: readonly number[];
  /** Names of what it changes beside the MLPs. */
  readonly others: readonly string[];
  /** Dtypes of its tensors and of those of the base, of the layers asked for. */
  readonly dtypes: readonly string[];
  /**
   * Whether nothing is added to any tensor of the layers asked for, since every lora_B is zero as training begins; not where some
   * lie on a server and were not fetched.
   */
  isZero(): Promise<boolean>;
  /** Where its config and its tensors disagree, in whole sentences. */
  readonly remarks: readonly string[];
}
