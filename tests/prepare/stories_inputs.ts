/** The trained pair and its vectors, opened as a run opens them. */

import type { RunInputs } from "../../src/prepare/run_inputs.ts";
import { openCheckpoint } from "../../src/sources/checkpoint/checkpoint.ts";
import { openInputFolder } from "../../src/sources/input_folder.ts";
import { openVectorFolder } from "../../src/sources/vectors/vector_folder.ts";
import { realPath } from "../real_data.ts";
import { NO_NETWORK } from "../sources/local_inputs.ts";

/** Opens them, hands them to `use`, and closes them. */
export async function withStories<T>(use: (inputs: RunInputs) => Promise<T>): Promise<T> {
  const folder = (part: string, what: "checkpoint" | "vectors") =>
    openInputFolder(realPath(`stories260k/${part}`), what, NO_NETWORK);
  using opened = new DisposableStack();
  const close = (it: { close(): void }) => it.close();
  const base = opened.adopt(await openCheckpoint(await folder("base", "checkpoint")), close);
  const instruct = opened.adopt(
    await openCheckpoint(await folder("finetuned", "checkpoint")),
    close,
  );
  const keys = { roleKey: "pos_all", traitKey: "pos_neg_50", difference: "default" };
  const vectors = opened.adopt(
    await openVectorFolder(await folder("vectors", "vectors"), keys),
    close,
  );
  return await use({ base, instruct, vectors });
}
