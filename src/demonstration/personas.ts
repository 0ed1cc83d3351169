/**
 * The geometry of the synthetic personas.
 *
 * At every layer a role's mean activation is a large component that all roles share, one massive coordinate in it, plus five
 * persona axes by the role's coordinates, plus a direction of its own; the axes turn slowly with depth. A trait's contrast lacks
 * what roles share.
 *
 * @module
 */

import { Matrix, solve } from "ml-matrix";
import type { VectorKind } from "../sources/vectors/vectors.ts";
import { ROLES, TRAITS } from "./names.ts";
import { MASSIVE_COORDINATE, PCA_LAYER, PLANTED, SIZES } from "./parameters.ts";
import { normals, randomDirection, unit } from "./random.ts";

const { hiddenSize, nLayers } = SIZES;

/** Length of the shared component without its massive coordinate. */
const SHARED = 8;
/** The massive coordinate: 50 times the median magnitude of the others, which is 0.6745 of their root mean square. */
const MASSIVE = 50 * 0.6745 * SHARED / Math.sqrt(hiddenSize);
/** Half the range of the coordinates on the first persona axis, which run evenly; their standard deviation on the others. */
const AXES = [1.4, 0.6, 0.5, 0.4, 0.4];
/** Length of a persona's own direction. */
const OWN = 1.8;
/** The default assistant lies toward the measured end of the first axis, so differences from it share a direction. */
const DEFAULT_COORDINATES = [0.4, 0.2, 0, 0, 0];
/** Angle by which the axes turn per layer, in radians; 0 at the layer of the PCA. */
const TURN_PER_LAYER = 0.06;
/** Growth of activations per layer, as an exponent. */
const GROWTH_PER_LAYER = 0.08;

/** Vectors of the synthetic personas, each f64 `[L * C]` (row l is layer l). */
export interface Personas {
  /** Mean activations by role name. */
  readonly roles: ReadonlyMap<string, Float64Array>;
  /** Contrasts (with minus without) by trait name. */
  readonly traits: ReadonlyMap<string, Float64Array>;
  /** Mean activation of the default assistant. */
  readonly default: Float64Array;
}

/** The personas; always the same. */
export function makePersonas(): Personas {
  const frame = makeFrame();
  const persona = (kind: VectorKind, names: readonly string[], i: number) => {
    const purpose = `${kind} ${names[i]}`;
    const normal = normals(`coordinates of ${purpose}`);
    return activations(frame, {
      hasShared: kind === "role",
      coordinates: AXES.map((length, k) =>
        length * (k === 0 ? 2 * i / (names.length - 1) - 1 : normal())
      ),
      own: randomDirection(`own direction of ${purpose}`, hiddenSize).map((entry) => OWN * entry),
    });
  };
  return {
    roles: new Map(ROLES.map((name, i) => [name, persona("role", ROLES, i)])),
    traits: new Map(TRAITS.map((name, i) => [name, persona("trait", TRAITS, i)])),
    default: activations(frame, {
      hasShared: true,
      coordinates: DEFAULT_COORDINATES,
      own: new Float64Array(hiddenSize),
    }),
  };
}

/**
 * The planted direction, length 1: of all directions that have the same cosine c with every trait toward and -c with every role
 * away (less default) at the planted layer, the one with the largest c; f64 `[C]`.
 */
export function plantedDirection(personas: Personas): Float64Array {
  const standard = atLayer(personas.default, PLANTED.layer);
  const toward = PLANTED.toward.map((name) => atLayer(personas.traits.get(name)!, PLANTED.layer));
  const away = PLANTED.away.map((name) => {
    const role = atLayer(personas.roles.get(name)!, PLANTED.layer);
    return role.map((entry, i) => standard[i]! - entry);
  });
  const vectors = new Matrix([...toward, ...away].map(unit));
  // S w = S^T (S S^T)^-1 1 is the shortest vector whose product with every row of S is 1.
  const weights = solve(vectors.mmul(vectors.transpose()), Matrix.ones(vectors.rows, 1));
  return unit(Float64Array.from(vectors.transpose().mmul(weights).to1DArray()));
}

/** Row `layer` of f64 `[L * C]`. */
export function atLayer(vectors: Float64Array, layer: number): Float64Array {
  return vectors.slice(layer * hiddenSize, (layer + 1) * hiddenSize);
}

/** Directions that the personas are built on, each f64 `[C]`; the axes have length 1. */
interface Frame {
  readonly shared: Float64Array;
  /** The persona axes at the layer of the PCA. */
  readonly axes: readonly Float64Array[];
  /** Where the axes turn to. */
  readonly turned: readonly Float64Array[];
}

function makeFrame(): Frame {
  const shared = randomDirection("shared direction", hiddenSize).map((entry) => SHARED * entry);
  shared[MASSIVE_COORDINATE] = MASSIVE;
  return {
    shared,
    axes: AXES.map((_, k) => withLargestPositive(randomDirection(`axis ${k}`, hiddenSize))),
    turned: AXES.map((_, k) => randomDirection(`axis ${k}, turned`, hiddenSize)),
  };
}

/** v or -v: its largest-magnitude entry positive. Components are given that sign, so the axes have it, and +PC1 is the measured end. */
export function withLargestPositive(vector: Float64Array): Float64Array {
  const largest = vector.reduce((a, b) => Math.abs(b) > Math.abs(a) ? b : a);
  return vector.map((entry) => Math.sign(largest) * entry);
}

/** What one persona is made of. */
interface Parts {
  readonly hasShared: boolean;
  readonly coordinates: readonly number[];
  readonly own: Float64Array; // f64 [C]
}

/** The persona at every layer, f64 `[L * C]`. */
function activations(frame: Frame, parts: Parts): Float64Array {
  const vectors = new Float64Array(nLayers * hiddenSize);
  for (let layer = 0; layer < nLayers; layer++) {
    const angle = TURN_PER_LAYER * (layer - PCA_LAYER);
    const scale = Math.exp(GROWTH_PER_LAYER * layer);
    for (let i = 0; i < hiddenSize; i++) {
      let sum = (parts.hasShared ? frame.shared[i]! : 0) + parts.own[i]!;
      for (const [k, coordinate] of parts.coordinates.entries()) {
        const axisEntry = Math.cos(angle) * frame.axes[k]![i]! +
          Math.sin(angle) * frame.turned[k]![i]!;
        sum += coordinate * axisEntry;
      }
      vectors[layer * hiddenSize + i] = scale * sum;
    }
  }
  return vectors;
}
