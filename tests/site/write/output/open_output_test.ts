import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { openOutput } from "../../../../src/site/write/output/open_output.ts";
import { UsageError } from "../../../../src/usage_error.ts";
import { withVariable } from "../../../environment.ts";
import { KILLED_RUN, names, publish, read, RESULTS, site, write } from "./folder_fixture.ts";
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

Deno.test("write() makes a site where there was none, and leaves nothing beside it", () =>
  withFolder({}, async (folder) => {
    const bytes = Uint8Array.of(0, 255, 128, 10);
    const files = new Map<string, string | Uint8Array>([...site("new"), ["data/x.bin", bytes]]);
    await publish(join(folder, "deep/_site"), files);
    deepStrictEqual(names(join(folder, "deep")), ["_site"]);
    deepStrictEqual(names(join(folder, "deep/_site")), ["data", "index.html"]);
    deepStrictEqual(await Deno.readFile(join(folder, "deep/_site/data/x.bin")), bytes);
  }));

Deno.test("write() says in the manifest what it wrote, by size and SHA-256", () =>
  withFolder({}, async (folder) => {
    await publish(folder + "/s", site("é"));
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
    deepStrictEqual(JSON.parse(read(folder, "s/data/manifest.json")), {
      schema: "deltascope.manifest/1",
      files: [
        { path: "data/results.json", bytes: RESULTS.length, sha256: sha256(RESULTS) },
        { path: "index.html", bytes: 2, sha256: sha256("é") },
      ],
    });
  }));

Deno.test("write() replaces and removes what deltascope wrote, and leaves what the owner added", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "_site");
    await publish(out, new Map([...site("old"), ["layers/layer-3.html", "old"]]));
    const own = { "notes.md": "mine", "data/mine.csv": "1", ".git/config": "", CNAME: "a.org" };
    await write(out, own);
    deepStrictEqual(await publish(out, site("new")), []);
    for (const [path, text] of Object.entries(own)) strictEqual(read(out, path), text);
    deepStrictEqual(names(out), [".git", "CNAME", "data", "index.html", "notes.md"]);
    strictEqual(read(out, "index.html"), "new");
    deepStrictEqual(names(folder), ["_site"]);
  }));

Deno.test("write() keeps what the owner has changed of ours beside the site, and says so", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "_site");
    await publish(out, new Map([...site("old\nlines"), ["methods.html", "a\nb"]]));
    // git may turn line ends: that is no change.
    await write(out, { "index.html": "old, with a word of mine", "methods.html": "a\r\nb" });
    const said = await publish(out, site("new"));
    const [kept = ""] = names(folder).filter((name) => name !== "_site");
    match(kept, /^_site\.changed-[0-9a-f]{8}$/);
    strictEqual(read(folder, `${kept}/index.html`), "old, with a word of mine");
    deepStrictEqual(names(join(folder, kept)), ["index.html"]);
    strictEqual(said.length, 1);
    match(
      said[0]!,
      /^index\.html of the earlier site had been changed by hand: .* kept in .*_site/,
    );
    strictEqual(read(out, "index.html"), "new");
  }));

Deno.test("write() keeps what lies in the place of a file of ours and is none, without reading it", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "_site");
    const page = join(out, "index.html");
    const place: Record<string, () => unknown> = {
      "a link that leads nowhere": () => Deno.symlinkSync("nowhere", page),
      "a link to itself": () => Deno.symlinkSync("index.html", page),
      "an empty folder": () => Deno.mkdirSync(page),
      // Read, it would wait for somebody to write.
      ...Deno.build.os === "windows"
        ? {}
        : { "a pipe": () => new Deno.Command("mkfifo", { args: [page] }).outputSync() },
    };
    for (const [ix, [what, make]] of Object.entries(place).entries()) {
      await publish(out, site("old"));
      Deno.removeSync(page);
      make();
      const said = await publish(out, site("new"));
      match(said.join(), /^index\.html of the earlier site had been changed by hand: /, what);
      strictEqual(read(out, "index.html"), "new", what);
      const kept = names(folder).filter((name) => name !== "_site");
      strictEqual(kept.length, ix + 1, what);
    }
  }));

