import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { fetchProgress, siteProgress, startProgress, statusLine } from "../../src/cli/progress.ts";
import { main } from "../../src/cli.ts";
import { sampleResults } from "../site/sample_results.ts";
import { STORIES_PAIR, testOnStories } from "../stories.ts";
import { runMain } from "./run_main.ts";
import { withPair } from "./small_pair.ts";
import { withFolder } from "../sources/temporary_folder.ts";

/** A stream that remembers, and a clock that is set by hand. */
function stage(isTerminal: boolean) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const stream = { isTerminal, writeError: (text: string) => void written.push(text) };
  return { written, clock, stream, now: () => clock.ms };
}

Deno.test("startProgress() counts neurons and decompositions after the last layer, each with a line", () => {
  const { written, clock, stream, now } = stage(false);
  const progress = startProgress({ nLayers: 1, nBytes: 3000, stream, now });
  clock.ms = 1000;
  progress.addBytes(2000);
  progress.finishLayer(18);
  progress.startStep("Decomposition of layer 18", { done: 0, total: 2 });
  progress.startStep("Neurons of layer 18", { done: 1, total: 2 });
  progress.addBytes(1000);
  progress.onPage(0, 3);
  progress.onPage(1, 3);
  progress.onPage(3, 3);
  deepStrictEqual(written, [
    "Layer 18 done: 1 of 1 layers, 2.00 kB of 3.00 kB, 2.00 kB/s, then neurons, decompositions and pages\n",
    "Decomposition of layer 18 (1 of 2)\n",
    "Neurons of layer 18 (2 of 2)\n",
    "Rendering 3 pages\n",
    "Page 3 of 3\n",
  ]);
});

Deno.test("startProgress() tells no bytes and no rate of layers that were kept", () => {
  const { written, clock, stream, now } = stage(false);
  const progress = startProgress({ nLayers: 2, nBytes: 4000, stream, now });
  clock.ms = 1000;
  progress.finishLayer(0);
  progress.finishLayer(1);
  deepStrictEqual(written, [
    "Layer 0 done: 1 of 2 layers, from records\n",
    "Layer 1 done: 2 of 2 layers, from records, then neurons, decompositions and pages\n",
  ]);
});

Deno.test("startProgress() leaves out of the total what was kept, and counts neurons as time alone", () => {
  const { written, clock, stream, now } = stage(false);
  const bytesOf = () => ({ nBytes: 1000, nBytesToFetch: 100 });
  const totals = { nLayers: 4, nBytes: 4000, nBytesToFetch: 400, bytesOf, nBytesAfter: 1500 };
  const progress = startProgress({ ...totals, stream, now });
  progress.finishLayer(0);
  for (const layer of [1, 2]) {
    clock.ms += 1000;
    progress.addFetched(100);
    progress.addBytes(1000);
    progress.finishLayer(layer);
  }
  progress.finishLayer(3); // another process has written it down meanwhile
  const fetched = (n: number, of: number, rate: string) =>
    `over the network ${n} bytes of ${of} bytes at ${rate} bytes/s`;
  deepStrictEqual(written, [
    "Layer 0 done: 1 of 4 layers, from records\n",
    `Layer 1 done: 2 of 4 layers, 1.00 kB of 3.00 kB, 1.00 kB/s, ${
      fetched(100, 300, "100")
    }, about 4 s left, then the pages\n`,
    `Layer 2 done: 3 of 4 layers, 2.00 kB of 3.00 kB, 1.00 kB/s, ${
      fetched(200, 300, "100")
    }, about 3 s left, then the pages\n`,
    `Layer 3 done: 4 of 4 layers, 2.00 kB of 2.00 kB, 1.00 kB/s, ${
      fetched(200, 200, "100")
    }, then neurons, decompositions and pages\n`,
  ]);
});

Deno.test("startProgress() leaves out of the total the first layer too where that was kept, and something was read before it", () => {
  const { written, clock, stream, now } = stage(false);
  const bytesOf = () => ({ nBytes: 1000, nBytesToFetch: 0 });
  const totals = { nLayers: 2, nBytes: 2500, nBytesBefore: 500, bytesOf, isPart: true };
  for (const layersRead of [[1], [0, 1]]) {
    const progress = startProgress({ ...totals, stream, now });
    clock.ms += 1000;
    progress.addBytes(500);
    for (const layer of [0, 1]) {
      if (layersRead.includes(layer)) progress.addBytes(1000);
      progress.finishLayer(layer);
    }
  }
  deepStrictEqual(written.map((line) => line.split(", ")[1]), [
    "500 bytes of 1.50 kB",
    "1.50 kB of 1.50 kB",
    "1.50 kB of 2.50 kB",
    "2.50 kB of 2.50 kB",
  ]);
});

/** What the last line of a terminal says that matches, of a command that runs there. */
async function lastShown(pattern: RegExp, args: readonly string[]): Promise<string> {
  let written = "";
  const code = await main(args, {
    print() {},
    writeError: (text) => void (written += text),
    isTerminal: true,
  });
  strictEqual(code, 0, written);
  return written.split(/[\r\n]/).findLast((line) => pattern.test(line)) ?? "";
}

