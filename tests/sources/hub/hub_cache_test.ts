import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import type { Folder } from "../../../src/sources/folder/folder.ts";
import { cachedSnapshot } from "../../../src/sources/hub/hub_cache.ts";
import { type HubId, parseHubId } from "../../../src/sources/hub/hub_id.ts";
import { readFiles, withFolder } from "../temporary_folder.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const OTHER = "f".repeat(40);
const REPOSITORY = "models--Org--Name.v2";
const SNAPSHOT = `${REPOSITORY}/snapshots/${COMMIT}`;
const EMPTY = { files: [], folders: [], unreadable: [] };

function idOf(typed: string): HubId {
  const id = parseHubId(typed, "models");
  assert(id !== null);
  return id;
}

/** The snapshot of an id that must be there. */
async function found(cacheRoot: string, typed: string) {
  const snapshot = await cachedSnapshot(cacheRoot, idOf(typed));
  assert(snapshot !== null, `${typed} was not found`);
  return snapshot;
}

const commitOf = async (cacheRoot: string, typed: string) =>
  (await cachedSnapshot(cacheRoot, idOf(typed)))?.commit ?? null;

/** A file of a snapshot as the Hub's tools write it: a link to a blob, which is left out where `text` is null. */
async function addLinked(snapshot: string, path: string, text: string | null): Promise<void> {
  const link = join(snapshot, path);
  const blob = join(snapshot, "..", "..", "blobs", path.replaceAll("/", "-"));
  await Deno.mkdir(dirname(link), { recursive: true });
  await Deno.mkdir(dirname(blob), { recursive: true });
  if (text !== null) await Deno.writeTextFile(blob, text);
  await Deno.symlink(relative(dirname(link), blob), link);
}

async function textOf(folder: Folder, path: string): Promise<string> {
  const source = await folder.open(path);
  try {
    const bytes = new Uint8Array(source.sizeBytes);
    await source.read(0, bytes);
    return new TextDecoder().decode(bytes);
  } finally {
    source.close();
  }
}

/** The listing of a commit, from sizes by path. */
function tree(sizes: Readonly<Record<string, number>>, version = 1): string {
  const files = Object.entries(sizes).map(([path, size]) => [path, { size, blob_id: "0" }]);
  return JSON.stringify({ format_version: version, files: Object.fromEntries(files) });
}

Deno.test("cachedSnapshot() reads the snapshot of main through its links", () =>
  withFolder({ [`${REPOSITORY}/refs/main`]: COMMIT }, async (root) => {
    await addLinked(join(root, SNAPSHOT), "config.json", "{}");
    await addLinked(join(root, SNAPSHOT), "sub/inner/a.pt", "abc");
    await Deno.writeTextFile(join(root, SNAPSHOT, "real.txt"), "no link, as on Windows");
    const { commit, folder, isWhole } = await found(root, "Org/Name.v2");
    assert.equal(commit, COMMIT);
    assert.equal(isWhole, null);
    assert.equal(folder.label, `Org/Name.v2@${COMMIT}`);
    assert.equal(folder.name, "Org/Name.v2");
    assert.equal(folder.pathOf(""), join(root, SNAPSHOT));
    assert.equal(folder.pathOf("sub/x"), join(root, SNAPSHOT, "sub", "x"));
    const listing = { files: ["config.json", "real.txt"], folders: ["sub"], unreadable: [] };
    assert.deepEqual(await folder.list(""), listing);
    assert.deepEqual((await folder.list("sub/inner")).files, ["a.pt"]);
    assert.deepEqual(await folder.list("absent"), EMPTY);
    assert.equal(await textOf(folder, "sub/inner/a.pt"), "abc");
    await assert.rejects(folder.open("sub"), /Cannot open .*sub: expected a file, found a folder$/);
    folder.close();
  }));

Deno.test("cachedSnapshot() serves the folder of an id, named by the id", () =>
  withFolder({ [`${REPOSITORY}/refs/main`]: COMMIT }, async (root) => {
    await addLinked(join(root, SNAPSHOT), "sub/inner/a.pt", "abc");
    await addLinked(join(root, SNAPSHOT), "sub/gone.pt", null);
    const { folder } = await found(root, "models/Org/Name.v2@main:sub");
    assert.equal(folder.label, `Org/Name.v2@${COMMIT}:sub`);
    assert.equal(folder.name, "models/Org/Name.v2@main:sub");
    assert.equal(folder.pathOf(""), join(root, SNAPSHOT, "sub"));
    assert.equal(folder.pathOf("inner/a.pt"), join(root, SNAPSHOT, "sub", "inner", "a.pt"));
    assert.deepEqual(await folder.list(""), { ...EMPTY, folders: ["inner"] });
    assert.equal(await textOf(folder, "inner/a.pt"), "abc");
    const { folder: absent } = await found(root, "Org/Name.v2:absent");
    assert.deepEqual(await absent.list(""), EMPTY);
  }));

