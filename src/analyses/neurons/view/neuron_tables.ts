/**
 * Tables of the neurons of a layer: what they sum to, and each of those listed.
 *
 * @module
 */

import type { LayerNeurons, OutputVariant } from "../../../results.ts";
import { inPercent } from "../../../site/kit/layer_column.ts";
import { grouped } from "../../../site/kit/numbers.ts";
import { type Column, declared, type TableView, tableView } from "../../../site/kit/tables.ts";
import { neuronCellColumns, neuronColumns } from "../schema.ts";
import { knownVariants } from "./known_variants.ts";
import { neuronCells } from "./neuron_cells.ts";

/** What the three parts sum to over all neurons, beside |d|. */
export function sumsTable(neurons: LayerNeurons): TableView {
  const of = {
    raw: {
      fires: neurons.fires,
      writes: neurons.writes,
      rescaled: neurons.rescaled,
      sum: neurons.contribution_sum,
      norm: neurons.delta_norm,
      half: neurons.half_count,
      magnitudes: neurons.contribution_absolute,
    },
    trimmed: {
      fires: neurons.trimmed_fires,
      writes: neurons.trimmed_writes,
      rescaled: neurons.trimmed_rescaled,
      sum: neurons.trimmed_contribution_sum,
      norm: neurons.trimmed_delta_norm,
      half: neurons.trimmed_half_count,
      magnitudes: null,
    },
  } as const satisfies Record<OutputVariant, object>;
  const rows = knownVariants(neurons).map(({ name, label }) => ({ label, ...of[name] }));
  const ofAll = { meaning: "That part of c, summed over all neurons." };
  return tableView(
    `Layer ${neurons.layer}: the contributions of all ${grouped(neurons.neurons)} neurons, summed`,
    rows,
    [
      { label: "coordinates", value: (row) => row.label },
      declared(neuronColumns.fires, (row) => row.fires, ofAll),
      declared(neuronColumns.writes, (row) => row.writes, ofAll),
      declared(neuronColumns.rescaled, (row) => row.rescaled, ofAll),
      { label: "sum", meaning: "Sum of c.", digits: 5, value: (row) => row.sum },
      { label: "|d|", meaning: "Length of the change.", digits: 5, value: (row) => row.norm },
      { label: "sum of |c|", digits: 5, value: (row) => row.magnitudes },
      {
        label: "neurons for half",
        meaning: "Fewest neurons whose contributions, largest first, reach half of |d|.",
        value: (row) => row.half,
      },
    ],
  );
}

/** Every listed neuron: c and its parts, activations, and the nearest role and trait. */
export function rowsTable(neurons: LayerNeurons): TableView {
  const { layer, rows } = neurons;
  const hasTrimmed = knownVariants(neurons).length > 1;
  return tableView(
    `Layer ${layer}: neurons by |c|`,
    rows.map(neuronCells),
    [
      ...declaredCells(["neuron", "contribution"]),
      shareColumn("share"),
      ...declaredCells(["fires", "writes", "rescaled", "base_activation", "instruct_activation"]),
      ...declaredCells(NEAREST),
      ...hasTrimmed
        ? [
          ...declaredCells(["trimmed_contribution"]),
          shareColumn("trimmed_share"),
          ...declaredCells(TRIMMED_NEAREST),
        ]
        : [],
    ],
    (row) => `neuron-${row.neuron}`,
  );
}

type Cells = ReturnType<typeof neuronCells>;

const NEAREST = [
  "nearest_role",
  "nearest_role_cosine",
  "nearest_trait",
  "nearest_trait_cosine",
] as const satisfies (keyof Cells)[];
const TRIMMED_NEAREST = NEAREST.map((name) => `trimmed_${name}` as const);

function declaredCells(names: readonly (keyof Cells)[]): Column<Cells>[] {
  return names.map((name) => declared(neuronCellColumns[name], (row: Cells) => row[name]));
}

/** In percent. */
function shareColumn(name: "share" | "trimmed_share"): Column<Cells> {
  const { label } = neuronCellColumns[name];
  return declared(neuronCellColumns[name], (row) => inPercent(row[name]), {
    label: `${label} in %`,
  });
}
