/**
 * The page of one role or trait: where the change of each layer points along it, and what else the run knows of it.
 *
 * @module
 */

import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Results } from "../../../results.ts";
import { layerTraces, traceClass } from "../../../site/kit/charts/layer_traces.ts";
import { peakLabel } from "../../../site/kit/components.ts";
import { type LeanTable, leanTable } from "../../../site/kit/lean_table.ts";
import { anchorId, modelNames, shortened } from "../../../site/kit/names.ts";
import { significant } from "../../../site/kit/numbers.ts";
import type { Page } from "../../../site/kit/page.ts";
import { PATHS, rolePath } from "../../../site/kit/paths.ts";
import { escapedText } from "../../../site/kit/templates.ts";
import { chanceOf, roleFacts } from "./facts.ts";
import type { LayerCosine, Ordered, ShownVector } from "./ordered.ts";
import { neuronsAlong } from "./neurons.ts";

/** Characters of a name in the title of the window, as HTML has them. */
const TITLE_LENGTH = 25;

/** And in a link to the neighbour. */
const LINK_LENGTH = 60;

/** And in the head of a column: the legend has the whole name of an input. */
const HEAD_LENGTH = 24;

/** `roles/KIND-NAME.html` of the vector at a place of the order. */
export function rolePage(results: Results, shown: Ordered, at: number): Page {
  const { layers, noted, vectors, untold } = shown;
  const vector = vectors[at]!;
  const { kind, name, inputs, spoken } = vector;
  return {
    path: rolePath(vector),
    title: `${kind === "role" ? "Role" : "Trait"} ${titleOf(name)}`,
    about: { kind, name },
    template: "role",
    content: {
      id: anchorId(vector),
      ...modelNames(results),
      component: peakLabel(results.pcs),
      rolesPath: PATHS.roles,
      kind,
      name,
      strongest: spoken === null || spoken.cosine === 0
        ? null
        : { ...told(spoken), chance: chanceOf(results, vector, spoken.layer) },
      untold,
      facts: roleFacts(results, shown, vector),
      hasNumbers: inputs.some(({ projections }) => projections.some((value) => value !== null)),
      legend: inputs.map(({ input }, i) => ({ className: traceClass(i), label: input })),
      chart: layerTraces({
        layers,
        noted,
        traces: inputs.map(({ cosines }) => cosines),
        description: `Cosine of the changes of ${inputs.length} inputs with it by layer`,
      }),
      table: numbersTable(vector, layers),
      neurons: neuronsAlong(results, vector),
      previous: neighbour(vectors[at - 1]),
      next: neighbour(vectors[at + 1]),
    },
  };
}

/** The name, or as much of its beginning as the title has room for. */
function titleOf(name: string): string {
  let length = TITLE_LENGTH;
  while (length > 1 && escapedText(shortened(name, length)).length > TITLE_LENGTH) length--;
  return shortened(name, length);
}

function told({ layer, cosine }: LayerCosine) {
  return {
    layer,
    cosine: significant(cosine, 3),
    side: cosine > 0 ? "toward" : "away from",
    input: PEAK_INPUT,
  };
}

function numbersTable({ inputs }: ShownVector, layers: readonly number[]): LeanTable {
  return leanTable(
    "Cosine and projection of each layer’s change",
    layers.map((layer, l) => ({ layer, l })),
    [
      { label: "layer", value: ({ layer }) => layer },
      ...inputs.flatMap(({ input, cosines, projections }) => [
        {
          label: `${shortened(input, HEAD_LENGTH)} cos`,
          digits: 3,
          value: ({ l }: { l: number }) => cosines[l] ?? null,
        },
        {
          label: `${shortened(input, HEAD_LENGTH)} d · s`,
          digits: 3,
          value: ({ l }: { l: number }) => projections[l] ?? null,
        },
      ]),
    ],
  );
}

function neighbour(vector: ShownVector | undefined) {
  return vector === undefined
    ? null
    : { path: rolePath(vector), name: shortened(vector.name, LINK_LENGTH) };
}
