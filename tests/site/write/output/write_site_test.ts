import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  instead,
  KILLED_RUN,
  names,
  type OfPath,
  publish,
  read,
  RESULTS,
  site,
  write,
} from "./folder_fixture.ts";
import { withFolder } from "../../../sources/temporary_folder.ts";

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
