import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { openOutput } from "../../../../src/site/write/output/open_output.ts";
import { UsageError } from "../../../../src/usage_error.ts";
import { withVariable } from "../../../environment.ts";
import { instead, KILLED_RUN, names, publish, read, site, write } from "./folder_fixture.ts";
import { withFolder } from "../../../sources/temporary_folder.ts";

/** Asserts that `out` is refused as wrong usage with these words, and that nothing is left there. */
async function refuses(out: string, why: string, option = "--out"): Promise<void> {
  await rejects(openOutput({ out, option, say: () => {} }), (error: Error) => {
    strictEqual(
      error.message,
      `Cannot write the site to ${out}: ${why}; give ${option} a folder of its own`,
    );
    return error instanceof UsageError;
  });
}

Deno.test("openOutput() refuses the root, the home folder, the working directory and what is git's", async () => {
  await refuses("/", "it is the root of the disk");
  await refuses(homedir(), "it is the home folder");
  await refuses(".", "it is the working directory");
  await refuses("..", "it holds the working directory");
  await refuses("/a/.git", "it lies in .git, which is git's own");
  await refuses("/a/.git/pages/x", "it lies in .git, which is git's own");
});

Deno.test("openOutput() refuses the folder in which the command was typed, and names the option typed", () =>
  withFolder({}, async (folder) => {
    await withVariable("INIT_CWD", folder, async () => {
      await refuses(".", "it is the working directory", "--to");
      await refuses(folder, "it is the working directory", "--to");
      await publish("deep/site", site("new"));
      strictEqual(read(folder, "deep/site/index.html"), "new");
    });
  }));

Deno.test("openOutput() refuses a file, and a folder that cannot be made", () =>
  withFolder({}, async (folder) => {
    await write(folder, { "notes.txt": "" });
    await refuses(join(folder, "notes.txt"), "expected a folder, found a file");
    for (const name of ["mist.html", "mist.HTM"]) {
      await refuses(
        join(folder, name),
        "it is the name of one file, which report --single-file writes beside the site, and deno task site --single-file of its results",
      );
    }
    await refuses(
      join(folder, "notes.txt/site"),
      "no folder can be made in notes.txt: a file in its way",
    );
    deepStrictEqual(names(folder), ["notes.txt"]);
  }));

Deno.test("openOutput() refuses a name that is too long, or that leaves no room for one beside it, and makes nothing", () =>
  withFolder({}, async (folder) => {
    const tooLong = "a name in it is longer than the system allows";
    const noRoom = "its name is too long for the folder beside it, which has the same with " +
      ".deltascope behind it";
    await refuses(join(folder, "x".repeat(300)), tooLong);
    await refuses(join(folder, "new", "x".repeat(300)), tooLong);
    await refuses(join(folder, "new", "x".repeat(300), "site"), tooLong);
    await refuses(join(folder, "x/".repeat(3000), "site"), tooLong);
    await refuses(join(folder, "new", "x".repeat(250)), noRoom);
    deepStrictEqual(names(folder), []);
    // Of a folder that is there, what would be beside it is inside.
    await Deno.mkdir(join(folder, "x".repeat(250)));
    await publish(join(folder, "x".repeat(250)), site("new"));
    strictEqual(read(folder, join("x".repeat(250), "index.html")), "new");
  }));

Deno.test("openOutput() refuses a folder that holds anything else, by its names", () =>
  withFolder({}, async (folder) => {
    const expected = "expected an absent or empty folder, an earlier site, or nothing but CNAME, " +
      ".nojekyll, .gitkeep and README, found ";
    await write(folder, { "thesis.tex": "", "README.md": "" });
    await refuses(folder, `${expected}thesis.tex`);
    await write(folder, { "data/results.json": '{"schema": "another.results/1"}' });
    await refuses(folder, `${expected}data/results.json, thesis.tex`);
    await Deno.remove(join(folder, "thesis.tex"));
    await Deno.remove(join(folder, "data"), { recursive: true });
    await write(folder, { ".git/config": "" });
    await refuses(folder, `${expected}.git`);
    await Deno.remove(join(folder, ".git"), { recursive: true });
    await write(folder, { "a\u001b[31m.txt": "" });
    await refuses(folder, `${expected}"a\\u001b[31m.txt"`);
  }));

Deno.test({
  name: "openOutput() takes no folder for empty whose names are no UTF-8",
  // Other systems have no such names.
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withFolder({}, async (folder) => {
      await write(folder, { "index.html": "mine" });
      // They come first or last, as the disk has it.
      const lines =
        `cd '${folder}'; for n in 1 2 3 4 5 6 7 8 9; do : > "$(printf '\\377')$n"; done`;
      await new Deno.Command("sh", { args: ["-c", lines] }).output();
      strictEqual(names(folder).length, 10);
      await rejects(publish(folder, site("new")), /, found index\.html, \ufffd1, /);
      strictEqual(read(folder, "index.html"), "mine");
    }),
});

Deno.test("openOutput() takes a folder of nothing but CNAME, .nojekyll, .gitkeep and README, which stay", () =>
  withFolder({}, async (folder) => {
    const own = { CNAME: "example.org", ".gitkeep": "", "README.md": "mine", ".nojekyll": "x" };
    await write(folder, own);
    await publish(folder, new Map([...site("new"), [".nojekyll", ""]]));
    for (const [path, text] of Object.entries(own)) strictEqual(read(folder, path), text);
    const manifest = JSON.parse(read(folder, "data/manifest.json"));
    ok(!JSON.stringify(manifest).includes("nojekyll"));
  }));

