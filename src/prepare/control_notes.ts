/**
 * What to beware of in directions that others are set against: one that is an input itself says nothing of it.
 *
 * @module
 */

import { dot, norm } from "../math/vector_math.ts";
import { listFirst } from "../text/first_of_many.ts";
import { shownName } from "../text/quote.ts";
import { plural } from "../text/words.ts";
import type { NamedDirection } from "./directions.ts";
import { SAME_COSINE } from "./named_inputs.ts";
import type { PrincipalComponent } from "./principal_components.ts";

/** Whole sentences; none where every control is a direction of its own. */
export function controlNotes(
  controls: readonly NamedDirection[],
  inputs: readonly PrincipalComponent[],
): string[] {
  const ofInputs = controls.flatMap((control) => {
    const input = inputs.find((it) => isSameLine(it.values, control.values));
    return input === undefined ? [] : [
      `Control ${shownName(control.name)} lies along input ${shownName(input.info.name)}: ` +
      "expected directions that have nothing to do with the question; take it out of --controls.",
    ];
  });
  const twice = controls.filter((control, i) =>
    controls.slice(0, i).some((before) => isSameLine(before.values, control.values))
  );
  return [
    ...ofInputs,
    ...twice.length === 0 ? [] : [
      `${plural(twice.length, "control lies", "controls lie")} along another of them (${
        listFirst(twice.map(({ name }) => shownName(name)))
      }): each counts as a direction of its own; take out what is there twice.`,
    ],
  ];
}

/** Whether two directions are one, or opposite, but for how they are rounded. */
function isSameLine(a: Float32Array, b: Float32Array): boolean {
  return Math.abs(dot(a, b)) > SAME_COSINE * norm(a) * norm(b);
}
