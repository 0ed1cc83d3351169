import {
  deepStrictEqual as deepEqual,
  match,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { memoryFolder, report, type ReportRequest, type Results, UsageError } from "../../mod.ts";
import { packed, printedWithoutPermission } from "../run/packed_run.ts";
import { type Pair, withPair } from "../cli/small_pair.ts";
import { alwaysAnother } from "../sources/always_another.ts";
import { readFiles } from "../sources/temporary_folder.ts";
import type { PackedReport, PrintedReport } from "./report_in_memory.ts";

const SCRIPT = new URL("report_in_memory.ts", import.meta.url);
const PARTS = ["base", "instruct", "vectors"] as const;

/** The files of one part of a pair. */
async function filesOf({ at }: Pair, part: typeof PARTS[number]) {
  return await readFiles(at(part));
}

/** The inputs of a request, in memory. */
async function inMemory(pair: Pair): Promise<ReportRequest> {
  const folders = PARTS.map(async (part) =>
    [part, memoryFolder(`anywhere/${part}`, await filesOf(pair, part))] as const
  );
  return Object.fromEntries(await Promise.all(folders));
}

/** A report in a process that may touch nothing: no file, no variable, no network. */
async function reportWithoutPermission(request: PackedReport): Promise<PrintedReport> {
  return JSON.parse(await printedWithoutPermission(SCRIPT, request));
}

async function resultsOf(site: string): Promise<Results> {
  return JSON.parse(await Deno.readTextFile(`${site}/data/results.json`));
}

const textOf = (content: string | Uint8Array | undefined) =>
  typeof content === "string" ? content : new TextDecoder().decode(content);

Deno.test("report() of folders in memory needs no permission, and gives what the command gives but for the run", () =>
  withPair(async (pair) => {
    const { code, stderr } = await pair.report();
    equal(code, 0, stderr);
    const { run, ...expected } = await resultsOf(pair.at("site"));
    const folders = await Promise.all(
      PARTS.map(async (part) => [part, packed(`anywhere/${part}`, await filesOf(pair, part))]),
    );
    const { results, files, remarks, folder } = await reportWithoutPermission({
      folders: Object.fromEntries(folders),
      options: { device: "cpu" },
    });
    const { run: ownRun, ...found } = results as Results;
    deepEqual(found, expected);
    // The code is read for it, which takes a permission.
    match(run.code ?? "", /^\d+\.\d+\.\d+, [0-9a-f]{64}$/);
    match(run.words ?? "", /^\d+\.\d+\.\d+, [0-9a-f]{64}$/);
    deepEqual([ownRun.code, ownRun.words], [null, null]);
    deepEqual(
      { ...ownRun, code: run.code, words: run.words, started: "", seconds: 0, command: "" },
      {
        ...run,
        started: "",
        seconds: 0,
        command: "",
      },
    );
    equal(
      ownRun.command,
      "deno task report --base base --instruct instruct --vectors vectors --device cpu",
    );
    equal(folder, null);
    match(remarks.join("\n"), /^Titles will call the two base and instruct: /);

    const site = await readFiles(pair.at("site"));
    site.delete("data/manifest.json");
    const own = new Map(files.map(([path, base64]) => [path, Uint8Array.fromBase64(base64)]));
    deepEqual([...own.keys()].sort(), [...site.keys()].sort());
    for (const [path, bytes] of own) {
      if (/\.(csv|svg|safetensors)$/.test(path)) deepEqual(bytes, site.get(path), path);
    }
  }));

Deno.test("report() tells how far it has come, and hands over results before pages are made", () =>
  withPair(async (pair) => {
    const heard: string[] = [];
    let nBytes = 0;
    const { results } = await report({
      ...await inMemory(pair),
      device: "cpu",
      random: 0,
      focus: [{ first: 1, last: 1 }],
      onWeightBytes: (more) => nBytes += more,
      onLayer: (layer, { done, total }) => heard.push(`layer ${layer}, ${done} of ${total}`),
      onStep: (what, { done, total }) => heard.push(`${what}, ${done} of ${total}`),
      onResults: ({ findings }) => heard.push(`${findings.length > 0} results`),
      onPage: (done, total) =>
        heard.push(done === 0 || done === total ? `pages ${done / total}` : "page"),
    });
    deepEqual(heard.filter((it) => it !== "page"), [
      "layer 0, 1 of 2",
      "layer 1, 2 of 2",
      "Vectors of layer 1, 0 of 4",
      "Decomposition of layer 1, 1 of 4",
      "Roles and traits at layer 0, 2 of 4",
      "Roles and traits at layer 1, 3 of 4",
      "true results",
      "pages 0",
      "pages 1",
    ]);
    equal(nBytes, results.run.weight_bytes_read);
    equal(nBytes > 0, true);
  }));

Deno.test("report() with a folder to write to writes the files it gives, and takes layers from its records", () =>
  withPair(async (pair) => {
    const request = {
      base: pair.at("base"),
      instruct: pair.at("instruct"),
      vectors: pair.at("vectors"),
      instructName: "the tuned one",
      device: "cpu",
      random: 2,
      out: pair.at("site"),
      records: pair.at("records"),
    } as const;
    const first = await report(request);
    equal(first.folder, pair.at("site"));
    equal(first.results.inputs.instruct.name, "the tuned one");
    const written = await readFiles(pair.at("site"));
    equal(textOf(written.get("index.html")), textOf(first.files.get("index.html")));
    equal(written.size, first.files.size + 1, "a manifest besides");
    deepEqual(first.results.run.layers_from_records, []);

    const again = await report(request);
    deepEqual(again.results.run.layers_from_records, [0, 1]);
    match(again.remarks.at(-1) ?? "", /^2 layers \(0-1\) were computed by another run of the same/);
    const fresh = await report({ ...request, isFresh: true });
    deepEqual(fresh.results.run.layers_from_records, []);
    const without = await report({ ...request, records: null });
    deepEqual(without.results.run.layers_from_records, []);
  }));

Deno.test("report() ends with the error that a listener throws, and the folder is free for the next", () =>
  withPair(async (pair) => {
    const request = {
      ...await inMemory(pair),
      device: "cpu",
      random: 0,
      out: pair.at("site"),
      records: null,
    } as const;
    const onLayer = () => {
      throw new Error("enough");
    };
    await rejects(report({ ...request, onLayer }), { message: "enough" });
    equal((await report(request)).folder, pair.at("site"));
  }));

/** A list that holds itself. */
const CYCLE: unknown[] = [];
CYCLE.push(CYCLE);

const BROKEN: [request: ReportRequest, message: RegExp | string][] = [
  [
    { base: "a" },
    "Cannot run without --instruct and --vectors: " +
    "give --base, --instruct and --vectors, or none of them for the demonstration",
  ],
  [{ baseName: "x" }, "Cannot use --base-name without --base: the demonstration has names"],
  [{ pcs: 0 }, "Cannot use --pcs 0: expected a whole number of at least 1"],
  [{ random: 1e9 }, "Cannot use --random 1000000000: expected a whole number from 0 to 9999"],
  [
    { vectorLayer: 1.5 },
    "Cannot use --vector-layer 1.5: expected probed or a whole number of at least 0",
  ],
  [
    { seed: 2 ** 53 },
    /^Cannot use --seed \d+: expected a whole number from 0 to 9007199254740991$/,
  ],
  [{ weights: "fp8" as never }, "Cannot use --weights fp8: expected bf16 or stored"],
  [
    { device: "tpu\n" as never },
    "Cannot use --device tpu\\u{a}: expected auto or gpu or cpu or reference",
  ],
  [{ sweep: "off" as never }, "Cannot use --sweep off: expected true or false"],
  [
    { layers: [{ first: 4, last: 2 }] },
    "Cannot use --layers [ { first: 4, last: 2 } ]: " +
    'expected ranges such as [{ first: 15, last: 24 }], "all" or null',
  ],
  [
    { layers: [{ first: 1n, last: 2n }] as never },
    /^Cannot use --layers \[ \{ first: 1n, last: 2n \} \]: expected ranges such as/,
  ],
  [{ layers: CYCLE as never }, /^Cannot use --layers <ref \*1> \[ \[Circular \*1\] \]: expected /],
  [{ pcs: 3n as never }, "Cannot use --pcs 3n: expected a whole number of at least 1"],
  [CYCLE as never, /^Cannot report on <ref \*1> \[ \[Circular \*1\] \]: expected a request/],
  [{ pca: 3 as never }, 'Cannot use --pca 3: expected auto, computed or { file: "name.pt" }'],
  [
    { likeNotebook: true, pcs: 3 },
    "Cannot use --pcs with --like-notebook, which sets it to 1: leave one of them out",
  ],
  [
    { bse: "models/a" } as never,
    'Cannot understand "bse" in a request: did you mean base?',
  ],
  [{ gpu: true } as never, /^Cannot understand "gpu" in a request: expected some of base, /],
  [{ records: "s3://bucket" }, /^Cannot use --records "s3:\/\/bucket": expected a folder of this/],
  [{ out: "/" }, /^Cannot /],
  [null as never, "Cannot report on null: expected a request such as {}"],
  ["demo" as never, "Cannot report on demo: expected a request such as {}"],
  [{ base: null as never }, "Cannot use --base null: expected a path or a folder"],
  [{ baseName: 5 as never }, "Cannot use --base-name 5: expected text"],
  [{ out: {} as never }, "Cannot use --out {}: expected text"],
  [{ activations: { layer: 1 } as never }, "Cannot use --activations {}: expected { path, layer }"],
  [{ activations: { path: "x.npy", layer: -1 } }, /^Cannot use --activations /],
  [{ activations: { path: null as never, layer: 1 } }, /^Cannot use --activations /],
  [{ likeNotebook: "yes" as never }, "Cannot use --like-notebook yes: expected true or false"],
  [{ isFresh: "false" as never }, "Cannot use --fresh false: expected true or false"],
  [{ onLayer: "x" as never }, "Cannot use onLayer x: expected a function"],
  [{ seed: "auto" as never }, "Cannot use --seed auto: expected a whole number of at least 0"],
  [{ random: "probed" as never }, /^Cannot use --random probed: expected a whole number from 0 to/],
  [
    { out: "file:///tmp/site" },
    /^Cannot write the site to .*: expected a path, found a URL;/,
  ],
  [{ out: "~/site" }, /^Cannot use "~\/site": expected a path, found ~, which the shell leaves/],
  [{ records: "~/layers" }, /^Cannot use "~\/layers": expected a path, found ~, which the shell/],
];

for (const [request, message] of BROKEN) {
  Deno.test(`report() refuses ${Deno.inspect(request)} in one line`, async () => {
    await rejects(report(request), (error: Error) => {
      equal(error instanceof UsageError, true, error.message);
      equal(error.message.includes("\n"), false);
      if (typeof message === "string") equal(error.message, message);
      else match(error.message, message);
      return true;
    });
  });
}

Deno.test("report() refuses what does not fit the inputs", () =>
  withPair(async (pair) => {
    const inputs = await inMemory(pair);
    const cases = [
      [{ layers: [{ first: 7, last: 7 }] }, /^Cannot analyse layer 7: expected layers 0 to 1/],
      [{ roleKey: "pos_all" }, /^Cannot use --role-key with vectors: /],
    ] as const;
    for (const [options, message] of cases) {
      await rejects(report({ ...inputs, device: "cpu", ...options }), {
        name: "UsageError",
        message,
      });
    }
  }));

Deno.test("report() is of one state of a caller's own folder, or of none", () =>
  withPair(async (pair) => {
    const inputs = await inMemory(pair);
    const vectors = alwaysAnother(memoryFolder("anywhere/vectors", await filesOf(pair, "vectors")));
    await rejects(report({ ...inputs, vectors, device: "cpu" }), {
      name: "ChangedFile",
      message: /^Cannot read anywhere\/vectors\/\S+: it changed \(state 1; now state 2\)/,
    });
  }));
