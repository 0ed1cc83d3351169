/** Reports on the pair of the smallest real models, to be interrupted. */

import { STORIES_PAIR } from "../stories.ts";
import type { Interrupted } from "./interrupted_report.ts";

const PAIR = [...STORIES_PAIR, "--device", "cpu"];

export const STORIES: Interrupted = {
  options: [...PAIR, "--random", "8"],
  oldOptions: [...PAIR, "--random", "3", "--pcs", "2"],
  nLayers: 5,
};
