import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { join } from "node:path";
import { openRecordFiles, type RecordFilesOptions } from "../../src/measure/record_files.ts";
import { openUnfinished } from "../../src/sources/folder/unfinished_file.ts";
import { withFolder } from "../sources/temporary_folder.ts";

const CPU = { kind: "cpu", name: "CPU twin" } as const;
const GPU = { kind: "gpu", name: "llvmpipe" } as const;
const KEY = "a".repeat(64);
const VALUE = { layer: 18, d: Float64Array.of(0.1, -0), deep: new Map([["PC1", [1, null]]]) };

/** Opens the records of a folder, with what was said of them. */
function open(folder: string, changes: Partial<RecordFilesOptions> = {}) {
  const said: string[] = [];
  const files = openRecordFiles({
    folder,
    key: KEY,
    engine: CPU,
    isFresh: false,
    say: (text) => said.push(text),
    ...changes,
  });
  return { files, said };
}

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(join(folder, KEY)), ({ name }) => name)).sort();
}

Deno.test("openRecordFiles() reads what an earlier run of the same wrote, and counts it", () =>
  withFolder({}, async (folder) => {
    const { files } = open(folder);
    equal(await files.read("layer-018", "weights"), null);
    await files.write("layer-018", "weights", VALUE);
    deepEqual(await names(folder), ["layer-018.json", "layer-018.safetensors"]);
    deepEqual(await files.read("layer-018", "weights"), VALUE);
    equal(files.taken.size, 0);
    const later = open(folder);
    deepEqual(await later.files.read("layer-018", "weights"), VALUE);
    deepEqual([...later.files.taken], [["layer-018", CPU]]);
    deepEqual(later.said, []);
  }));

Deno.test("openRecordFiles() sees no records of another key, and tells which engine computed a record", () =>
  withFolder({}, async (folder) => {
    await open(folder).files.write("layer-018", "weights", VALUE);
    equal(await open(folder, { key: "b".repeat(64) }).files.read("layer-018", "weights"), null);
    const shared = open(folder, { engine: GPU });
    deepEqual(await shared.files.read("layer-018", "weights"), VALUE);
    deepEqual([...shared.files.taken], [["layer-018", CPU]]);
  }));

Deno.test("openRecordFiles() ignores what is there where it is to begin anew, and reads what it wrote itself", () =>
  withFolder({}, async (folder) => {
    await open(folder).files.write("layer-018", "weights", { old: true });
    const { files } = open(folder, { isFresh: true });
    equal(await files.read("layer-018", "weights"), null);
    await files.write("layer-018", "weights", VALUE);
    deepEqual(await files.read("layer-018", "weights"), VALUE);
    equal(files.taken.size, 0);
  }));

/** Ways in which a record can be other than it was written, and what is said of each. */
const DAMAGES: readonly [string, (path: (end: string) => string) => Promise<void>, RegExp][] = [
  ["JSON cut short", (path) => cutShort(path("json")), /its checksum does not hold/],
  [
    "a digit changed",
    (path) => change(path("json"), '"layer":18', '"layer":19'),
    /checksum does not/,
  ],
  ["no JSON at all", (path) => Deno.writeTextFile(path("json"), ""), /its checksum does not hold/],
  ["vectors cut short", (path) => cutShort(path("safetensors")), /checksum of its vectors/],
  ["vectors missing", (path) => Deno.remove(path("safetensors")), /its vectors are missing/],
];

for (const [what, damage, said] of DAMAGES) {
  Deno.test(`openRecordFiles() has a record made again that is damaged, and says so: ${what}`, () =>
    withFolder({}, async (folder) => {
      await open(folder).files.write("layer-018", "weights", VALUE);
      await damage((end) => join(folder, KEY, `layer-018.${end}`));
      const found = open(folder);
      equal(await found.files.read("layer-018", "weights"), null);
      equal(found.said.length, 1);
      match(found.said[0]!, said);
      match(found.said[0]!, /^The record layer-018 in .* cannot be used: .*; it is made again$/);
      await found.files.write("layer-018", "weights", VALUE);
      deepEqual(await open(folder).files.read("layer-018", "weights"), VALUE);
    }));
}

Deno.test("openRecordFiles() takes no record of other weights, nor one under another's name", () =>
  withFolder({}, async (folder) => {
    await open(folder).files.write("layer-018", "weights", VALUE);
    const other = open(folder);
    equal(await other.files.read("layer-018", "other weights"), null);
    match(other.said[0]!, /: it is of something else; it is made again$/);
    const path = (name: string) => join(folder, KEY, name);
    await Deno.copyFile(path("layer-018.json"), path("layer-019.json"));
    await Deno.copyFile(path("layer-018.safetensors"), path("layer-019.safetensors"));
    equal(await other.files.read("layer-019", "weights"), null);
    const key = "b".repeat(64);
    await Deno.rename(join(folder, KEY), join(folder, key));
    equal(await open(folder, { key }).files.read("layer-018", "weights"), null);
  }));

Deno.test("openRecordFiles() finds no record where a run was killed between its two files", () =>
  withFolder({}, async (folder) => {
    await open(folder).files.write("layer-018", "weights", VALUE);
    await Deno.remove(join(folder, KEY, "layer-018.json"));
    await Deno.writeTextFile(join(folder, KEY, "layer-018.json.1.tmp"), '{"sha256":"');
    const { files, said } = open(folder);
    equal(await files.read("layer-018", "weights"), null);
    deepEqual(said, []);
  }));

Deno.test("openRecordFiles() leaves nothing half-written where a write fails", () =>
  withFolder({}, async (folder) => {
    const { files } = open(folder);
    await Deno.mkdir(join(folder, KEY, "layer-018.json"), { recursive: true });
    let failed = false;
    await files.write("layer-018", "weights", VALUE).catch(() => failed = true);
    equal(failed, true);
    deepEqual(await names(folder), ["layer-018.json", "layer-018.safetensors"]);
  }));

async function cutShort(path: string): Promise<void> {
  const bytes = await Deno.readFile(path);
  await Deno.writeFile(path, bytes.subarray(0, -3));
}

async function change(path: string, from: string, to: string): Promise<void> {
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, text.replace(from, to));
}

Deno.test("clearUp() removes what killed processes left beside records, and nothing that another is at", () =>
  withFolder({}, async (folder) => {
    const { files, said } = open(folder, { isShared: true });
    await files.write("layer-018", "weights", VALUE);
    const before = await names(folder);
    const unfinished = `layer-019.json.${crypto.randomUUID()}.tmp`;
    const holder = { host: Deno.hostname(), pid: 7, started: "", run: "killed" };
    await Deno.writeTextFile(join(folder, KEY, unfinished), "{");
    await Deno.writeTextFile(join(folder, KEY, "layer-018.claim"), JSON.stringify(holder));
    await Deno.writeTextFile(join(folder, KEY, "notes.tmp"), "the owner's");

    // What another is writing just now, and what it has claimed.
    const written = await openUnfinished(join(folder, KEY, "layer-020.json"));
    const claim = await open(folder, { isShared: true }).files.claim("layer-018");
    equal(claim === null, false); // it takes the killed one's over
    await files.clearUp();
    deepEqual(
      await names(folder),
      [...before, "layer-018.claim", "notes.tmp", written.path.slice(join(folder, KEY, "/").length)]
        .sort(),
    );
    written.file.close();
    claim!.release();
    await Deno.writeTextFile(join(folder, KEY, "layer-018.claim"), JSON.stringify(holder));
    await files.clearUp();
    deepEqual(await names(folder), [...before, "notes.tmp"]);
    deepEqual(said, []);
  }));