Deno.test("write() keeps a page that may not be read, and openOutput() ends where what is ours cannot be told", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "_site");
    await publish(out, site("old"));
    /** The user root may read everything: what the system would say of a path is said in its place. */
    const denied = (name: OfPath, at: string) =>
      instead(name, (path) => {
        if (`${path}` !== join(out, at)) return;
        throw new Deno.errors.PermissionDenied(`Permission denied (os error 13): '${path}'`);
      });
    {
      using _ = denied("readFileSync", "index.html");
      const said = await publish(out, site("new"));
      match(
        said.join(),
        /^index\.html of the earlier site could not be read: the unread file is kept/,
      );
    }
    strictEqual(read(out, "index.html"), "new");
    await write(out, { "index.html": "mine", "layers/mine.html": "mine" });
    for (
      const [name, at] of [
        ["readDir", "layers/"],
        ["lstatSync", "layers/mine.html"],
        ["readTextFile", "data/manifest.json"],
        ["lstatSync", ""],
      ] as const
    ) {
      using _ = denied(name, at);
      await rejects(publish(out, site("newer")), {
        name: "UsageError",
        message: `Cannot write the site to ${out}: the system does not let this user at it (` +
          `Permission denied (os error 13): '${join(out, at)}'); give --out a folder of its own`,
      });
    }
    strictEqual(read(out, "index.html"), "mine");
    // What a killed run was at may be the only copy of a file: without its journal nobody can tell.
    const killed = `../._site.deltascope/${KILLED_RUN}`;
    await write(out, { [`${killed}/exchange.json`]: "{}", [`${killed}/old/a.html`]: "old" });
    {
      using _ = denied("readTextFileSync", `${killed}/exchange.json`);
      await rejects(publish(out, site("newer")), /the system does not let this user at it/);
    }
    strictEqual(read(out, `${killed}/old/a.html`), "old");
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

/** Functions of Deno whose first argument is a path. */
type OfPath =
  | "readFileSync"
  | "readTextFile"
  | "readTextFileSync"
  | "readDir"
  | "lstatSync"
  | "writeTextFileSync";

/** Has `before` called with what is given to a function of Deno's first, until it is disposed. */
function instead(
  name: OfPath,
  before: (path: string | URL) => void,
): Disposable {
  const own = Deno[name] as (path: string | URL, ...rest: unknown[]) => unknown;
  Object.assign(Deno, {
    [name]: (path: string | URL, ...rest: unknown[]) => (before(path), own(path, ...rest)),
  });
  return {
    [Symbol.dispose]() {
      Object.assign(Deno, { [name]: own });
    },
  };
}

Deno.test("write() knows an earlier site without a manifest by its results, and keeps whatever has a name of ours", () =>
  withFolder({}, async (folder) => {
    const earlier = Object.fromEntries(site("old"));
    const manifests = [undefined, "", "{", '{"schema":"deltascope.manifest/1"}', "{}"];
    for (const [ix, manifest] of manifests.entries()) {
      const out = join(folder, `site-${ix}`);
      await write(out, {
        ...earlier,
        ...manifest === undefined ? {} : { "data/manifest.json": manifest },
        "index.html": "my home page",
        "layers/layer-3.html": "my notes",
        "notes.md": "mine",
      });
      const said = await publish(out, site("new"));
      const kept = names(folder).find((name) => name.startsWith(`site-${ix}.changed-`))!;
      match(
        said.join(),
        / of the earlier site may be yours, as no data\/manifest\.json that can be read names them: the files are kept in .*site-\d\.changed-/,
      );
      deepStrictEqual(names(out), ["data", "index.html", "notes.md"]);
      strictEqual(read(out, "index.html"), "new");
      strictEqual(read(out, "notes.md"), "mine");
      strictEqual(read(join(folder, kept), "index.html"), "my home page");
      strictEqual(read(join(folder, kept), "layers/layer-3.html"), "my notes");
      // From then on there is a manifest.
      deepStrictEqual(await publish(out, site("newer")), []);
    }
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

Deno.test("write() believes no manifest that names paths outside the folder", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "_site");
    await write(folder, { "thesis.tex": "mine" });
    const files = [{ path: "../thesis.tex", bytes: 0, sha256: "" }];
    const manifest = JSON.stringify({ schema: "deltascope.manifest/1", files });
    await write(out, { ...Object.fromEntries(site("old")), "data/manifest.json": manifest });
    await publish(out, site("new"));
    strictEqual(read(folder, "thesis.tex"), "mine");
  }));

Deno.test("write() leaves the earlier site as it was when a file cannot be written", () =>
  withFolder({}, async (folder) => {
    const out = join(folder, "_site");
    await publish(out, site("old"));
    // A file cannot be a folder as well: the third file fails after two are written.
    const broken = new Map([...site("new"), ["index.html/page.html", ""]]);
    await rejects(publish(out, broken), /^Error: Cannot write the site to .*_site: /);
    deepStrictEqual(names(folder), ["_site"]);
    strictEqual(read(out, "index.html"), "old");
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