Deno.test("openOutput() takes a folder for empty that holds what systems leave in one, which stays", () =>
  withFolder({}, async (folder) => {
    const own = { ".DS_Store": "1", "Thumbs.db": "2", "desktop.ini": "3" };
    await write(folder, own);
    await publish(folder, site("new"));
    for (const [path, text] of Object.entries(own)) strictEqual(read(folder, path), text);
    strictEqual(read(folder, "index.html"), "new");
  }));

Deno.test("openOutput() refuses a symbolic link that leads nowhere, and sees through others", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "link");
    await Deno.symlink(join(folder, "gone"), out);
    await refuses(out, "link is a symbolic link that leads nowhere");
    await Deno.remove(out);
    await Deno.symlink(Deno.cwd(), out);
    await refuses(out, "it is the working directory");
    await Deno.remove(out);
    await Deno.mkdir(join(folder, "disk/site"), { recursive: true });
    await Deno.symlink(join(folder, "disk/site"), out);
    await publish(out, site("new"));
    ok((await Deno.lstat(out)).isSymlink);
    strictEqual(read(folder, "disk/site/index.html"), "new");
  }));

Deno.test("openOutput() leaves alone what a run moved whose journal is damaged, and tells where it lies", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "_site");
    await publish(out, site("old"));
    const killed = `../._site.deltascope/${KILLED_RUN}`;
    for (const journal of ["", '{"write":["a.html"', "{}"]) {
      await write(out, { [`${killed}/exchange.json`]: journal, [`${killed}/old/a.html`]: "mine" });
      await rejects(publish(out, site("new")), {
        message:
          /^Cannot end the exchange .* expected .*exchange\.json to tell what it moved, found/,
      });
      strictEqual(read(out, `${killed}/old/a.html`), "mine");
      strictEqual(read(out, "index.html"), "old");
    }
    await Deno.remove(join(out, killed), { recursive: true });
    await publish(out, site("new"));
    deepStrictEqual(names(folder), ["_site"]);
  }));

Deno.test("openOutput() refuses a site of which a folder cannot be written to, before there is anything to write", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "_site");
    await publish(out, site("old"));
    const before = names(out);
    {
      using _ = instead("writeTextFileSync", (path) => {
        if (dirname(`${path}`) !== join(out, "data")) return;
        throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
      });
      await rejects(openOutput({ out, option: "--out", say() {} }), {
        name: "UsageError",
        message:
          `Cannot write the site to ${out}: no file can be made in data of the earlier site: ` +
          "permission denied; give --out a folder of its own",
      });
    }
    deepStrictEqual(names(out), before);
    deepStrictEqual(names(folder), ["_site"]);
    strictEqual(read(out, "index.html"), "old");
  }));

Deno.test("a probe that a killed run left in a folder of a site is nobody's file, and goes with the next", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "_site");
    await publish(out, site("old"));
    await write(out, { "data/.deltascope-probe": "" });
    deepStrictEqual(await publish(out, site("new")), []);
    deepStrictEqual(names(join(out, "data")), ["manifest.json", "results.json"]);
    // Nor where nothing else of the site is left.
    const other = join(folder, "other");
    await write(other, { "data/.deltascope-probe": "" });
    deepStrictEqual(await publish(other, site("new")), []);
  }));

Deno.test("openOutput() refuses a file of the owner's where one of ours would go", () =>
  withFolder({}, async (folder) => {
    await publish(folder, site("old"));
    const why = (path: string) =>
      `${path} is not deltascope's and would be overwritten; move it away`;
    for (const path of ["layers/layer-7.html", "Methods.html", "figures", "cite.html/a.txt"]) {
      await write(folder, { [path]: "mine" });
      await refuses(folder, why(path));
      await Deno.remove(join(folder, path.split("/")[0]!), { recursive: true });
    }
    // A page for absent paths is written by publish alone.
    await write(folder, { "404.html": "mine" });
    await publish(folder, site("new"));
    strictEqual(read(folder, "404.html"), "mine");
    await rejects(publish(folder, site("new"), { isPublished: true, option: "--to" }), {
      message: `Cannot write the site to ${folder}: ${
        why("404.html")
      }; give --to a folder of its own`,
    });
  }));

Deno.test("openOutput() leaves no folder that it made for a run that ends without a site", () =>
  withFolder({}, async (folder) => {
    const output = await openOutput({ out: join(folder, "a/b/c"), option: "--out", say: () => {} });
    ok(names(join(folder, "a/b")).length > 0);
    await output[Symbol.asyncDispose]();
    deepStrictEqual(names(folder), []);
    strictEqual(dirname(output.folder), join(await Deno.realPath(folder), "a/b"));
  }));

Deno.test("openOutput() is not in the way of probes that a killed run left, and takes them away", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "site");
    await write(folder, { "site/.deltascope-probe": "", ".site.deltascope-probe": "" });
    await publish(out, site("first"));
    deepStrictEqual(names(folder), ["site"]);
    deepStrictEqual(names(out), ["data", "index.html"]);
    await write(folder, { "site/.deltascope-probe": "", ".site.deltascope-probe": "" });
    await publish(out, site("second"));
    deepStrictEqual([...names(folder), ...names(out)], ["site", "data", "index.html"]);
  }));

Deno.test("openOutput() says in its own words where Deno lets nobody write", async () => {
  const { lstatSync } = Deno;
  Deno.lstatSync = () => {
    throw new Deno.errors.NotCapable("Requires all access, run again with --allow-all");
  };
  try {
    await refuses("/proc/site", "Deno was not allowed to touch that place");
  } finally {
    Deno.lstatSync = lstatSync;
  }
});
