/**
 * Results of layers by what they were computed from: a layer whose record is there is not computed again.
 *
 * @module
 */

import type { Records } from "../measure/records.ts";
import type { FocusLayer } from "../measure/focus_layer.ts";
import type { LayerResult } from "./layer_result.ts";
import { layerContent } from "./run_key.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";

/** How a result is made where no record has it. */
export interface Making<T> {
  /** What it is made of beside the weights of the layer, in short. */
  readonly of: string;
  make(): Promise<T>;
}

/** The records of one run's layers. */
export class LayerRecords {
  readonly #records: Records;
  readonly #inputs: Pick<RunInputs, "base" | "instruct">;
  /** What the weights of a layer are, in short. */
  readonly #contents = new Map<number, Promise<string>>();
  readonly #makings = new Map<number, Making<LayerResult>>();

  constructor(records: Records, inputs: Pick<RunInputs, "base" | "instruct">) {
    this.#records = records;
    this.#inputs = inputs;
  }

  /** What the pass over a layer gave; made and written down where no record has it. */
  async measured(layer: number, making: Making<LayerResult>): Promise<LayerResult> {
    this.#makings.set(layer, making);
    return await this.#recorded("layer", layer, making);
  }

  /**
   * What a measured layer needs should it be decomposed; made once more if its record has gone meanwhile.
   *
   * @throws {Error} if the layer was not measured.
   */
  async focus(layer: number): Promise<FocusLayer> {
    const making = this.#makings.get(layer);
    if (making === undefined) {
      throw new Error(`Cannot decompose layer ${layer}: it was not measured`);
    }
    return (await this.#recorded("layer", layer, making)).focus;
  }

  /** What is made of the weights of a decomposed layer once more; made and written down where no record has it. */
  async again<T>(layer: number, making: Making<T>): Promise<T> {
    return await this.#recorded("focus", layer, making);
  }

  async #recorded<T>(what: "layer" | "focus", layer: number, making: Making<T>): Promise<T> {
    const name = `${what}-${String(layer).padStart(3, "0")}`;
    const of = `${await this.#contentOf(layer)} ${making.of}`;
    const known = await this.#records.read(name, of);
    if (known !== null) return known as T;
    const made = await making.make();
    await this.#records.write(name, of, made);
    return made;
  }

  #contentOf(layer: number): Promise<string> {
    const content = this.#contents.get(layer) ?? layerContent(this.#inputs, layer);
    this.#contents.set(layer, content);
    return content;
  }
}
