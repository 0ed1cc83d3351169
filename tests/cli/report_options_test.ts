import assert from "node:assert/strict";
import { readReportOptions } from "../../src/cli/report_options.ts";

const SOURCES = [
  "--base",
  "/home/me/gemma",
  "--instruct",
  "gemma-it/",
  "--vectors",
  "./my vectors",
];

Deno.test("readReportOptions() without arguments asks for the demonstration with every default", () => {
  const request = readReportOptions([]);
  assert.equal(request.sources, null);
  assert.equal(request.out, "_site");
  assert.equal(request.analysis.seed, 42);
  assert.equal(request.analysis.pcs, 3);
  assert.equal(request.analysis.vectorLayer, "probed");
  assert.equal(request.command, "deno task report");
});

Deno.test("readReportOptions() names what is missing of base, instruct and vectors", () => {
  assert.throws(() => readReportOptions(["--base", "a"]), {
    name: "UsageError",
    message:
      "Cannot run without --instruct and --vectors: give --base, --instruct and --vectors, or none of them for the demonstration",
  });
});

Deno.test("readReportOptions() publishes the command without places on the author's disk", () => {
  const { command } = readReportOptions([
    ...SOURCES,
    "--out",
    "/srv/www/out",
    "--seed",
    "7",
  ]);
  assert.equal(
    command,
    "deno task report --base gemma --instruct gemma-it --vectors 'my vectors' --seed 7 --out out",
  );
});

Deno.test("readReportOptions() expands --like-notebook to the reference analysis", () => {
  const { analysis, roleKey, traitKey } = readReportOptions([...SOURCES, "--like-notebook"]);
  assert.deepEqual(analysis.layers, [{ first: 15, last: 24 }]);
  assert.deepEqual(analysis.focus, [{ first: 18, last: 18 }]);
  assert.deepEqual([analysis.pcs, analysis.rounding, roleKey, traitKey], [
    1,
    "notebook",
    "pos_all",
    "pos_all",
  ]);
});

Deno.test("readReportOptions() refuses an option that --like-notebook sets", () => {
  assert.throws(() => readReportOptions([...SOURCES, "--like-notebook", "--pcs", "3"]), {
    message: "Cannot use --pcs with --like-notebook, which sets it to 1: leave one of them out",
  });
});

Deno.test("readReportOptions() expands --like-published to the settings of the published figures", () => {
  const { analysis, roleKey, traitKey } = readReportOptions([...SOURCES, "--like-published"]);
  assert.deepEqual(analysis.layers, [{ first: 17, last: 27 }]);
  assert.deepEqual([analysis.random, analysis.vectorLayer, roleKey, traitKey], [
    20,
    22,
    "pos_3",
    "pos_neg_50",
  ]);
  assert.equal(analysis.sweep, true);
  assert.throws(
    () => readReportOptions([...SOURCES, "--like-published", "--sweep", "off"]),
    /Cannot use --sweep with --like-published, which sets it to on/,
  );
  assert.throws(
    () => readReportOptions([...SOURCES, "--like-published", "--like-notebook"]),
    /^UsageError: Cannot use --like-notebook with --like-published: each repeats .*; leave one of them out$/,
  );
});

Deno.test("readReportOptions() refuses words that are no choice", () => {
  assert.throws(() => readReportOptions(["--weights", "fp8"]), {
    name: "UsageError",
    message: "Cannot use --weights fp8: expected bf16 or stored",
  });
  assert.throws(() => readReportOptions(["--vector-layer", "18.5"]), /--vector-layer 18.5/);
});

Deno.test("readReportOptions() leaves the sweep to the device unless it is switched", () => {
  const sweep = (...args: string[]) => readReportOptions(args).analysis.sweep;
  assert.deepEqual([sweep(), sweep("--sweep", "on"), sweep("--sweep", "off")], [null, true, false]);
  assert.throws(() => sweep("--sweep", "yes"), {
    name: "UsageError",
    message: "Cannot use --sweep yes: expected on or off",
  });
});

Deno.test("readReportOptions() takes activations with their layer, and publishes only the file's name", () => {
  assert.equal(readReportOptions([]).activations, null);
  const args = ["--activations", "/home/me/runs/mlp in.npy", "--activations-layer", "18"];
  const { activations, command } = readReportOptions([...SOURCES, ...args]);
  assert.deepEqual(activations, { path: "/home/me/runs/mlp in.npy", layer: 18 });
  assert.equal(
    command,
    "deno task report --base gemma --instruct gemma-it --vectors 'my vectors' " +
      "--activations 'mlp in.npy' --activations-layer 18",
  );
});

Deno.test("readReportOptions() refuses activations without a layer, and a layer without activations", () => {
  assert.throws(() => readReportOptions(["--activations", "a.npy"]), {
    name: "UsageError",
    message:
      "Cannot use --activations without --activations-layer: give the file and the layer whose MLP inputs it holds",
  });
  assert.throws(() => readReportOptions(["--activations-layer", "3"]), {
    name: "UsageError",
    message:
      "Cannot use --activations-layer without --activations: give the file and the layer whose MLP inputs it holds",
  });
});
