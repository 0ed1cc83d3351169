/**
 * Every direction of a run that is the same at all layers.
 *
 * Shape letters: C hidden size, N random directions of each baseline.
 *
 * @module
 */

import { MOST_SINGLE_ROLES } from "../results/single_roles.ts";
import type { BaselineName } from "../results.ts";
import { encodeBf16 } from "../math/dtypes.ts";
import { safetensorsBytes } from "../sources/safetensors/safetensors_writer.ts";
import type { RawVectors } from "../sources/vectors/vectors.ts";
import { bootstrapComponents } from "./bootstrap_components.ts";
import { inSpace, otherSpaces, type PcSpace } from "./pc_spaces.ts";
import { personaDirections } from "./persona_directions.ts";
import { roleDirections } from "./role_directions.ts";
import { isotropicDirection } from "./isotropic_directions.ts";
import type { AnalysisOptions } from "./options.ts";
import type { PrincipalComponent } from "./principal_components.ts";
import { type SemanticVector, semanticVectors } from "./semantic_vectors.ts";

/** Directions f32 `[C]` each, rounded to bfloat16; each is run as it is and negated. */
export interface Directions {
  readonly components: readonly PrincipalComponent[];
  /** PC1 in the spaces that it is not run in, where a PCA has standard deviations: `PC1:activation`, ... */
  readonly spaces: readonly { readonly name: string; readonly values: Float32Array }[];
  readonly isotropic: readonly Float32Array[]; // N
  readonly persona: readonly Float32Array[]; // N, none for fewer than three roles
  /** Single roles and traits. */
  readonly roles: readonly SemanticVector[];
  /** Named directions that have nothing to do with the question, each of length 1. */
  readonly controls: readonly NamedDirection[];
  /** PC1 of resampled roles. */
  readonly bootstrap: readonly Float32Array[];
}

/** A direction that was given by name. */
export interface NamedDirection {
  readonly name: string;
  readonly values: Float32Array; // f32 [C], bfloat16 values
}

/** What {@link settleDirections} works from. */
export interface DirectionSource {
  readonly components: readonly PrincipalComponent[];
  readonly controls: readonly NamedDirection[];
  /** Standard deviations by which the PCA scaled; null where it did not. */
  readonly sigma: Float64Array | null; // f64 [C]
  /** Roles and traits at the layer of the PCA; null where no baselines are run. */
  readonly raw: RawVectors | null;
  readonly isTraitRawMean: boolean;
  readonly hiddenSize: number; // C
}

/** Draws all directions; without baselines (`random` 0) there are components alone. */
export function settleDirections(
  source: DirectionSource,
  options: Pick<AnalysisOptions, "seed" | "pcSpace"> & { random: number; resamples: number },
): Directions {
  const { components, raw, sigma } = source;
  const first = components[0];
  if (options.random === 0 || raw === null || first === undefined) return withoutBaselines(source);
  const { seed, random } = options;
  const { hiddenSize } = source;
  const roles = raw.vectors.filter(({ kind }) => kind === "role").map(({ values }) => values);
  const pc1 = first.values;
  return {
    components,
    spaces: sigma === null ? [] : otherSpaces(options).flatMap(({ name, space }) => {
      const values = inSpace(first.axis, { sigma, space });
      return values === null ? [] : [{ name, values }];
    }),
    isotropic: Array.from(
      { length: random },
      (_, index) => isotropicDirection(index, { seed, hiddenSize }),
    ),
    persona: personaDirections(roles, { pc1, n: random, seed }),
    roles: roleDirections(semanticVectors(raw, source).vectors, { max: MOST_SINGLE_ROLES, seed }),
    controls: source.controls,
    bootstrap: bootstrapComponents(roles, {
      pc1,
      n: countResamples(options, roles.length),
      seed,
      scale: sigma === null ? "mean" : "standard",
    }),
  };
}

/** Components alone. */
export function withoutBaselines({ components }: Pick<Directions, "components">): Directions {
  const none = { spaces: [], isotropic: [], persona: [], roles: [], controls: [], bootstrap: [] };
  return { components, ...none };
}

/** How many resamples of the roles are run. In another space their PCs would need its scaling: they stay where components are as stored. */
export function countResamples(
  { pcSpace, resamples }: { pcSpace: PcSpace; resamples: number },
  nRoles: number,
): number {
  return pcSpace === "components" && nRoles > 2 ? resamples : 0;
}

/** The directions of one baseline in order. */
export function baselineDirections(
  directions: Directions,
  baseline: BaselineName,
): readonly Float32Array[] {
  return baseline === "roles" || baseline === "controls"
    ? directions[baseline].map(({ values }) => values)
    : directions[baseline];
}

/** All directions as the bytes of a safetensors file: BF16 tensors `[n, C]` by name, empty ones left out. */
export function directionsFile(
  directions: Directions,
  { hiddenSize, seed }: { hiddenSize: number; seed: number },
): Uint8Array<ArrayBuffer> {
  const groups: [string, readonly Float32Array[]][] = [
    ["pcs", directions.components.map(({ values }) => values)],
    ...directions.spaces.map(({ name, values }): [string, Float32Array[]] => [name, [values]]),
    ["isotropic", directions.isotropic],
    ["persona", directions.persona],
    ["roles", directions.roles.map(({ values }) => values)],
    ["controls", directions.controls.map(({ values }) => values)],
    ["bootstrap", directions.bootstrap],
  ];
  const tensors = groups.filter(([, rows]) => rows.length > 0).map(([name, rows]) => ({
    name,
    dtype: "BF16",
    shape: [rows.length, hiddenSize],
    chunks: rows.map((values) => encodeBf16(values)),
  }));
  const metadata = {
    seed: String(seed),
    roles: directions.roles.map(({ kind, name }) => `${kind}:${name}`).join("\n"),
    ...directions.controls.length > 0 &&
      { controls: directions.controls.map(({ name }) => name).join("\n") },
  };
  return safetensorsBytes(tensors, { metadata });
}
