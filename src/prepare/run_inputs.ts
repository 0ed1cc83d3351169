/**
 * What a run is given.
 *
 * @module
 */

import type { VectorFolder } from "../sources/vectors.ts";
import type { Checkpoint } from "../sources/weights.ts";

/** The three inputs of a run, opened. */
export interface RunInputs {
  readonly base: Checkpoint;
  readonly instruct: Checkpoint;
  readonly vectors: VectorFolder;
}
