/**
 * Results of layers by what they were computed from: a layer whose record is there is not computed again.
 *
 * @module
 */

import type { Engine } from "../compute/engine.ts";
import { type RecordKind, recordName } from "../measure/record_names.ts";
import type { Records } from "../measure/records.ts";
import { type Recorded, takenInTurns, takenOrMade } from "../measure/taken_or_made.ts";
import type { FocusLayer } from "../measure/focus_layer.ts";
import type { LayerResult } from "./layer_result.ts";
import { layerContent } from "./run_key.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";

/** How a result is made where no record has it; `of` is what it is made of beside the weights of the layer. */
export type Making<T> = Omit<Recorded<T>, "name">;

/** What is made of a layer, in words. */
const WORDS = { layer: "layer", focus: "the neurons of layer" };

/** The records of one run's layers. */
export class LayerRecords {
  readonly #records: Records;
  readonly #inputs: Pick<RunInputs, "base" | "instruct">;
  readonly #engine: Pick<Engine, "recover">;
  /** What the weights of a layer are, in short. */
  readonly #contents = new Map<number, Promise<string>>();
  readonly #makings = new Map<number, Making<LayerResult>>();

  /** @param engine What computes: a result that its device failed at is made again, from its beginning. */
  constructor(
    records: Records,
    inputs: Pick<RunInputs, "base" | "instruct">,
    engine: Pick<Engine, "recover"> = {},
  ) {
    this.#records = records;
    this.#inputs = inputs;
    this.#engine = engine;
  }

  /** What the pass over a layer gave; made and written down where no record has it. Null while another process makes it. */
  async measured(layer: number, making: Making<LayerResult>): Promise<LayerResult | null> {
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
    return (await this.#awaited("layer", layer, making)).focus;
  }

  /** What is made of the weights of a decomposed layer once more; made and written down where no record has it. */
  async again<T>(layer: number, making: Making<T>): Promise<T> {
    return await this.#awaited("focus", layer, making);
  }

  async #awaited<T>(what: RecordKind, layer: number, making: Making<T>): Promise<T> {
    const [recorded] = await takenInTurns([layer], () => this.#recorded(what, layer, making));
    return recorded!;
  }

  async #recorded<T>(what: RecordKind, layer: number, making: Making<T>): Promise<T | null> {
    return await takenOrMade(this.#records, {
      name: recordName(what, layer),
      of: `${await this.#contentOf(layer)} ${making.of}`,
      make: () => this.#whole(making, `${WORDS[what]} ${layer}`),
    });
  }

  /** Makes a result by one engine alone. */
  async #whole<T>({ make }: Making<T>, what: string): Promise<T> {
    for (;;) {
      try {
        return await make();
      } catch (error) {
        if (!await this.#engine.recover?.(error, what)) throw error;
      }
    }
  }

  #contentOf(layer: number): Promise<string> {
    const content = this.#contents.get(layer) ?? layerContent(this.#inputs, layer);
    this.#contents.set(layer, content);
    return content;
  }
}
