import {
  deepStrictEqual as deepEqual,
  doesNotMatch,
  match,
  strictEqual as equal,
} from "node:assert/strict";
import { createHash } from "node:crypto";
import { withPair } from "./small_pair.ts";
import { readFiles } from "../sources/temporary_folder.ts";
import {
  dataOf,
  DOWN_BYTES,
  FOCUS,
  LAYER_BYTES,
  N_LAYERS,
  partOf,
  resultsOf,
  withSharedLayers,
} from "./shared_layers.ts";

const ALL = Array.from({ length: N_LAYERS }, (_, layer) => layer);

Deno.test("report --part: processes that fill one folder at once compute each layer once, and the site is that of one run", () =>
  withSharedLayers(async ({ at, report }) => {
    const records = ["--records", at("several-machines")];
    // The second share twice: two that are given the same do not do the same.
    const ended = await Promise.all(
      ["1/3", "2/3", "2/3", "3/3"].map((part) =>
        report(...records, "--part", part, "--out", at("site"))
      ),
    );
    for (const { code, stderr } of ended) equal(code, 0, stderr);
    const shares = ended.map(({ stdout }) => partOf(stdout));
    deepEqual(shares.flatMap(({ computed }) => computed).sort(), ALL);
    deepEqual(shares.map(({ computed, nFound }) => computed.length + nFound), [2, 2, 2, 1]);
    equal(await isThere(at("site")), false);
    deepEqual(await claimsIn(at("several-machines")), []);

    const site = await report(...records, "--out", at("site"));
    equal(site.code, 0, site.stderr);
    const whole = await report("--records", at("one"), "--out", at("whole"));
    equal(whole.code, 0, whole.stderr);
    const [parted, inOne] = [await resultsOf(at("site")), await resultsOf(at("whole"))];
    equal(JSON.stringify(parted.rest), JSON.stringify(inOne.rest));
    deepEqual(await dataOf(at("site")), await dataOf(at("whole")));
    equal(inOne.run.weight_bytes_read, N_LAYERS * LAYER_BYTES + FOCUS.length * DOWN_BYTES);
    equal(parted.run.weight_bytes_read, FOCUS.length * DOWN_BYTES);
    deepEqual(parted.run.layers_from_records, ALL);
    // Where the layers were computed is told by `run` alone.
    match(parted.run.command, / --records several-machines$/);
    for (const file of [JSON.stringify(parted.rest), ...await texts(await dataOf(at("site")))]) {
      doesNotMatch(file, /several-machines|--records|--part\b/);
    }
  }));

Deno.test("report: two whole runs over one folder at once compute no layer twice, and give the same results", () =>
  withSharedLayers(async ({ at, report }) => {
    const records = ["--records", at("records")];
    const ended = await Promise.all(
      ["a", "b"].map((site) => report(...records, "--out", at(site))),
    );
    for (const { code, stderr } of ended) equal(code, 0, stderr);
    const [a, b] = [await resultsOf(at("a")), await resultsOf(at("b"))];
    equal(JSON.stringify(a.rest), JSON.stringify(b.rest));
    equal(
      a.run.weight_bytes_read + b.run.weight_bytes_read,
      N_LAYERS * LAYER_BYTES + FOCUS.length * DOWN_BYTES,
    );
  }));

Deno.test("report names the layers that no share has computed, and computes them", () =>
  withPair(async ({ at, report }) => {
    const records = ["--records", at("records")];
    const part = await report(...records, "--part", "2/2");
    equal(part.code, 0, part.stderr);
    match(
      part.stdout,
      /^Part 2\/2 computed 1 layer \(1\), and 0 were there; 1 of 2 layers now in \S+\. For the site, when the other parts have ended, type: deno task report --base \S+ .* --records \S+\n$/,
    );
    equal(part.stdout.includes("--part"), false);
    const site = await report(...records);
    match(site.stderr, /^1 layer \(0\) has no record in \S+: computed now$/m);
    await report("--out", at("whole"));
    const [parted, inOne] = [await resultsOf(at("site")), await resultsOf(at("whole"))];
    equal(JSON.stringify(parted.rest), JSON.stringify(inOne.rest));
    match(
      (await report(...records, "--part", "1/2")).stdout,
      /For the site type: deno task report/,
    );
  }));

Deno.test("report names records of another run and leaves them where they are", () =>
  withPair(async ({ at, report }) => {
    const records = ["--records", at("records")];
    await report(...records, "--seed", "7", "--part", "1/2");
    const before = await readFiles(at("records"));
    const foreign =
      /^Records of 1 other run in \S+ are not taken and left where they are: [0-9a-f]{8} \(layer 0\), of other options$/m;
    const share = await report(...records, "--part", "2/2");
    match(share.stderr, foreign);
    const { code, stderr } = await report(...records);
    equal(code, 0, stderr);
    match(stderr, foreign);
    deepEqual((await resultsOf(at("site"))).run.layers_from_records, [1]);
    const after = await readFiles(at("records"));
    for (const [path, bytes] of before) deepEqual(after.get(path), bytes, path);
  }));

