/**
 * What sentences and pages decided of causes under schema 1: the stage at which the angle appears, the tensor and the neurons that
 * may be named.
 *
 * @module
 */

import type { AttributionRow, LayerNeurons, StageRow } from "../../results.ts";
import { leadingTensors } from "../leading_component.ts";
import { isObject } from "../mismatch.ts";
import { namedNeurons } from "../named_neurons.ts";
import { stageAppearances } from "../stage_appearance.ts";

/** The causes with what is decided now; what does not fit is left for the check that follows. */
export function causesOf(
  { causes, decomposition_info }: Readonly<Record<string, unknown>>,
): unknown {
  if (!isObject(causes)) return causes;
  const { stages, attribution, neurons } = causes;
  const layers = isObject(decomposition_info) ? Object.keys(decomposition_info).map(Number) : [];
  return {
    ...causes,
    // The first runs with stages had no ranks: absent is unknown.
    stage_appearance: stageAppearances(
      rowsIn<StageRow>(stages).map((row) => ({ ...row, p_persona: row.p_persona ?? null })),
      layers,
    ),
    leading_tensors: leadingTensors(rowsIn<AttributionRow>(attribution), layers),
    named_neurons: namedNeurons(
      isObject(neurons) ? Object.values(neurons).filter(isLayerNeurons) : [],
    ),
  };
}

/** The check that follows looks at each of their cells; what is read of them here is compared, not computed with. */
function rowsIn<Row>(rows: unknown): Row[] {
  return Array.isArray(rows) ? rows.filter(isObject) as Row[] : [];
}

function isLayerNeurons(found: unknown): found is LayerNeurons {
  return isObject(found) && Array.isArray(found.rows) && found.rows.every(isObject);
}
