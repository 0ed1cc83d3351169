/**
 * What differs between base and instruct beside the weights, as findings of the report.
 *
 * @module
 */

import type { Finding } from "../../../results.ts";

/** One finding for each remark of `pairRemarks`. */
export function pairFindings(remarks: readonly string[]): Finding[] {
  return remarks.map((text, i) => ({ id: `pair-${i}`, text, layers: [] }));
}
