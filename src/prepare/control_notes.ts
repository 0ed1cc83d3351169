/**
 * What to beware of in directions that others are set against: one that is an input itself says nothing of it.
 *
 * @module
 */

import { gramMatrix } from "../math/products.ts";
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
  if (controls.length === 0) return []; // as of most runs, which need no products then
  const all = [...inputs, ...controls].map(({ values }) => Float64Array.from(values));
  const products = gramMatrix(all);
  /** Whether two are one direction, or opposite, but for how they are rounded. */
  const isSameLine = (a: number, b: number) =>
    Math.abs(products[a]![b]!) > SAME_COSINE * Math.sqrt(products[a]![a]! * products[b]![b]!);
  const places = controls.map((control, i) => ({ ...control, at: inputs.length + i }));
  const ofInputs = places.flatMap(({ name, at }) => {
    const input = inputs.find((_, ix) => isSameLine(ix, at));
    return input === undefined ? [] : [
      `Control ${shownName(name)} lies along input ${shownName(input.info.name)}: ` +
      "expected directions that have nothing to do with the question; take it out of --controls.",
    ];
  });
  const twice = places.filter(({ at }, i) =>
    places.slice(0, i).some((before) => isSameLine(before.at, at))
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
