/**
 * What is left to the device, of the first run into a folder of records.
 *
 * @module
 */

import { dirname, join } from "node:path";
import {
  type AnalysisOptions,
  type DeviceDefaults,
  MAX_RANDOM,
  MAX_RESAMPLES,
} from "../prepare/options.ts";
import { askedKey } from "../run/run_key.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import { writeWhole } from "../measure/write_whole.ts";
import { makeFolders, tryFolder } from "../sources/folder/tried_place.ts";
import { shownName } from "../text/quote.ts";
import { isOfDisk, reasonAt } from "../sources/folder/disk_errors.ts";
import { defaultsFile } from "../sources/folder/own_files.ts";
import type { RecordsRequest } from "./run_records.ts";

/**
 * What the device's defaults were for the first run into a folder of `--records`: they hold for all that ask the same, so that runs
 * on several machines fit each other. Of the user's cache they are those of the device.
 *
 * @throws {Error} if the folder cannot be written to, or what is in it cannot be read.
 */
export async function sharedDefaults(
  inputs: RunInputs,
  { options, defaults, request, isPlan, say }: {
    options: AnalysisOptions;
    defaults: DeviceDefaults;
    request: RecordsRequest;
    /** A plan writes nothing: the first run will. */
    isPlan: boolean;
    say: (text: string) => void;
  },
): Promise<DeviceDefaults> {
  const { folder } = request;
  if (folder === null) return defaults;
  const path = join(folder, defaultsFile(await askedKey(inputs, options)));
  const known = await onDisk(folder, () => readDefaults(path));
  if (known === null && isPlan) {
    await onDisk(folder, () => tryFolder(folder));
    return defaults;
  }
  const shared = known ?? await onDisk(folder, () => writeDefaults(path, defaults));
  const isOther = (["random", "resamples", "sweep"] as const)
    .some((name) => shared[name] !== defaults[name]);
  if (isOther) {
    say(
      `Taking --random ${shared.random}, --resamples ${shared.resamples} and --sweep ${
        shared.sweep ? "on" : "off"
      } from the first run into ${shownName(folder)}`,
    );
  }
  return shared;
}

/** Runs what needs a folder of records, and says of failures which folder cannot be used and why. */
async function onDisk<T>(folder: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (cause) {
    if (!isOfDisk(cause)) throw cause;
    throw new Error(
      `Cannot use --records ${
        shownName(folder)
      }: expected a folder that can be read and written to, ` +
        `or a place for one; got ${reasonAt(folder, cause)}`,
      { cause },
    );
  }
}

async function readDefaults(path: string): Promise<DeviceDefaults | null> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  const { random, resamples, sweep } = parseObject(text);
  const isCount = (value: unknown, most: number) =>
    typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;
  if (
    isCount(random, MAX_RANDOM) && isCount(resamples, MAX_RESAMPLES) && typeof sweep === "boolean"
  ) {
    return { random, sweep, resamples } as DeviceDefaults;
  }
  throw new Error(
    `Cannot read ${
      shownName(path)
    }: expected the defaults of the first run; remove the file, and the next run writes its own`,
  );
}

/** Writes the defaults of the first run; of two at once those that were first hold for both. */
async function writeDefaults(path: string, defaults: DeviceDefaults): Promise<DeviceDefaults> {
  await makeFolders(dirname(path));
  await writeWhole(path, new TextEncoder().encode(JSON.stringify(defaults)), { isNew: true });
  return await readDefaults(path) ?? defaults;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
