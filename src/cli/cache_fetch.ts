/**
 * `deno task cache fetch`: what a run with the same options would read, fetched and kept, so that it then runs with `--offline`.
 *
 * @module
 */

import { bytesText } from "../text/words.ts";
import { bytesToFetch, makeRoomFor } from "../library/fetch_room.ts";
import { openReport } from "../library/open_report.ts";
import type { SettledRequest } from "../library/settled_request.ts";
import { isOnHub } from "../sources/input_folder.ts";
import type { HubOrigin } from "../sources/hub/open_hub_folder.ts";
import { missingBytesOf, type WeightTensor } from "../sources/checkpoint/weights.ts";
import { plannedTensors } from "../library/planned_bytes.ts";
import { fetchProgress } from "./progress.ts";
import { readReportOptions } from "./report_options.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "../usage_error.ts";

/** Bytes of one read, and reads at once: enough that the latency of one is hidden by the others. */
const BLOCK_BYTES = 16 * 2 ** 20;
const AT_ONCE = 4;

/** Fetches the inputs that `args` name, as far as `report` with the same options reads them. */
export async function fetchInputs(args: readonly string[], terminal: Terminal): Promise<void> {
  // Nothing is computed and no site written: no device is opened for it, and no folder looked at.
  const request = { ...readReportOptions(args), device: "cpu" as const, out: null };
  await expectIds(request);
  const progress = fetchProgress(terminal);
  const origins = await fetchRun().finally(progress.clear);
  // Only now, with all closed, are the last bytes on the disk.
  for (const origin of origins) {
    const failure = await origin.settled();
    if (failure !== null) throw failure;
  }
  terminal.print(
    `Fetched ${
      bytesText(progress.nFetched)
    }; deno task report with the same options and --offline reads them from here`,
  );

  async function fetchRun(): Promise<HubOrigin[]> {
    await using run = await openReport(request, {
      say: progress.say,
      isPlan: true,
      onFetched: progress.add,
    });
    const tensors = plannedTensors(run.inputs, run.prepared.layers).map(({ tensor }) => tensor);
    const missing = tensors.filter((tensor) => missingBytesOf([tensor]) > 0);
    const nBytes = bytesToFetch(run);
    progress.say(`${bytesText(nBytes)} of weights to fetch, in ${missing.length} tensors`);
    await makeRoomFor(run, { say: progress.say });
    progress.expect(nBytes);
    await fetchAll(missing);
    return [...run.origins.values()];
  }
}

/** Passes if there is something to fetch, before anything is opened or made for it. @throws {UsageError} */
async function expectIds(
  { sources, baseAdapter }: Pick<SettledRequest, "sources" | "baseAdapter">,
): Promise<void> {
  if (sources === null) {
    throw new UsageError(
      "Cannot fetch anything: none of --base, --instruct and --vectors is given; " +
        "give them as to report (its demonstration is made here and needs no network)",
    );
  }
  const models = [sources.base, sources.instruct, baseAdapter];
  const areOnHub = await Promise.all([
    ...models.map((place) => typeof place === "string" && isOnHub(place, "checkpoint")),
    typeof sources.vectors === "string" && isOnHub(sources.vectors, "vectors"),
  ]);
  if (areOnHub.includes(true)) return;
  throw new UsageError(
    "Cannot fetch anything: none of --base, --instruct and --vectors is an id on the Hugging Face Hub; " +
      "give one of them as org/name, or run report, which needs no network for what is on the disk",
  );
}

/** Reads every tensor and drops what it reads: what came is kept below. */
async function fetchAll(tensors: readonly WeightTensor[]): Promise<void> {
  const blocks = tensors.flatMap((tensor) =>
    Array.from({ length: Math.ceil(tensor.sizeBytes / BLOCK_BYTES) }, (_, i) => ({
      tensor,
      start: i * BLOCK_BYTES,
    }))
  ).values();
  const readBlocks = async () => {
    const buffer = new Uint8Array(BLOCK_BYTES);
    for (const { tensor, start } of blocks) {
      await tensor.read(start, buffer.subarray(0, Math.min(BLOCK_BYTES, tensor.sizeBytes - start)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readBlocks));
}
