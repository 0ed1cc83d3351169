/**
 * Which PC1: the same component in other spaces, of other layers, and beside known directions.
 *
 * @module
 */

import { cosine } from "../../math/vector_math.ts";
import type { Directions } from "../../prepare/directions.ts";
import type { PreparedRun } from "../../prepare/prepare.ts";
import type { Evidence } from "../../results.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { Settled, Settling } from "../analysis.ts";

/** Cosines of the components, and of PC1 with PC1 of each layer's own roles. */
export function settle({ run, measured }: Settling): Settled {
  if (run.random === 0) return {};
  const others = run.directions.spaces.map(({ name }) => name.slice(PEAK_INPUT.length + 1));
  return {
    evidence: {
      components: componentRows(run),
      pc1_spaces: [measured.options.pc_space, ...others],
      space_cosines: spaceCosines(run.directions),
    },
    columns: {
      layers: (layer) => {
        const own = run.states.get(layer)?.own ?? null;
        return {
          own_pc1_cosine: own?.cosine ?? null,
          own_pc_best: own?.best ?? null,
          own_pc_best_cosine: own?.bestCosine ?? null,
        };
      },
    },
  };
}

function componentRows(
  { directions, assistantAxis, states, pcaLayer }: PreparedRun,
): Evidence["components"] {
  const mu = states.get(pcaLayer)?.mu ?? null;
  const named = [
    ...directions.components.map(({ info, values }) => ({ name: info.name, values })),
    ...directions.spaces,
  ];
  const [pc1] = named;
  return named.map(({ name, values }) => ({
    name,
    cosine_with_axis: assistantAxis === null ? null : cosine(values, assistantAxis),
    cosine_with_mu: mu === null ? null : cosine(values, mu),
    cosine_with_pc1: pc1 === undefined ? null : cosine(values, pc1.values),
  }));
}

/** Pairs of PC1 in different spaces. */
function spaceCosines({ components, spaces }: Directions): Evidence["space_cosines"] {
  const [pc1] = components;
  if (pc1 === undefined || spaces.length === 0) return [];
  const all = [{ name: pc1.info.name, values: pc1.values }, ...spaces];
  return all.flatMap((first, i) =>
    all.slice(i + 1).map((second) => ({
      first: first.name,
      second: second.name,
      cosine: cosine(first.values, second.values),
    }))
  );
}
