/**
 * Directions that are run beside the components under names of their own: those that are given, and the assistant axis.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import { roundArrayToBf16 } from "../math/dtypes.ts";
import { fileNameOf } from "../sources/folder/folder.ts";
import type { SingleVector } from "../sources/vectors/single_vectors.ts";
import { stemOf } from "../sources/vectors/vector_form.ts";
import type { RawVectors } from "../sources/vectors/vectors.ts";
import { shownName } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";
import { cosine, norm } from "../math/vector_math.ts";
import type { NamedDirection } from "./directions.ts";
import type { SettledOptions } from "./settled_options.ts";
import { type PrincipalComponent, projectedPoles } from "./principal_components.ts";

/**
 * Each as a direction of length 1.
 *
 * @throws {UsageError} if two have one name.
 */
export function controlDirections(vectors: readonly SingleVector[]): NamedDirection[] {
  const twice = vectors.find(({ name }, i) => vectors.findIndex((it) => it.name === name) < i);
  if (twice !== undefined) {
    throw new UsageError(
      `Cannot use --controls: ${
        shownName(twice.name)
      } is the name of two vectors; rename one of them`,
    );
  }
  return vectors.map(({ name, values }) => ({ name, values: unit(values) }));
}

/** Its name as an input. */
const ASSISTANT_AXIS = "assistant_axis";

/** Cosine of vectors that bfloat16 alone tells apart. */
export const SAME_COSINE = 1 - 1e-4;

/** Names that tables give a meaning of their own. */
const TAKEN = /^[-=+@]|^PC\d|[,\s]/;

/**
 * Each as an input of length 1, with the roles at its two ends.
 *
 * @param options.layer At which a vector of all layers was taken.
 * @param options.roles Those of that layer; null where none are known.
 * @throws {UsageError} if two have one name, or one has a name that tables use.
 */
export function namedInputs(
  vectors: readonly SingleVector[],
  { layer, roles }: { layer: number; roles: RawVectors | null },
): PrincipalComponent[] {
  const seen = new Set<string>();
  return vectors.map(({ name, fileName, values, layer: own }) => {
    if (TAKEN.test(name)) {
      throw new UsageError(
        `Cannot use ${
          shownName(name)
        } of --input: expected a name that does not begin with - = + @ or as a component does, and has neither space nor comma; ${
          howToRename({ name, fileName })
        }`,
      );
    }
    if (seen.has(name)) {
      throw new UsageError(
        `Cannot use --input: ${shownName(name)} is the name of two vectors; rename one of them`,
      );
    }
    seen.add(name);
    const axis = Float64Array.from(values);
    return {
      info: {
        name,
        source: fileName,
        layer: own ?? layer,
        variance_explained: null,
        ...projectedPoles(roles, { axis, sigma: null }),
        scaler: null,
      },
      axis,
      values: unit(values),
    };
  });
}

/** A vector that has no name in its file has that of the file. */
function howToRename({ name, fileName }: Pick<SingleVector, "name" | "fileName">): string {
  return stemOf(fileNameOf(fileName)) === name ? "rename the file" : "rename it in its file";
}

/** Whether two vectors are one direction, but for how they are rounded. */
function isSameDirection(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && (cosine(a, b) ?? 0) > SAME_COSINE;
}

/** Of length 1, as random directions are: what is set beside them must not differ from them in length. */
function unit(values: Float32Array): Float32Array {
  const length = norm(values);
  return roundArrayToBf16(values.map((entry) => entry / length));
}

/**
 * Vectors that are given, and the assistant axis where the folder has one; the presets go without it, as what they repeat did.
 *
 * @throws {UsageError} if another vector that is given has its name.
 */
export async function readNamed(
  options: SettledOptions,
  { layer, label, assistantAxis }: {
    layer: number;
    /** Of the folder. */
    label: string;
    assistantAxis: Float32Array | null;
  },
): Promise<readonly SingleVector[]> {
  const given = await options.readInputs?.(layer) ?? [];
  const isOwn = assistantAxis !== null && assistantAxis.some((entry) => entry !== 0) &&
    !options.likeNotebook && !options.likePublished;
  const namesake = given.find(({ name }) => name === ASSISTANT_AXIS);
  if (isOwn && namesake !== undefined && !isSameDirection(namesake.values, assistantAxis)) {
    throw new UsageError(
      `Cannot use ${ASSISTANT_AXIS} of --input: ${
        shownName(label)
      } has an assistant axis of its own, which is run under that name; ${howToRename(namesake)}`,
    );
  }
  return isOwn && namesake === undefined
    ? [...given, { name: ASSISTANT_AXIS, fileName: label, layer, values: assistantAxis }]
    : given;
}
