/** `config.json`, the index of sharded weights, `adapter_config.json` and `results.json`. */

import { readResults } from "../../../src/cli/results_file.ts";
import { readAdapterConfig } from "../../../src/sources/checkpoint/adapter/adapter_config.ts";
import { findWeightFiles } from "../../../src/sources/checkpoint/checkpoint_files.ts";
import { recipeOf } from "../../../src/sources/checkpoint/recipe.ts";
import { readJsonFile } from "../../../src/sources/folder/json_file.ts";
import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import { sampleResults } from "../../site/sample_results.ts";
import { readFixture } from "../fixtures.ts";
import { type Format, judged, type Judgement, rule } from "../format.ts";
import { mutateBytes } from "../mutations/bytes.ts";
import { mutateJson } from "../mutations/json.ts";
import { readConfig, readIndex } from "../readers/config.ts";
import { readJson } from "../readers/json.ts";

const INDEX = "model.safetensors.index.json";

/** Files near these. */
function makerOf(seeds: readonly string[]): Format["make"] {
  return (random) => {
    let text = random.pick(seeds);
    for (let n = random.below(4); n > 0; n--) text = mutateJson(random, text);
    const bytes = new TextEncoder().encode(text);
    return random.oneIn(6) ? mutateBytes(random, bytes) : bytes;
  };
}

const textOf = (path: string) => new TextDecoder().decode(readFixture(path));
const folderOf = (name: string, bytes: Uint8Array) =>
  memoryFolder("fuzz", new Map([[name, bytes]]));

export const CONFIG: Format = {
  name: "config",
  fileName: "config.json",
  make: makerOf(
    ["llama", "gemma2"].map((family) => textOf(`architectures/${family}/base/config.json`)),
  ),
  judge: (bytes) => judged(() => readConfig(bytes)),
  async read(bytes) {
    const path = "config.json";
    const { recipe } = recipeOf(
      await readJsonFile(folderOf(path, bytes), { path, where: path }),
      path,
    );
    const { architecture, hiddenSize, intermediateSize, nLayers, eps } = recipe;
    return { name: architecture, sizes: [hiddenSize, intermediateSize, nLayers], eps };
  },
};

export const SHARD_INDEX: Format = {
  name: "index",
  fileName: INDEX,
  make: makerOf([
    '{"metadata": {"total_size": 96}, "weight_map": {"a.weight": "model-1.safetensors", "b": "model-2.safetensors"}}',
    '{\n "weight_map": {\n  "a": "x.safetensors"\n }\n}\n',
  ]),
  judge: (bytes) => judged(() => ({ value: readIndex(bytes) })),
  async read(bytes) {
    const { listedNames, fileOf } = await findWeightFiles(folderOf(INDEX, bytes));
    return [...listedNames()].map((name) => [name, fileOf(name)]);
  },
};

const ADAPTER = textOf("adapters/llama/patterns/adapter_config.json");

export const ADAPTER_CONFIG: Format = {
  name: "adapter",
  fileName: "adapter_config.json",
  make: makerOf([ADAPTER]),
  // Its keys are held to tests of their own; here to the grammar of JSON.
  judge: (bytes) => {
    const isSeed = new TextDecoder().decode(bytes) === ADAPTER;
    return judged(() => {
      readConfigGrammar(bytes);
      return { value: undefined, odd: isSeed ? undefined : "keys that are not followed" };
    });
  },
  async read(bytes) {
    const path = "adapter_config.json";
    readAdapterConfig(await readJsonFile(folderOf(path, bytes), { path, where: path }), path);
  },
};

function readConfigGrammar(bytes: Uint8Array): void {
  rule(readJson(bytes, { isPython: true }) instanceof Map, "no object");
}

/** Of every list the first two. */
function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 2).map(shortened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, shortened(it)]));
}

const RESULTS = JSON.stringify(shortened(sampleResults({ layers: [18], names: ["a"] })));
const RESULTS_NAME = "mutated-results.json";
const COLUMNS = ["base_output_norm", "instruct_output_norm", "delta_norm", "delta_angular"];

export const RESULTS_FILE: Format = {
  name: "results",
  fileName: RESULTS_NAME,
  make: makerOf([RESULTS]),
  judge: judgeResults,
  async read(bytes) {
    // By its path, as users give it.
    const folder = await Deno.makeTempDir({ prefix: "deltascope-fuzz-" });
    try {
      await Deno.writeFile(`${folder}/${RESULTS_NAME}`, bytes);
      const { mlp } = await readResults(`${folder}/${RESULTS_NAME}`);
      return rowsOf(mlp);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
};

function rowsOf(mlp: readonly unknown[]) {
  return mlp.map((row) =>
    ["layer", "input_vector", ...COLUMNS].map((key) => (row as Record<string, unknown>)[key])
  );
}

/** The main table, by what docs and methods page say of its columns; of all else that it is JSON. */
function judgeResults(bytes: Uint8Array): Judgement {
  return judged(() => {
    let text = "";
    let found: unknown = null;
    try {
      // Without a byte order mark, which the decoder takes off.
      text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      found = JSON.parse(text);
    } catch {
      rule(false, "not JSON in UTF-8");
    }
    rule(
      typeof found === "object" && found !== null && "schema" in found && "mlp" in found,
      "no results",
    );
    if (found.schema === "deltascope.results/1") {
      return { value: undefined, odd: "an earlier schema" };
    }
    rule(found.schema === "deltascope.results/2", "another schema");
    const { mlp } = found;
    rule(Array.isArray(mlp) && mlp.length > 0, "no rows");
    for (const row of mlp) {
      rule(
        typeof row === "object" && row !== null && typeof row.input_vector === "string",
        "no row",
      );
      rule(Number.isInteger(row.layer) && row.layer >= 0, "no layer");
      for (const key of COLUMNS) {
        const isUnknown = key === "delta_angular" && row[key] === null;
        rule(isUnknown || Number.isFinite(row[key]) && row[key] >= 0, `no ${key}`);
      }
    }
    return {
      value: rowsOf(mlp),
      odd: text === RESULTS ? undefined : "other parts are not followed",
    };
  });
}