Deno.test("cachedSnapshot() keeps models and data sets apart, and the case of names", async () => {
  const files = {
    [`${REPOSITORY}/refs/main`]: COMMIT,
    [`${SNAPSHOT}/config.json`]: "{}",
    "datasets--Org--Name.v2/refs/main": OTHER,
    [`datasets--Org--Name.v2/snapshots/${OTHER}/a.pt`]: "",
  };
  await withFolder(files, async (root) => {
    assert.equal(await commitOf(root, "Org/Name.v2"), COMMIT);
    assert.equal(await commitOf(root, "datasets/Org/Name.v2"), OTHER);
    assert.equal(await commitOf(root, "org/name.v2"), null);
    assert.equal(await commitOf(root, "Org/Other"), null);
  });
});

Deno.test("cachedSnapshot() follows the ref of a revision, or takes a commit as it is", async () => {
  const files = {
    [`${REPOSITORY}/refs/main`]: `\n${OTHER}\n`,
    [`${REPOSITORY}/refs/refs/pr/1`]: `${COMMIT}\r\n`,
    [`${REPOSITORY}/refs/short`]: COMMIT.slice(0, 12),
    [`${REPOSITORY}/refs/long`]: `${COMMIT}0`,
    [`${REPOSITORY}/refs/padded`]: COMMIT + " ".repeat(1000),
    [`${REPOSITORY}/refs/word`]: "main",
    [`${REPOSITORY}/refs/unfetched`]: "a".repeat(40),
    [`${SNAPSHOT}/config.json`]: "{}",
    [`${REPOSITORY}/snapshots/${OTHER}/config.json`]: "{}",
  };
  await withFolder(files, async (root) => {
    assert.equal(await commitOf(root, "Org/Name.v2"), OTHER);
    assert.equal(await commitOf(root, "Org/Name.v2@main"), OTHER);
    assert.equal(await commitOf(root, "Org/Name.v2@refs/pr/1"), COMMIT);
    assert.equal(await commitOf(root, `Org/Name.v2@${COMMIT}`), COMMIT);
    const absent = ["short", "long", "padded", "word", "unfetched", "absent", "refs/pr"];
    for (const revision of [...absent, "a".repeat(40), COMMIT.slice(0, 7)]) {
      assert.equal(await commitOf(root, `Org/Name.v2@${revision}`), null, revision);
    }
  });
});

Deno.test("cachedSnapshot() takes the only snapshot of a repository without refs", async () => {
  const files = { [`${SNAPSHOT}/config.json`]: "{}", [`${REPOSITORY}/snapshots/notes/a`]: "" };
  await withFolder(files, async (root) => {
    assert.equal(await commitOf(root, "Org/Name.v2"), COMMIT);
    assert.equal(await commitOf(root, `Org/Name.v2@${COMMIT}`), COMMIT);
    assert.equal(await commitOf(root, "Org/Name.v2@main"), null);
    // With refs, they alone tell what main is.
    await Deno.mkdir(join(root, REPOSITORY, "refs"));
    assert.equal(await commitOf(root, "Org/Name.v2"), null);
    await Deno.remove(join(root, REPOSITORY, "refs"));
    await Deno.mkdir(join(root, REPOSITORY, "snapshots", OTHER));
    assert.equal(await commitOf(root, "Org/Name.v2"), null);
    assert.equal(await commitOf(root, `Org/Name.v2@${COMMIT}`), COMMIT);
  });
});

Deno.test("cachedSnapshot() finds nothing where there is no cache, or something else", async () => {
  const files = { file: "", "models--a--b": "", "models--a--c/refs/main": COMMIT };
  await withFolder(files, async (root) => {
    assert.equal(await commitOf(join(root, "absent"), "a/b"), null);
    assert.equal(await commitOf(join(root, "file"), "a/b"), null);
    assert.equal(await commitOf(root, "a/b"), null);
    assert.equal(await commitOf(root, "a/c"), null);
    assert.equal(await commitOf(root, `a/c@${COMMIT}`), null);
  });
});

