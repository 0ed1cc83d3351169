import {
  deepStrictEqual as deepEqual,
  doesNotMatch,
  match,
  ok,
  strictEqual as equal,
} from "node:assert/strict";
import { readFiles } from "../sources/temporary_folder.ts";
import { type Pair, withPair } from "./small_pair.ts";

const SHARD = "instruct/model.safetensors";
const WRITTEN = 1_700_000_000;
const REFUSED =
  /^deltascope: Cannot read .*\/instruct\/model\.safetensors: it was written to since it was opened; run the command again once it is whole$/m;

/** Calls `change` as the `n`-th read of the shard begins, from 1, and gives how many there were. */
async function atRead(n: number, change: () => void, run: () => Promise<void>): Promise<number> {
  const { open } = Deno;
  let nReads = 0;
  Deno.open = async (path, options) => {
    const file = await open(path, options);
    if (!String(path).endsWith(SHARD)) return file;
    const read = file.read.bind(file);
    file.read = (into) => {
      if (++nReads === n) change();
      return read(into);
    };
    return file;
  };
  try {
    await run();
  } finally {
    Deno.open = open;
  }
  return nReads;
}

/** The records of a folder by name, those of all runs. */
async function recordsOf({ at }: Pair, folder: string): Promise<Map<string, Uint8Array>> {
  const files = await readFiles(at(folder)).catch(() => new Map<string, Uint8Array>());
  return new Map([...files].filter(([path]) => /\/(layer|focus)-/.test(path)));
}

Deno.test("report refuses a shard that is changed at any read of it, and keeps no record of what it was not opened as", () =>
  withPair(async (pair) => {
    const { at, report } = pair;
    const bytes = await Deno.readFile(at(SHARD));
    // Every weight of it: whatever is read afterwards is another.
    const others = bytes.map((byte, i) => i < bytes.length / 2 ? byte : byte ^ 0x80);
    const restore = () => {
      Deno.writeFileSync(at(SHARD), bytes);
      Deno.utimeSync(at(SHARD), WRITTEN, WRITTEN);
    };
    const change = () => Deno.writeFileSync(at(SHARD), others);
    restore();
    let nReads = 0;
    nReads = await atRead(0, change, async () => {
      equal((await report("--records", at("whole"))).code, 0);
    });
    const whole = await recordsOf(pair, "whole");
    const site = await readFiles(at("site"));
    ok(nReads > 20, `${nReads} reads`);
    let nKept = 0;
    for (let n = 2; n <= nReads; n += 3) {
      restore();
      const records = `changed-${n}`;
      await atRead(n, change, async () => {
        const { code, stderr } = await report("--records", at(records));
        // Before the first weight another check may be the first to see it.
        equal(code, 1, stderr);
        match(stderr, /^deltascope: Cannot .*$/m);
        equal(stderr.match(/^deltascope: /gm)?.length, 1);
        if (n > nReads / 2) match(stderr, REFUSED);
      });
      for (const [path, record] of await recordsOf(pair, records)) {
        deepEqual(record, whole.get(path), `${path} as of read ${n}`);
        nKept++;
      }
      deepEqual(await readFiles(at("site")), site);
    }
    ok(nKept > 0, "layers before the change are kept");

    // The changed file is another one: nothing of before is taken, and the run is that of a new folder.
    const again = await report("--records", at("changed-2"));
    equal(again.code, 0, again.stderr);
    doesNotMatch(again.stderr, /taken from its records/);
  }));
