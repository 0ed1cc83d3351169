// @ts-nocheck: AssemblyScript, which its own compiler checks

/** What the CPU engine calls; README.md beside this tells of each. */

export { addBias } from "./add_bias.ts";
export { compareScratchBytes } from "./compare_weights.ts";
export { gatedActivation } from "./gated_activation.ts";
export { runJob } from "./jobs.ts";
export { SCRATCH_BYTES } from "./linear.ts";
export { norm } from "./norm.ts";
export { compareRows } from "./row_comparison.ts";
export { clear, copyRows, oppositeRows, putRow, putSums, takeRows } from "./rows.ts";
