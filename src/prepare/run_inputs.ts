/**
 * What a run is given.
 *
 * @module
 */

import type { VectorFolder } from "../sources/vectors/vectors.ts";
import type { Checkpoint } from "../sources/checkpoint/weights.ts";

/** The three inputs of a run, opened. */
export interface RunInputs {
  readonly base: Checkpoint;
  readonly instruct: Checkpoint;
  readonly vectors: VectorFolder;
}