Deno.test("cachedSnapshot() takes a link that leads nowhere for a file that was not downloaded", () =>
  withFolder({ [`${SNAPSHOT}/here.txt`]: "x" }, async (root) => {
    await addLinked(join(root, SNAPSHOT), "gone.safetensors", null);
    await Deno.symlink("loop", join(root, SNAPSHOT, "loop"));
    await Deno.symlink("nowhere", join(root, SNAPSHOT, "roles"));
    const { folder } = await found(root, "Org/Name.v2");
    assert.deepEqual(await folder.list(""), { ...EMPTY, files: ["here.txt"] });
    assert.deepEqual(await folder.list("roles"), EMPTY);
    for (const path of ["gone.safetensors", "loop", "roles/a.pt", "absent"]) {
      await assert.rejects(folder.open(path), {
        message: `Cannot open ${join(root, SNAPSHOT, path)}: no such file`,
      });
    }
  }));

Deno.test("cachedSnapshot() takes a file of another size than listed for one that was not downloaded", () =>
  withFolder({
    [`${REPOSITORY}/trees/${COMMIT}.json`]: tree({ "a.pt": 3, "sub/b.pt": 3, "sub/c.pt": 3 }),
  }, async (root) => {
    await addLinked(join(root, SNAPSHOT), "a.pt", "abc");
    await addLinked(join(root, SNAPSHOT), "sub/b.pt", "ab");
    await addLinked(join(root, SNAPSHOT), "sub/c.pt", "abc");
    await addLinked(join(root, SNAPSHOT), "sub/unlisted.pt", "abcd");
    const { folder, isWhole } = await found(root, "Org/Name.v2");
    assert.equal(isWhole, false);
    assert.deepEqual(await folder.list(""), { ...EMPTY, files: ["a.pt"], folders: ["sub"] });
    assert.deepEqual((await folder.list("sub")).files, ["c.pt", "unlisted.pt"]);
    await assert.rejects(folder.open("sub/b.pt"), {
      message: `Cannot open ${join(root, SNAPSHOT, "sub", "b.pt")}: no such file`,
    });
    const { folder: sub } = await found(root, "Org/Name.v2:sub");
    assert.deepEqual((await sub.list("")).files, ["c.pt", "unlisted.pt"]);
    await assert.rejects(sub.open("b.pt"), /b\.pt: no such file$/);
    assert.equal(await textOf(sub, "c.pt"), "abc");
  }));

Deno.test("cachedSnapshot() tells whether the id's folder is whole", async () => {
  const listing = tree({ ".gitattributes": 1, "sub/a.pt": 3, "sub/b.pt": 3, "subs/c.pt": 3 });
  await withFolder({ [`${REPOSITORY}/trees/${COMMIT}.json`]: listing }, async (root) => {
    const snapshot = join(root, SNAPSHOT);
    const isWhole = async (typed: string) => (await found(root, typed)).isWhole;
    await addLinked(snapshot, "sub/a.pt", "abc");
    assert.equal(await isWhole("Org/Name.v2:sub"), false);
    await addLinked(snapshot, "sub/b.pt", "abc");
    assert.equal(await isWhole("Org/Name.v2:sub"), true);
    assert.equal(await isWhole("Org/Name.v2:subs"), false);
    await addLinked(snapshot, "subs/c.pt", "abc");
    assert.equal(await isWhole("Org/Name.v2"), false, "the hidden file counts");
    await addLinked(snapshot, ".gitattributes", "x");
    assert.equal(await isWhole("Org/Name.v2"), true);
  });
});

Deno.test("cachedSnapshot() goes by the size of a large file's content", async () => {
  const files = { "a.pt": { size: 130, blob_id: "0", lfs_sha256: "0", lfs_size: 3 } };
  const listing = JSON.stringify({ format_version: 1, files });
  await withFolder({
    [`${REPOSITORY}/trees/${COMMIT}.json`]: listing,
    [`${SNAPSHOT}/a.pt`]: "abc",
  }, async (root) => {
    assert.equal((await found(root, "Org/Name.v2")).isWhole, true);
  });
});