Deno.test("report and verify read what they say that they will, whatever of it was kept", () =>
  withPair(async ({ at }) => {
    const inputs = [
      ...["base", "instruct", "vectors"].flatMap((name) => [`--${name}`, at(name)]),
      "--device",
      "cpu",
    ];
    const report = ["report", ...inputs, "--records", at("records"), "--out", at("site")];
    const pass = (...args: string[]) => lastShown(/^\d of \d layers/, [...report, ...args]);
    const reached = /^2 of 2 layers, (\S+ \S+) of \1, /;
    match(await pass("--random", "4"), reached);
    match(await pass("--random", "4"), /^2 of 2 layers, from records, /);
    // Nobody said which layers are decomposed: one too many is expected, and none is read.
    match(await pass("--random", "0"), reached);
    await pass("--random", "3", "--layers", "0");
    match(await pass("--random", "3"), reached);
    for (const args of [[], ["--all"]]) {
      match(
        await lastShown(/^Computing again/, [
          ...["verify", at("site/data/results.json"), ...inputs, ...args],
        ]),
        /^Computing again: (\S+ \S+) of \1 read$/,
      );
    }
  }));

Deno.test("startProgress() says no time left of a layer that is half read", () => {
  const { written, clock, stream, now } = stage(true);
  const progress = startProgress({ nLayers: 2, nBytes: 4000, stream, now });
  clock.ms = 1000;
  progress.addBytes(1000);
  match(written.join(""), /0 of 2 layers, 1\.00 kB of 4\.00 kB, 1\.00 kB\/s, about 3 s left/);
});

Deno.test("startProgress() tells what comes over the network apart, and draws as it comes", () => {
  const { written, clock, stream, now } = stage(true);
  const progress = startProgress({ nLayers: 2, nBytes: 4000, nBytesToFetch: 3000, stream, now });
  clock.ms = 1000;
  progress.addFetched(500);
  match(
    written.join(""),
    /0 bytes of 4\.00 kB, .*, over the network 500 bytes of 3\.00 kB at 500 bytes\/s/,
  );
});

Deno.test("fetchProgress() tells rate and time left once it knows what comes, in lines where nothing is redrawn", () => {
  const { written, clock, stream, now } = stage(false);
  const progress = fetchProgress(stream, { now });
  progress.add(1000);
  progress.say("kept");
  progress.expect(10_000);
  for (let n = 1; n <= 4; n++) {
    clock.ms = 5000 * n;
    progress.add(1000);
  }
  deepStrictEqual(written, [
    "kept\n",
    "Fetching: 2.00 kB of 10.0 kB, 200 bytes/s, about 40 s left\n",
    "Fetching: 4.00 kB of 10.0 kB, 200 bytes/s, about 30 s left\n",
  ]);
  strictEqual(progress.nFetched, 5000);
});

Deno.test("siteProgress() says a page every two seconds where no line can be rewritten", () => {
  const { written, clock, stream, now } = stage(false);
  const progress = siteProgress(stream, { now });
  for (let page = 0; page <= 50; page++) {
    clock.ms = 100 * page;
    progress.onPage(page, 50);
  }
  deepStrictEqual(written.map((line) => line.trim()), [
    "Rendering 50 pages",
    "Page 20 of 50",
    "Page 40 of 50",
    "Page 50 of 50",
  ]);
});

Deno.test("statusLine() clears the line on a terminal before it says something that stays", () => {
  const { written, stream } = stage(true);
  const line = statusLine(stream);
  line.show("a long line", true);
  line.say("kept");
  deepStrictEqual(written, ["\ra long line", "\r           ", "\r", "kept\n"]);
});

Deno.test("site, compare and publish speak while they work", async () => {
  await withFolder({}, async (folder) => {
    const from = `${folder}/results.json`;
    await Deno.writeTextFile(from, JSON.stringify(sampleResults({ layers: [17, 18] })));
    const site = await runMain("site", "--from", from, "--out", `${folder}/a`);
    match(site.stderr, /^Reading .*\nNot beside .*\nRendering /);
    match(site.stderr, /Page (\d+) of \1\n$/);
    match(
      (await runMain("publish", "--from", from, "--to", `${folder}/b`)).stderr,
      /Rendering \d+/,
    );
    const compared = await runMain("compare", from, from, "--out", `${folder}/c`);
    match(compared.stderr, /^Reading .*\nDrawing both side by side\n$/);
    match(compared.stdout, /^The two runs are equal in every number\n/);
  });
});

testOnStories("report names every step after its layers", async () => {
  await withFolder({}, async (folder) => {
    const { stderr, stdout } = await runMain(
      "report",
      ...STORIES_PAIR,
      ..."--layers 3 --random 4 --device cpu --sweep off --out".split(" "),
      `${folder}/site`,
    );
    const after = stderr.slice(stderr.indexOf("Layer 3 done"));
    const names = after.trimEnd().split("\n").map((line) => line.replace(/[\d.]+/g, "N"));
    deepStrictEqual(names.slice(1), [
      "Evidence of all layers (N of N)",
      "Vectors of layer N (N of N)",
      "Decomposition of layer N (N of N)",
      "Roles and traits at layer N (N of N)",
      "Neurons of layer N (N of N)",
      "Rendering N pages",
      "Page N of N",
    ]);
    ok((stdout.split("\n")[0] ?? "").split(/\s+/).length <= 30, stdout);
  });
});

Deno.test("statusLine() cuts what it redraws to the terminal, as wide as that is by then", () => {
  const { written, stream } = stage(true);
  let columns = 20;
  const line = statusLine({ ...stream, columns: () => columns });
  line.show("0 of 2 layers, 1.00 kB of 4.00 kB", false);
  columns = 12;
  line.show("short", false);
  line.show("0 of 2 layers, 1.00 kB", false);
  line.clear();
  deepStrictEqual(written, [
    "\r0 of 2 layers, 1.0…",
    "\rshort      ",
    "\r0 of 2 lay…",
    `\r${" ".repeat(11)}`,
    "\r",
  ]);
});
