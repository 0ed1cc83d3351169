/**
 * How many threads may be asked for.
 *
 * @module
 */

/** The most threads of the CPU engine: each has jobs of its own under way, of which there are 1024. */
export const MAX_THREADS = 256;
