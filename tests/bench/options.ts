/**
 * The options of `deno task bench`.
 *
 * @module
 */

import { readArguments } from "../../src/cli/arguments.ts";
import type { DeviceChoice } from "../../src/compute/open_engine.ts";
import { whole } from "../../src/library/option_forms.ts";
import { OPTIONS } from "../../src/library/options.ts";
import { UsageError } from "../../src/usage_error.ts";
import { GEMMA_2_27B, type PairShape } from "./shape.ts";

/** How the benchmark is called. */
export const HELP = `deno task bench [options]

Makes a synthetic pair of checkpoints (base F32, instruct BF16) in a scratch folder, runs deltascope and its stages on it, and
prints one table.

  --inputs 6,38,64,515  numbers of input vectors
  --layers 2            layers of the pair
  --hidden 4608         hidden size; the defaults are the widths of gemma-2-27b
  --intermediate 36864  intermediate size
  --device auto         what computes, as for report
  --repeat 3            runs of each whole command, of which the median counts
  --python /usr/bin/python3   a Python with PyTorch for comparison; left out where it has none
  --site                alone: size, building time and loading time of the site of a whole model, from made-up results
  --shares              alone: what 46, 80 and 126 layers take on 1, 4 and 16 machines, from shares of 4 and 12 small layers
  --load                alone: peak memory at the widths of Llama 3.3 70B, 515 roles and 512 random directions, and a plan of 405B
  --hub                 alone: 2 GB of synthetic tensors from a Hub on loopback, beside curl; needs python3 and curl
  --dir DIR             folder of the pair: one of these sizes that is there is used, and neither is removed
`;

/** What one benchmark is to do. */
export interface BenchOptions {
  readonly shape: PairShape;
  /** Ascending numbers of input vectors. */
  readonly inputs: readonly number[];
  readonly nRepeats: number;
  readonly device: DeviceChoice;
  readonly python: string;
  /** Null: a scratch folder that is removed afterwards. */
  readonly folder: string | null;
}

/** @throws {UsageError} in one line on an option that cannot be met. */
export function readBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = readArguments(args, {
    values: ["inputs", "layers", "hidden", "intermediate", "repeat", "device", "python", "dir"],
    flags: [],
  });
  const number = (name: string, standard: number, bounds: { least: number; most?: number }) =>
    whole(bounds).read(values.get(name) ?? String(standard), name);
  const inputs = (values.get("inputs") ?? "6,38,64,515").split(",")
    .map((text) => whole({ least: 1 }).read(text, "inputs"));
  if (new Set(inputs).size < inputs.length) {
    throw new UsageError(`Cannot use --inputs ${values.get("inputs")}: expected different numbers`);
  }
  return {
    shape: {
      hiddenSize: number("hidden", GEMMA_2_27B.hiddenSize, { least: 1 }),
      intermediateSize: number("intermediate", GEMMA_2_27B.intermediateSize, { least: 1 }),
      nLayers: number("layers", 2, { least: 1 }),
    },
    inputs: inputs.sort((a, b) => a - b),
    nRepeats: number("repeat", 3, { least: 1 }),
    device: OPTIONS.device.form.read(values.get("device") ?? "auto", "device"),
    python: values.get("python") ?? "/usr/bin/python3",
    folder: values.get("dir") ?? null,
  };
}
