import { deepStrictEqual, match, rejects, strictEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import { build, exchange } from "../../../../src/site/write/output/exchange.ts";
import { openOutput } from "../../../../src/site/write/output/open_output.ts";
import { KILLED_RUN, names, publish, read, RESULTS, site, write } from "./folder_fixture.ts";
import { withFolder } from "../../../sources/temporary_folder.ts";

/** Writes an old site, and the state in which a run was killed after `moved` of its new files were in place. */
async function interrupted(out: string, work: string, moved: readonly string[]): Promise<void> {
  const run = join(work, KILLED_RUN);
  const files = new Map([["index.html", "new"], ["methods.html", "new"]]);
  build(run, files);
  const journal = {
    write: [...files.keys()],
    remove: ["layers/layer-3.html"],
    changed: [],
  };
  await write(run, { "exchange.json": JSON.stringify(journal) });
  for (const path of moved) {
    await write(join(run, "old"), { [path]: read(out, path) });
    await Deno.rename(join(run, "new", path), join(out, path));
  }
}

for (const moved of [[], ["index.html"], ["index.html", "methods.html"]]) {
  Deno.test(`openOutput() ends an exchange that was cut off after ${moved.length} of 2 files`, () =>
    withFolder({}, async (folder) => {
      const out = join(folder, "_site");
      const old = ["index.html", "methods.html", "layers/layer-3.html"];
      await publish(out, new Map(old.map((path) => [path, "old"])));
      await interrupted(out, join(folder, "._site.deltascope"), moved);
      // Any later command ends it, even one that writes nothing itself.
      const said: string[] = [];
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
  withFolder({}, async (folder) => {
    const [out, run] = [join(folder, "out"), join(folder, "run")];
    await write(out, { "index.html": "old", "layers/layer-3.html": "old", data: "a file" });
    build(run, new Map([["index.html", "new"], ["data/mlp.csv", "new"]]));
    const journal = {
      write: ["index.html", "data/mlp.csv"],
      remove: ["layers/layer-3.html"],
      changed: [],
    };
    const place = { runFolder: run, folder: out, keep: join(folder, "keep") };
    throws(() => exchange(place, journal));
    strictEqual(read(out, "index.html"), "old");
    strictEqual(read(out, "layers/layer-3.html"), "old");
    strictEqual(read(out, "data"), "a file");
  }));

Deno.test("a folder into which nothing can be moved from beside it is written to from within", () =>
  withFolder({}, async (folder) => {
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

/** Runs `body` with a disk that refuses those moves of an exchange, counted from 1, whose number is one of these. */
async function refusing(
  isRefused: (move: number) => boolean,
  body: () => Promise<void>,
  why = "Read-only file system (os error 30)",
) {
  const { renameSync } = Deno;
  let move = 0;
  Deno.renameSync = (from, to) => {
    const isOfExchange = /\.deltascope\/[^/]+\/(new|old)\//;
    if ([from, to].some((path) => isOfExchange.test(String(path))) && isRefused(++move)) {
      throw new Error(`${why}, move ${move}`);
    }
    renameSync(from, to);
  };
  try {
    await body();
  } finally {
    Deno.renameSync = renameSync;
  }
}

const PAGES = ["data/results.json", "index.html", "methods.html"];
/** Of the manifest and three pages, each out and in; of a page that is taken away; of what the owner had changed. */
const N_MOVES = 2 * (PAGES.length + 1) + 1 + 1;

/** Has a site in `out` replaced on a disk that refuses some of the moves, and gives the message. */
async function replaceRefused(out: string, isRefused: (move: number) => boolean): Promise<string> {
  const pages = (text: string) =>
    new Map(PAGES.map((path) => [path, path.startsWith("data/") ? RESULTS : text]));
  await publish(out, new Map([...pages("old"), ["layers/layer-3.html", "old"]]));
  await Deno.writeTextFile(join(out, "methods.html"), "changed");
  let message = "";
  await refusing(isRefused, () =>
    rejects(publish(out, pages("new")), (error: Error) => {
      message = error.message;
      return true;
    }));
  return message;
}

/** What the pages say of which site they are. */
function stateOf(out: string): string {
  return ["index.html", "methods.html", "layers/layer-3.html"].map((path) => {
    try {
      return read(out, path);
    } catch {
      return "none";
    }
  }).join();
}

Deno.test("a disk that turns read only in the middle of an exchange is told, and the next command ends that", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "_site");
    const message = await replaceRefused(out, (move) => move >= 7);
    match(
      message,
      /^Cannot write the site to .*_site: Read-only file system \(os error 30\), move 7; the exchange of the two sites was cut off, and the next command that writes there ends it$/,
    );
    strictEqual(stateOf(out), "new,changed,old");
  }));

Deno.test("whatever moves of an exchange and of its way back a disk refuses, the old site is whole or the next command makes the new one", () =>
  withFolder({}, async (folder) => {
    let nCutOff = 0;
    for (let first = 1; first <= N_MOVES; first++) {
      // None of the way back is refused, all of it, or one move of it.
      for (let back = -1; back < first; back++) {
        const out = join(folder, `${first}-${back}`, "_site");
        const message = await replaceRefused(
          out,
          (move) =>
            move === first || (back === 0 ? move > first : back > 0 && move === first + back),
        );
        match(message, new RegExp(`, move ${first}(;|$)`));
        const isCutOff = message.includes("; the exchange of the two sites was cut off");
        if (!isCutOff) strictEqual(stateOf(out), "old,changed,old", `${first}, ${back}`);
        const said: string[] = [];
        const output = await openOutput({ out, option: "--out", say: (text) => said.push(text) });
        await output[Symbol.asyncDispose]();
        deepStrictEqual(
          said,
          isCutOff
            ? [`Ended the exchange of the site in ${out} that an earlier run had begun`]
            : [],
        );
        strictEqual(stateOf(out), isCutOff ? "new,new,none" : "old,changed,old");
        deepStrictEqual(isCutOff, back === 0 && first > 1 || back > 0 || first === N_MOVES);
        if (isCutOff) nCutOff++;
      }
    }
    strictEqual(nCutOff > N_MOVES, true);
  }));

Deno.test("a full disk in the middle of an exchange is told as one", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "_site");
    await publish(out, site("old"));
    await refusing(
      (move) => move >= 3,
      () =>
        rejects(publish(out, site("new")), {
          message:
            /: no space is left on its disk; the exchange of the two sites was cut off, and the next command that writes there ends it$/,
        }),
      "ENOSPC",
    );
  }));

/** Opens and closes the folder, as any command does. */
async function open(out: string): Promise<void> {
  await using _ = await openOutput({ out, option: "--out", say() {} });
}

for (
  const [what, journal] of Object.entries({
    "writes out of the site": { write: ["../../mine.txt"], remove: [], changed: [] },
    "takes away what is outside": { write: [], remove: ["../../mine.txt"], changed: [] },
    "keeps what is outside": { write: [], remove: [], changed: ["a/../../../../mine.txt"] },
    "names an absolute path": { write: ["/tmp/mine.txt"], remove: [], changed: [] },
  })
) {
  Deno.test(`a journal that ${what}, as of a repository of others, is not followed`, () =>
    withFolder({}, async (folder) => {
      const out = join(folder, "repository/docs");
      const run = join(folder, "repository/.docs.deltascope", KILLED_RUN);
      await write(folder, { "mine.txt": "mine" });
      await write(out, { "index.html": "old" });
      await write(run, { "exchange.json": JSON.stringify(journal), "new/x": "theirs" });
      await rejects(
        open(out),
        /expected .*exchange\.json to tell what it moved, found that it is damaged/,
      );
      strictEqual(read(folder, "mine.txt"), "mine");
    }));
}

Deno.test("a link on the way of an exchange that was cut off is not followed", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "repository/docs");
    const run = join(folder, "repository/.docs.deltascope", KILLED_RUN);
    await write(folder, { "mine/x.txt": "mine" });
    await write(out, { "index.html": "old" });
    await Deno.symlink(join(folder, "mine"), join(out, "layers"));
    const journal = { write: ["layers/x.txt"], remove: [], changed: [] };
    await write(run, { "exchange.json": JSON.stringify(journal), "new/layers/x.txt": "theirs" });
    await rejects(open(out), /found the link .*layers; remove it/);
    strictEqual(read(folder, "mine/x.txt"), "mine");
  }));

Deno.test("a folder of work that is a link, or a file in it, is neither cleared away nor written through", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "repository/docs");
    const work = join(folder, "repository/.docs.deltascope");
    await write(folder, { "mine/photos/a": "mine", "mine/notes.txt": "mine" });
    await write(out, { "README.md": "old" });
    await Deno.symlink(join(folder, "mine"), work);
    await rejects(open(out), /\.docs\.deltascope, where a site is built, is a link; remove it/);
    await Deno.remove(work);
    await write(work, { "of-theirs/a": "theirs" });
    await Deno.symlink(join(folder, "mine/notes.txt"), join(work, "lock.json"));
    await rejects(
      open(out),
      /expected .*lock\.json to be a file of its own, found a link; remove it/,
    );
    await Deno.remove(join(work, "lock.json"));
    await Deno.symlink("gone", join(work, "lock.json"));
    await rejects(open(out), /found a link; remove it/);
    await Deno.remove(join(work, "lock.json"));
    await Deno.symlink(join(folder, "mine/notes.txt"), `${work}-probe`);
    await open(out);
    strictEqual(read(folder, "mine/photos/a") + read(folder, "mine/notes.txt"), "minemine");
    strictEqual(read(work, "of-theirs/a"), "theirs");
  }));
