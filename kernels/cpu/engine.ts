// @ts-nocheck: AssemblyScript, which its own compiler checks

/** What the CPU engine calls; README.md beside this tells of each. */

export { addBias } from "./add_bias";
export { gatedActivation } from "./gated_activation";
export { runJob } from "./jobs";
export { linear, SCRATCH_BYTES } from "./linear";
export { norm } from "./norm";
export { compareRows } from "./row_comparison";
export { clear, copyRow, putRow, putSums, takeRow } from "./rows";
