import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import { build, exchange } from "../../../../src/site/write/output/exchange.ts";
import { inFolder, names, publish, read, site, write } from "./folder_fixture.ts";

/** Writes an old site, and the state in which a run was killed after `moved` of its new files were in place. */
async function interrupted(out: string, work: string, moved: readonly string[]): Promise<void> {
  const run = join(work, "killed");
  const files = new Map([["index.html", "new"], ["methods.html", "new"]]);
  build(run, files);
  const journal = {
    write: [...files.keys()],
    remove: ["layers/layer-3.html"],
    changed: [],
    keep: "",
  };
  await write(run, { "exchange.json": JSON.stringify(journal) });
  for (const path of moved) {
    await write(join(run, "old"), { [path]: read(out, path) });
    await Deno.rename(join(run, "new", path), join(out, path));
  }
}

for (const moved of [[], ["index.html"], ["index.html", "methods.html"]]) {
  Deno.test(`openOutput() ends an exchange that was cut off after ${moved.length} of 2 files`, () =>
    inFolder(async (folder) => {
      const out = join(folder, "_site");
      const old = ["index.html", "methods.html", "layers/layer-3.html"];
      await publish(out, new Map(old.map((path) => [path, "old"])));
      await interrupted(out, join(folder, "._site.deltascope"), moved);
      // Any later command ends it, even one that writes nothing itself.
      const said: string[] = [];
      const { openOutput } = await import("../../../../src/site/write/output/open_output.ts");
      const output = await openOutput({ out, option: "--out", say: (text) => said.push(text) });
      await output[Symbol.asyncDispose]();
      deepStrictEqual(said, [
        `Ended the exchange of the site in ${out} that an earlier run had begun`,
      ]);
      strictEqual(read(out, "index.html") + read(out, "methods.html"), "newnew");
      deepStrictEqual(names(out), ["data", "index.html", "methods.html"]);
      deepStrictEqual(names(folder), ["_site"]);
    }));
}

Deno.test("exchange() puts everything back when a file cannot be moved into its place", () =>
  inFolder(async (folder) => {
    const [out, run] = [join(folder, "out"), join(folder, "run")];
    await write(out, { "index.html": "old", "layers/layer-3.html": "old", data: "a file" });
    build(run, new Map([["index.html", "new"], ["data/mlp.csv", "new"]]));
    const journal = {
      write: ["index.html", "data/mlp.csv"],
      remove: ["layers/layer-3.html"],
      changed: [],
    };
    throws(() => exchange(run, out, { ...journal, keep: "" }));
    strictEqual(read(out, "index.html"), "old");
    strictEqual(read(out, "layers/layer-3.html"), "old");
    strictEqual(read(out, "data"), "a file");
  }));

Deno.test("a folder into which nothing can be moved from beside it is written to from within", () =>
  inFolder(async (folder) => {
    const out = join(folder, "mounted");
    await Deno.mkdir(out);
    // What a mount point does, as no test may mount one.
    const { rename, renameSync } = Deno;
    const refuseAcross = (from: string | URL, to: string | URL) => {
      const isInside = (path: string | URL) => String(path).startsWith(`${out}/`);
      if (isInside(from) !== isInside(to)) throw new Error("Invalid cross-device link");
    };
    Deno.rename = async (from, to) => {
      refuseAcross(from, to);
      await rename(from, to);
    };
    Deno.renameSync = (from, to) => {
      refuseAcross(from, to);
      renameSync(from, to);
    };
    try {
      await publish(out, site("old"));
      await publish(out, site("new"));
    } finally {
      Object.assign(Deno, { rename, renameSync });
    }
    strictEqual(read(out, "index.html"), "new");
    deepStrictEqual(names(out), ["data", "index.html"]);
    deepStrictEqual(names(folder), ["mounted"]);
  }));
