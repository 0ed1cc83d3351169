/**
 * Results of layers by what their weights are: a layer whose record is there is not computed again.
 *
 * @module
 */

import type { Records } from "../measure/records.ts";
import type { LayerNeurons } from "../results.ts";
import type { FocusLayer } from "./focus_layer.ts";
import type { LayerResult } from "./layer_result.ts";
import { layerContent } from "./run_key.ts";
import type { RunInputs } from "./run_inputs.ts";

/** The records of one run's layers. */
export class LayerRecords {
  readonly #records: Records;
  readonly #inputs: Pick<RunInputs, "base" | "instruct">;
  /** What the weights of a layer are, in short. */
  readonly #contents = new Map<number, Promise<string>>();

  constructor(records: Records, inputs: Pick<RunInputs, "base" | "instruct">) {
    this.#records = records;
    this.#inputs = inputs;
  }

  /** What the pass over a layer gave; made and written down where no record has it. */
  async measured(layer: number, make: () => Promise<LayerResult>): Promise<LayerResult> {
    return await this.#recorded(layer, { name: nameOf("layer", layer), make }) as LayerResult;
  }

  /**
   * What a measured layer needs should it be decomposed.
   *
   * @throws {Error} if its record has gone.
   */
  async focus(layer: number): Promise<FocusLayer> {
    const of = await this.#contentOf(layer);
    const result = await this.#records.read(nameOf("layer", layer), of) as LayerResult | null;
    if (result === null) {
      throw new Error(
        `Cannot decompose layer ${layer}: its record has gone; something else removes what this run writes`,
      );
    }
    return result.focus;
  }

  /** The neurons of a decomposed layer; made and written down where no record has them. */
  async neurons(layer: number, make: () => Promise<LayerNeurons>): Promise<LayerNeurons> {
    return await this.#recorded(layer, { name: nameOf("focus", layer), make }) as LayerNeurons;
  }

  async #recorded(
    layer: number,
    { name, make }: { name: string; make: () => Promise<unknown> },
  ): Promise<unknown> {
    const of = await this.#contentOf(layer);
    const known = await this.#records.read(name, of);
    if (known !== null) return known;
    const made = await make();
    await this.#records.write(name, of, made);
    return made;
  }

  #contentOf(layer: number): Promise<string> {
    const content = this.#contents.get(layer) ?? layerContent(this.#inputs, layer);
    this.#contents.set(layer, content);
    return content;
  }
}

function nameOf(what: "layer" | "focus", layer: number): string {
  return `${what}-${String(layer).padStart(3, "0")}`;
}
