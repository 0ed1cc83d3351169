import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { readReportOptions } from "../../src/cli/report_options.ts";
import { commandWithIds, requestCommand } from "../../src/library/request_command.ts";
import type { ReportRequest } from "../../src/library/request.ts";
import { settledRequest } from "../../src/library/settled_request.ts";
import { memoryBytes, memoryFolder } from "../../src/sources/folder/memory_folder.ts";

/** What the command makes of arguments, without what is the terminal's alone. */
function ofCommand(args: readonly string[]) {
  const { typed: _, isPlan: __, part: ___, singleFile: ____, ...settled } = readReportOptions(args);
  return settled;
}

Deno.test("settledRequest() of nothing is the command without options, but writes nothing", () => {
  const { out, records, ...rest } = settledRequest({});
  deepEqual([out, records], [null, null]);
  deepEqual([rest.device, rest.difference, rest.sources], ["auto", "default", null]);
  const { out: _, records: __, ...expected } = ofCommand([]);
  deepEqual(rest, expected);
});

Deno.test("settledRequest() with a folder to write to keeps records in the user's cache, as the command", () => {
  deepEqual(
    { ...settledRequest({ out: "_site" }), command: "" },
    { ...ofCommand([]), command: "" },
  );
  equal(settledRequest({ out: "_site", records: null }).records, null);
});

const EVERYTHING: ReportRequest = {
  base: "/m/gemma",
  instruct: "/m/gemma it",
  vectors: "/m/v",
  baseName: "it's",
  layers: [{ first: 2, last: 2 }, { first: 4, last: 6 }],
  focus: "all",
  pcs: 2,
  pca: "computed",
  pcaLayer: 5,
  roleKey: "pos_1",
  traitKey: "pos_2",
  difference: "none",
  vectorLayer: 4,
  outliers: 7,
  resamples: 9,
  pcSpace: "readout",
  pcaScale: "standard",
  inputRow: "before",
  random: 11,
  seed: 13,
  sweep: false,
  activations: { path: "/m/x.npy", layer: 4 },
  weights: "stored",
  rounding: "notebook",
  device: "cpu",
  out: "/m/site",
  records: "/m/records",
  isFresh: true,
  isHashed: true,
};

Deno.test("settledRequest() of every option is what the command makes of the same words", () => {
  const words =
    "--base,/m/gemma,--instruct,/m/gemma it,--vectors,/m/v,--base-name,it's,--focus,all," +
    "--pcs,2,--pca,computed,--pca-layer,5,--role-key,pos_1,--trait-key,pos_2,--difference,none," +
    "--vector-layer,4,--outliers,7,--resamples,9,--pc-space,readout,--pca-scale,standard," +
    "--input-row,before,--random,11,--seed,13,--sweep,off,--activations,/m/x.npy," +
    "--activations-layer,4,--weights,stored,--rounding,notebook,--device,cpu,--out,/m/site," +
    "--records,/m/records,--fresh,--hash";
  deepEqual(
    settledRequest(EVERYTHING),
    ofCommand([...words.split(","), "--layers", "2,4-6"]),
  );
});

Deno.test("settledRequest() fills in what a preset sets", () => {
  for (
    const [request, flag] of [
      [{ likeNotebook: true }, "--like-notebook"],
      [{ likePublished: true }, "--like-published"],
    ] as const
  ) {
    deepEqual(settledRequest({ ...request, out: "_site", command: "" }), {
      ...ofCommand([flag]),
      command: "",
    });
  }
});

Deno.test("requestCommand() is the published command, and names what lies in memory", () => {
  equal(
    requestCommand(EVERYTHING),
    readReportOptions([
      ..."--base /m/gemma --vectors /m/v --layers 2,4-6 --focus all --pcs 2".split(" "),
      ..."--pca computed --pca-layer 5 --role-key pos_1 --trait-key pos_2 --difference none".split(
        " ",
      ),
      ..."--vector-layer 4 --outliers 7 --resamples 9 --pc-space readout --pca-scale standard"
        .split(" "),
      ..."--input-row before --random 11 --seed 13 --sweep off --activations /m/x.npy".split(" "),
      ..."--activations-layer 4 --weights stored --rounding notebook --device cpu".split(" "),
      ..."--out /m/site --records /m/records --fresh --hash".split(" "),
      "--instruct",
      "/m/gemma it",
      "--base-name",
      "it's",
    ]).command,
  );
  const folder = memoryFolder("anywhere/a b", new Map());
  const path = memoryBytes("x.npy", new Uint8Array());
  equal(
    requestCommand({ base: folder, activations: { path, layer: 3 }, pca: { file: "p/q.pt" } }),
    "deno task report --base 'a b' --pca q.pt --activations x.npy --activations-layer 3",
  );
});

Deno.test("requestCommand() writes what begins with a dash so that it is read again, with every id", () => {
  const args = ["--base", "b", "--instruct", "i", "--vectors", "v", "--base-name=--fresh it's"];
  const { command } = readReportOptions(args);
  equal(
    command,
    "deno task report --base b --instruct i --vectors v --base-name='--fresh it'\\''s'",
  );
  equal(
    commandWithIds(command, new Map([["instruct", "my/id"]])),
    command.replace("--instruct i", "--instruct my/id"),
  );
});

Deno.test("commandWithIds() leaves a command as it is that is not written as these are", () => {
  const command = 'my.py --base b -v --note "a b" last';
  equal(commandWithIds(command, new Map([["base", "my/id"]])), command);
});
