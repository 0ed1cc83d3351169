/** Reports on the pair of the smallest real models, to be interrupted. */

import { realPath } from "../real_data.ts";
import type { Interrupted } from "./interrupted_report.ts";

const PAIR = [
  ...["--base", realPath("stories260k/base"), "--instruct", realPath("stories260k/finetuned")],
  ...["--vectors", realPath("stories260k/vectors"), "--device", "cpu"],
];

export const STORIES: Interrupted = {
  options: [...PAIR, "--random", "8"],
  oldOptions: [...PAIR, "--random", "3", "--pcs", "2"],
  nLayers: 5,
};