Deno.test("report neither takes nor writes over a record of another run that lies in the place of its own", () =>
  withPair(async ({ at, report }) => {
    const records = ["--records", at("records")];
    await report(...records, "--seed", "7", "--part", "1/2");
    const [theirs] = await keysIn(at("records"));
    await report(...records, "--part", "2/2");
    const [ours] = (await keysIn(at("records"))).filter((key) => key !== theirs);
    const foreign = at(`records/${ours}/layer-000.json`);
    await Deno.copyFile(at(`records/${theirs}/layer-000.json`), foreign);
    const bytes = await Deno.readFile(foreign);

    const refused = await report(...records, "--part", "1/2");
    equal(refused.code, 1);
    match(
      refused.stderr,
      /^deltascope: Cannot write the record layer-000 in \S+: layer-000\.json there is of another run; move it away$/m,
    );
    const { code, stderr } = await report(...records);
    equal(code, 0, stderr);
    match(stderr, /^The record layer-000 in \S+ is of another run: it is left there$/m);
    deepEqual(await Deno.readFile(foreign), bytes);
    const { rest, run } = await resultsOf(at("site"));
    deepEqual(run.layers_from_records, [1]);
    await report("--out", at("whole"));
    equal(JSON.stringify(rest), JSON.stringify((await resultsOf(at("whole"))).rest));
  }));

Deno.test("report --part trusts no record that is cut short: it is named and made again", () =>
  withPair(async ({ at, report }) => {
    const records = ["--records", at("records")];
    await report(...records, "--part", "1/1");
    const [key] = await keysIn(at("records"));
    const path = at(`records/${key}/layer-001.safetensors`);
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.subarray(0, -8));
    const { stdout, stderr } = await report(...records, "--part", "1/1");
    const named = stderr.match(/The record layer-001 in \S+ cannot be used: .*; it is made again/g);
    equal(named?.length, 1);
    match(stdout, /^Part 1\/1 computed 1 layer \(1\), and 1 was there; 2 of 2 layers now in/);
    deepEqual(await Deno.readFile(path), bytes);
  }));

Deno.test("report --part that cannot write its records ends with that, and without a site", () =>
  withPair(async ({ at, report }) => {
    const records = ["--records", at("records")];
    await report(...records, "--part", "1/1");
    const [key] = await keysIn(at("records"));
    await Deno.remove(at(`records/${key}`), { recursive: true });
    await Deno.writeTextFile(at(`records/${key}`), "in the way");
    const { code, stdout, stderr } = await report(...records, "--part", "1/1");
    deepEqual([code, stdout], [1, ""]);
    match(stderr, /^deltascope: Cannot write the record layer-000 in \S+: a file in its way$/m);
    equal(await isThere(at("site")), false);
  }));

Deno.test("a site of several engines says which computed what", () =>
  withPair(async ({ at, report }) => {
    const records = ["--records", at("records")];
    await report(...records, "--part", "1/1");
    const [key] = await keysIn(at("records"));
    await computedOn("Card of another machine", at(`records/${key}/layer-001.json`));
    const { code, stderr } = await report(...records);
    equal(code, 0, stderr);
    const { run, rest } = await resultsOf(at("site"));
    deepEqual(run.records_by_engine, [
      { kind: "cpu", name: rest.device.name, layers: [0] },
      { kind: "gpu", name: "Card of another machine", layers: [1] },
    ]);
    match(
      rest.device.note!,
      /Layers computed elsewhere, from records: 1 on Card of another machine$/,
    );
    const methods = await Deno.readTextFile(at("site/methods.html"));
    match(
      methods,
      /layers 0-1, computed by another run of the same inputs and options: 0 on [^;]+ and 1 on Card of another machine\. Duration/,
    );
    match(methods, /Layers computed elsewhere, from records: 1 on Card of another machine/);
  }));

Deno.test("report --part that has more shares than layers has nothing to do, and says so", () =>
  withPair(async ({ at, report }) => {
    const records = ["--records", at("records")];
    const { code, stdout } = await report(...records, "--part", "3/3");
    equal(code, 0);
    match(
      stdout,
      /^Part 3\/3 had nothing to do, as there are 2 layers; 0 of 2 layers now in \S+\./,
    );
    match(
      (await report(...records, "--part", "3/3", "--plan")).stdout,
      /^Part 3\/3 has nothing to do: there are 2 layers\n$/,
    );
    const plan = (await report(...records, "--part", "2/2", "--plan")).stdout;
    match(plan, /: 1 of 2 layers \(1\)$/m);
    doesNotMatch(plan, /layers\.0\.|for neurons/);
  }));

Deno.test("report refuses a share that is none, and one that nobody could find, in one line", () =>
  withPair(async ({ at, report }) => {
    const records = ["--records", at("records")];
    const texts = ["0/4", "5/4", "1/0", "0/0", "a/b", "1/4/2", "1", "1.5/4", "1/ 4", "0x1/4", "/4"];
    for (const text of texts) {
      const { code, stderr } = await report(...records, "--part", text);
      equal(code, 2, text);
      equal(
        stderr,
        `deltascope: Cannot use --part ${text}: expected i/n with i from 1 to n, such as 1/4\n`,
      );
    }
    const { code, stderr } = await report("--part", "1/2", "--fresh", ...records);
    equal(code, 2);
    match(stderr, /^deltascope: Cannot use --part 1\/2 with --fresh, which takes no part from/);
    equal(await isThere(at("records")), false);
  }));

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** The folders of runs in a folder of records. */
async function keysIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
}

async function claimsIn(folder: string): Promise<string[]> {
  return [...(await readFiles(folder)).keys()].filter((path) => /\.(claim|tmp)$/.test(path));
}

function texts(files: ReadonlyMap<string, Uint8Array>): string[] {
  return [...files.values()].map((bytes) => new TextDecoder().decode(bytes));
}

/** Writes a record as if a GPU had computed it. */
async function computedOn(name: string, path: string): Promise<void> {
  const [, body] = /^\{"sha256":"\w+","record":(.*)\}$/s.exec(await Deno.readTextFile(path))!;
  const changed = JSON.stringify({ ...JSON.parse(body!), engine: { kind: "gpu", name } });
  const checksum = createHash("sha256").update(changed).digest("hex");
  await Deno.writeTextFile(path, `{"sha256":"${checksum}","record":${changed}}`);
}
