/**
 * One layer on its way from input to output, measured input by input.
 *
 * Shape letters: C hidden size, V input vectors.
 *
 * @module
 */

import type { LayerTrace } from "../../compute/layer_trace.ts";
import type { AttributionRow, BaselineName, WeightChangeRow } from "../../results.ts";
import { type InputMatrix, signedName } from "../inputs.ts";
import { row } from "../vector_math.ts";
import { attributionRows } from "./attribution.ts";
import { type PairQuantities, pairQuantities, type TracedInput } from "./quantities.ts";
import { weightChangeRows } from "./weight_change.ts";

/** What one layer gave. */
export interface MeasuredCauses {
  readonly layer: number;
  /** Components, PC1 in other spaces included. */
  readonly components: readonly { readonly name: string; readonly pair: PairQuantities }[];
  readonly directions: readonly {
    readonly baseline: BaselineName;
    readonly pair: PairQuantities;
  }[];
  readonly attribution: readonly AttributionRow[];
  readonly weightChange: readonly WeightChangeRow[];
}

/** Measures what was traced; the first inputs come in pairs, plus then minus. */
export function measureCauses(
  layer: number,
  { matrix, base, instruct, trace, outliers }: {
    matrix: InputMatrix;
    base: Float32Array; // y_b, f32 [V, C]
    instruct: Float32Array; // y_i, f32 [V, C]
    trace: LayerTrace;
    /** Null where the trimmed variant is unknown. */
    outliers: readonly number[] | null;
  },
): MeasuredCauses {
  const { rows, values } = matrix;
  const hiddenSize = values.length / rows.length;
  const at = (vectors: Float32Array, v: number) => row(vectors, v, hiddenSize);
  const input = (v: number): TracedInput => ({
    x: at(values, v),
    base: at(base, v),
    instruct: at(instruct, v),
    downBase: at(trace.downBase, v),
    downInstruct: at(trace.downInstruct, v),
    baseNormed: trace.baseNormed && at(trace.baseNormed, v),
    gate: trace.gate[v]!,
    up: trace.up[v]!,
    hidden: trace.hidden[v]!,
  });
  const components: MeasuredCauses["components"][number][] = [];
  const directions: MeasuredCauses["directions"][number][] = [];
  for (let v = 0; v + 1 < trace.gate.length; v += 2) {
    const what = rows[v]!;
    const pair = pairQuantities(input(v), input(v + 1), outliers);
    if (what.kind === "component") components.push({ name: what.name, pair });
    if (what.kind === "direction") directions.push({ baseline: what.baseline, pair });
  }
  const nHybrids = (trace.hybrids[0]?.length ?? 0) / hiddenSize;
  return {
    layer,
    components,
    directions,
    attribution: rows.slice(0, nHybrids).flatMap((what, v) =>
      what.kind !== "component" ? [] : attributionRows(
        { layer, input_vector: signedName(what.name, what.sign) },
        trace.hybrids.map((outputs) => at(outputs, v)),
        outliers,
      )
    ),
    weightChange: weightChangeRows(layer, rows, { gate: trace.gateChange, up: trace.upChange }),
  };
}
