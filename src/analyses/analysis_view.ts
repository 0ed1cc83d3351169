/**
 * What an analysis shows of results, as its `view.ts` exports it. Apart from what it computes and tells: charts and pages are loaded
 * when there is something to show.
 *
 * @module
 */

import type { Results } from "../results.ts";
import type { DataFile } from "../site/kit/data_file.ts";
import type { PageMaker } from "../site/kit/page.ts";
import type { Place, Section } from "../site/kit/section.ts";
import type { TensorFile } from "../site/kit/tensor_file.ts";

/** What one analysis shows. */
export interface AnalysisView {
  /** That of its folder, as the analysis has it. */
  readonly name: string;
  /** What it shows at a place of the site, part by part. */
  sections?(results: Results, place: Place): Section[];
  /** Pages of its own; `attachments` are the binary files of the site by path. */
  pages?(results: Results, attachments: ReadonlyMap<string, Uint8Array>): PageMaker[];
  /** Tables to take away. */
  files?(results: Results): DataFile[];
  /** Files of tensors to take away, where a table would be too long. */
  tensors?(results: Results): TensorFile[];
}