Deno.test("cachedSnapshot() passes over a listing that it does not understand", async () => {
  const listings = [
    tree({ "a.pt": 99 }, 2),
    tree({ "a.pt": 99 }).slice(0, -1),
    JSON.stringify({ files: { "a.pt": { size: 99 } } }),
    JSON.stringify({ format_version: "1", files: { "a.pt": { size: 99 } } }),
    JSON.stringify({ format_version: 1, files: ["a.pt"] }),
    "[]",
    "",
  ];
  for (const listing of listings) {
    const path = `${REPOSITORY}/trees/${COMMIT}.json`;
    await withFolder({ [path]: listing, [`${SNAPSHOT}/a.pt`]: "abc" }, async (root) => {
      const { folder, isWhole } = await found(root, "Org/Name.v2");
      assert.equal(isWhole, null, listing);
      assert.deepEqual((await folder.list("")).files, ["a.pt"]);
    });
  }
  // The listing of another commit tells nothing; a size that is none is not compared.
  const sizeless = JSON.stringify({ format_version: 1, files: { "a.pt": { size: null } } });
  await withFolder({
    [`${REPOSITORY}/trees/${OTHER}.json`]: tree({ "a.pt": 99 }),
    [`${SNAPSHOT}/a.pt`]: "abc",
  }, async (root) => {
    assert.equal((await found(root, "Org/Name.v2")).isWhole, null);
    await Deno.writeTextFile(join(root, REPOSITORY, "trees", `${COMMIT}.json`), sizeless);
    assert.equal((await found(root, "Org/Name.v2")).isWhole, true);
  });
});

Deno.test("cachedSnapshot() passes over .no_exist and downloads under way, and writes nothing", async () => {
  const files = {
    [`${REPOSITORY}/refs/main`]: COMMIT,
    [`${REPOSITORY}/.no_exist/${COMMIT}/config.json`]: "",
    [`${REPOSITORY}/blobs/0.1234abcd.incomplete`]: "x",
    [`${SNAPSHOT}/config.json`]: "{}",
  };
  await withFolder(files, async (root) => {
    const { folder } = await found(root, "Org/Name.v2");
    assert.deepEqual(await folder.list(""), { ...EMPTY, files: ["config.json"] });
    assert.equal(await textOf(folder, "config.json"), "{}");
    assert.deepEqual([...(await readFiles(root)).keys()].sort(), Object.keys(files).sort());
  });
});

/** Runs while paths may not be looked at, listed or read, as of another user: root, who runs tests in a container, may all. */
async function whereDenied(isDenied: (path: string) => boolean, use: () => Promise<void>) {
  const { stat, readDir, readFile } = Deno;
  const refuse = (path: string | URL) => {
    if (isDenied(String(path))) throw new Deno.errors.PermissionDenied("os error 13");
  };
  // deno-lint-ignore require-await -- what is thrown is to reject
  Deno.stat = async (path) => (refuse(path), stat(path));
  Deno.readDir = (path) => (refuse(path), readDir(path));
  // deno-lint-ignore require-await -- as above
  Deno.readFile = async (path, options) => (refuse(path), readFile(path, options));
  try {
    await use();
  } finally {
    Object.assign(Deno, { stat, readDir, readFile });
  }
}

Deno.test("cachedSnapshot() names a repository whose folder may not be read", () =>
  withFolder({ [`${REPOSITORY}/refs/main`]: COMMIT, [`${SNAPSHOT}/a.pt`]: "" }, async (root) => {
    const repository = join(root, REPOSITORY);
    await whereDenied((path) => path.startsWith(`${repository}/`), async () => {
      await assert.rejects(cachedSnapshot(root, idOf("Org/Name.v2")), {
        message: `Cannot open ${repository}: permission denied; its owner must allow it to be read`,
      });
      assert.equal(await commitOf(root, "Org/Other"), null);
    });
    await whereDenied((path) => path.startsWith(`${root}/`), async () => {
      assert.equal(await commitOf(root, "Org/Name.v2"), null, "the cache itself is closed");
    });
  }));

Deno.test("cachedSnapshot() takes what else may not be read for what is not there", async () => {
  const files = {
    [`${REPOSITORY}/refs/main`]: COMMIT,
    [`${REPOSITORY}/trees/${COMMIT}.json`]: tree({ "a.pt": 99 }),
    [`${SNAPSHOT}/a.pt`]: "abc",
    [`${SNAPSHOT}/sub/b.pt`]: "abc",
  };
  await withFolder(files, async (root) => {
    const snapshot = join(root, SNAPSHOT);
    const isDenied = (path: string) =>
      path.includes("/trees/") || path === join(snapshot, "sub") || path === join(snapshot, "c.pt");
    await addLinked(snapshot, "c.pt", "abc");
    await whereDenied(isDenied, async () => {
      const { folder, isWhole } = await found(root, "Org/Name.v2");
      assert.equal(isWhole, null);
      assert.deepEqual((await folder.list("")).files, ["a.pt"]);
      assert.deepEqual(await folder.list("sub"), EMPTY);
      await assert.rejects(folder.open("c.pt"), /c\.pt: no such file$/);
    });
    await whereDenied((path) => path.includes("/refs/"), async () => {
      assert.equal(await commitOf(root, "Org/Name.v2"), null);
    });
  });
});
