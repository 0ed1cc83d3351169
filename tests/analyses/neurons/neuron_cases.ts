/** Layers whose neurons PyTorch attributed, written by tests/oracle/neurons.py. */

import type {
  NeuronInputs,
  NeuronModel,
} from "../../../src/analyses/neurons/measure/attribute_neurons.ts";
import type { SemanticVector } from "../../../src/prepare/semantic_vectors.ts";
import type { WeightRounding } from "../../../src/compute/engine.ts";
import type { LayerNeurons, NeuronRow } from "../../../src/results.ts";
import { decodeToFloat32 } from "../../../src/math/dtypes.ts";
import type { WeightDtype } from "../../../src/sources/checkpoint/weights.ts";
import { type MemoryWeight, weightOfBytes } from "../../compute/memory_weight.ts";

interface ModelFixture {
  down: { dtype: WeightDtype; shape: number[]; data: string };
  hidden: string;
  scale: number[];
}

interface NeuronFixture {
  weights: WeightRounding;
  outliers: number[];
  d: number[];
  models: Record<"base" | "instruct", ModelFixture>;
  semantic: (Pick<SemanticVector, "kind" | "name"> & { values: string })[];
  expected: { summary: Omit<LayerNeurons, "layer" | "rows">; rows: NeuronRow[] };
}

interface CaseModel extends NeuronModel {
  readonly down: MemoryWeight;
}

/** One layer's neurons and what is expected of them. */
export interface NeuronCase {
  readonly name: string;
  readonly weights: WeightRounding;
  readonly inputs: Omit<NeuronInputs, "engine"> & { base: CaseModel; instruct: CaseModel };
  readonly expected: NeuronFixture["expected"];
}

const FOLDER = new URL("../../testdata/neurons/", import.meta.url);

/** Names of all cases, in order. */
export const NEURON_CASES: readonly string[] = Array.from(Deno.readDirSync(FOLDER))
  .map(({ name }) => name.replace(/\.json$/, ""))
  .toSorted();

/** Reads a case. */
export function neuronCase(name: string): NeuronCase {
  const text = Deno.readTextFileSync(new URL(`${name}.json`, FOLDER));
  const { weights, outliers, d, models, semantic, expected }: NeuronFixture = JSON.parse(text);
  const model = ({ down, hidden, scale }: ModelFixture): CaseModel => ({
    down: weightOfBytes(Uint8Array.fromBase64(down.data), { ...down, name: "down" }),
    hidden: decodeToFloat32(Uint8Array.fromBase64(hidden), "F32"),
    scale: new Float64Array(scale),
  });
  const vectors = semantic.map(({ values, ...vector }): SemanticVector => ({
    ...vector,
    values: decodeToFloat32(Uint8Array.fromBase64(values), "BF16"),
  }));
  return {
    name,
    weights,
    inputs: {
      layer: 3,
      base: model(models.base),
      instruct: model(models.instruct),
      d: new Float64Array(d),
      outliers,
      semantic: { layer: 3, vectors, zeroLength: [], default: null },
    },
    expected,
  };
}
