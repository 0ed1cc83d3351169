import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  type FakeHub,
  type FakeHubOptions,
  type FakeRepository,
  type FaultKind,
  startFakeHub,
} from "./fake_hub.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const SHARD = Uint8Array.from({ length: 1 << 20 }, (_, i) => (i * 31 + (i >> 8)) % 251);
const CONFIG = new TextEncoder().encode('{"model_type": "gemma2"}\n');
/** By `git hash-object`. */
const CONFIG_OID = "a4c2287fe0b269c5bd547e4e5163b78cc42cb8a4";
const SHARD_SHA256 = createHash("sha256").update(SHARD).digest("hex");
const FILES = new Map([
  ["config.json", CONFIG],
  ["model.safetensors", SHARD],
  ["vectors/a b/1.pt", SHARD.subarray(0, 100)],
  ["vectors/README.md", CONFIG],
]);
const MODEL: FakeRepository = {
  kind: "models",
  id: "org/model",
  commit: COMMIT,
  revisions: ["refs/pr/1"],
  files: FILES,
};
const SHARD_PATH = "/org/model/resolve/main/model.safetensors";

function start(repository: Partial<FakeRepository> = {}, options?: FakeHubOptions) {
  return startFakeHub([{ ...MODEL, ...repository }], options);
}

/** One request that follows nothing. */
async function get(url: string, headers: Record<string, string> = {}, method = "GET") {
  const reply = await fetch(url, { redirect: "manual", headers, method });
  return { reply, header: (name: string) => reply.headers.get(name), body: await reply.bytes() };
}

/** Asks the content host for a range of the shard, by way of its redirect. */
async function getRange(hub: FakeHub, range: string) {
  const { header } = await get(hub.endpoint + SHARD_PATH);
  return await get(header("location")!, { range });
}

/** Status, code and message of a refusal. */
async function refusalOf(url: string, token?: string) {
  const { reply, header } = await get(url, token ? { authorization: `Bearer ${token}` } : {});
  return [reply.status, header("x-error-code"), header("x-error-message")];
}

Deno.test("startFakeHub() leads to a large file on another host, by an address for a time", async () => {
  await using hub = await start({}, { usesOfAddress: 3 });
  const { reply, header, body } = await get(hub.endpoint + SHARD_PATH);
  assert.equal(reply.status, 302);
  assert.equal(body.length, 0);
  assert.equal(header("x-repo-commit"), COMMIT);
  assert.equal(header("x-linked-size"), String(SHARD.length));
  assert.equal(header("x-linked-etag"), `"${SHARD_SHA256}"`);
  assert.equal(header("ratelimit"), '"resolvers";r=100;t=55');
  const address = header("location")!;
  assert.equal(new URL(address).host, hub.contentHost);

  const ranged = await get(address, { range: "bytes=1000-600999" });
  assert.equal(ranged.reply.status, 206);
  assert.equal(ranged.header("content-range"), `bytes 1000-600999/${SHARD.length}`);
  assert.equal(ranged.header("etag"), `"${SHARD_SHA256}"`);
  assert.deepEqual(ranged.body, SHARD.slice(1000, 601000));
  const past = await get(address, { range: `bytes=${SHARD.length}-` });
  assert.equal(past.reply.status, 416);
  assert.equal((await get(address, { authorization: "Bearer hf_a" })).reply.status, 400);
  const whole = await get(address);
  assert.equal(whole.reply.status, 200);
  assert.deepEqual(whole.body, SHARD);
  assert.equal((await get(address)).reply.status, 403, "used up");
  assert.equal((await get(`${address}1`)).reply.status, 403, "never given out");
  assert.equal(hub.requests.filter(({ host }) => host === "content").length, 6);

  await using expired = await start({}, { expiresInSeconds: 0 });
  assert.equal((await getRange(expired, "bytes=0-9")).reply.status, 403);
});

Deno.test("startFakeHub() leads to a small file by a relative address, and compresses it", async () => {
  await using hub = await start();
  const url = `${hub.endpoint}/org/model/resolve/refs%2Fpr%2F1/config.json`;
  const { reply, header } = await get(url);
  assert.equal(reply.status, 307);
  const location = header("location")!;
  assert(location.startsWith(`/api/resolve-cache/models/org/model/${COMMIT}/config.json?%2Forg`));
  const address = hub.endpoint + location;
  assert.equal((await get(address.split("?")[0]!)).reply.status, 404);

  const zipped = await get(address, { "accept-encoding": "gzip" });
  assert.equal(zipped.header("etag"), `W/"${CONFIG_OID}"`);
  assert.equal(zipped.header("content-length"), null);
  assert.deepEqual(zipped.body, CONFIG);
  const ranged = await get(address, { range: "bytes=2-6" });
  assert.equal(ranged.header("etag"), `"${CONFIG_OID}"`);
  assert.equal(ranged.header("x-repo-commit"), COMMIT);
  assert.deepEqual(ranged.body, CONFIG.slice(2, 7));
  const headed = await get(address, { "accept-encoding": "identity" }, "HEAD");
  assert.equal(headed.header("content-length"), String(CONFIG.length));
  assert.equal(headed.body.length, 0);
});

Deno.test("startFakeHub() tells a commit and lists a tree by pages", async () => {
  await using hub = await start({ kind: "datasets" }, { pageSize: 2 });
  const api = `${hub.endpoint}/api/datasets/org/model`;
  const info = await (await fetch(`${api}/revision/refs%2Fpr%2F1?expand=sha`)).json();
  assert.equal(info.sha, COMMIT);
  assert.equal(info.gated, false);
  assert.equal(info.siblings.length, 4);

  const rows = [];
  let next: string | undefined = `${api}/tree/${COMMIT}?recursive=true`;
  for (let n = 0; next !== undefined; n++) {
    const reply: Response = await fetch(next);
    rows.push(...await reply.json());
    next = /^<(http.+)>; rel="next"$/.exec(reply.headers.get("link") ?? "")?.[1];
    assert.equal(next !== undefined, n < 2);
  }
  assert.deepEqual(rows.map(({ path }) => path), ["vectors", "vectors/a b", ...FILES.keys()]);
  assert.deepEqual(rows[2], {
    type: "file",
    oid: CONFIG_OID,
    size: CONFIG.length,
    path: "config.json",
  });
  assert.equal(rows[3].lfs.oid, SHARD_SHA256);
  assert.equal(rows[3].lfs.pointerSize, 132);
  const below = await (await fetch(`${api}/tree/main/vectors`)).json();
  assert.deepEqual(below.map(({ path }: { path: string }) => path), [
    "vectors/a b",
    "vectors/README.md",
  ]);
  assert.deepEqual(await refusalOf(`${api}/tree/main/none`), [
    404,
    "EntryNotFound",
    "Entry not found",
  ]);
  assert.deepEqual(await refusalOf(`${api}/tree/v9`), [
    404,
    "RevisionNotFound",
    "Invalid rev id: v9",
  ]);
});

Deno.test("startFakeHub() refuses as the Hub does", async () => {
  const others: FakeRepository[] = [
    { ...MODEL, id: "org/secret", isPrivate: true },
    { ...MODEL, id: "org/gone", isTakenDown: true },
    { ...MODEL, id: "org/old", movedTo: "new/model" },
  ];
  const options = { tokens: ["hf_in", "hf_out"], members: ["hf_in"] };
  await using hub = await startFakeHub([{ ...MODEL, gated: "manual" }, ...others], options);
  const info = (id: string) => `${hub.endpoint}/api/models/${id}/revision/main`;
  const file = (id: string) => `${hub.endpoint}/${id}/resolve/main/config.json`;

  const restricted = "Access to model org/model is restricted";
  assert.equal((await refusalOf(info("org/model")))[0], 200, "the API is not gated");
  assert.deepEqual(await refusalOf(file("org/model")), [
    401,
    "GatedRepo",
    `${restricted}. You must have access to it and be authenticated to access it. Please log in.`,
  ]);
  assert.deepEqual(await refusalOf(file("org/model"), "hf_out"), [
    403,
    "GatedRepo",
    `${restricted} and you are not in the authorized list. ` +
    "Visit https://huggingface.co/org/model to ask for access.",
  ]);
  assert.equal((await refusalOf(file("org/model"), "hf_in"))[0], 307);

  const invalid = [401, null, "Invalid credentials in Authorization header"];
  assert.deepEqual(await refusalOf(info("org/model"), "hf_wrong"), invalid);
  const unknown = [401, null, "Invalid username or password."];
  assert.deepEqual(await refusalOf(info("org/none")), unknown);
  assert.deepEqual(await refusalOf(info("org/secret")), unknown);
  assert.equal((await refusalOf(info("org/secret"), "hf_out"))[0], 200);
  const missing = [404, "RepoNotFound", "Repository not found"];
  assert.deepEqual(await refusalOf(info("org/none"), "hf_out"), missing);
  const takenDown = [403, null, "Access to this resource is disabled."];
  assert.deepEqual(await refusalOf(file("org/gone")), takenDown);
  for (
    const [url, moved] of [
      [`${info("org/old")}?expand=sha`, "/api/models/new/model/revision/main?expand=sha"],
      [file("org/old"), "/new/model/resolve/main/config.json"],
    ] as const
  ) {
    const { reply, header } = await get(url);
    assert.deepEqual([reply.status, header("location")], [307, moved]);
  }
});

Deno.test("startFakeHub() streams the files itself as a mirror", async () => {
  await using hub = await start({}, { isMirror: true });
  const { reply, header, body } = await get(hub.endpoint + SHARD_PATH, { range: "bytes=5-9" });
  assert.equal(reply.status, 206);
  assert.equal(header("x-repo-commit"), null);
  assert.deepEqual(body, SHARD.slice(5, 10));
  assert.equal((await get(`${hub.endpoint}/api/models/org/model/tree/main`)).reply.status, 404);
  assert.equal((await get(`${hub.endpoint}/api/models/org/model/revision/main`)).reply.status, 200);
});

Deno.test("startFakeHub() serves a fault as often as it says", async () => {
  await using hub = await start();
  /** The next range has this wrong with it, wherever it fits, and the one after it nothing. */
  async function faulty(does: FaultKind) {
    hub.faults.splice(0, 1, { where: ({ range }) => range !== null, times: 1, does });
    const bad = await getRange(hub, "bytes=1000-1999");
    const good = await getRange(hub, "bytes=1000-1999");
    assert.deepEqual(good.body, SHARD.slice(1000, 2000), does.is);
    const { reply, header, body } = bad;
    return { status: reply.status, range: header("content-range"), header, body };
  }
  const total = SHARD.length;

  const limited = await faulty({ is: "status", status: 429, headers: { "Retry-After": "1" } });
  assert.deepEqual([limited.status, limited.header("retry-after")], [429, "1"]);
  const ignored = await faulty({ is: "ignored range" });
  assert.deepEqual([ignored.status, ignored.range, ignored.body.length], [200, null, total]);
  const shifted = await faulty({ is: "shifted range" });
  assert.equal(shifted.range, `bytes 1100-2099/${total}`);
  assert.deepEqual(shifted.body, SHARD.slice(1100, 2100));
  const wrong = await faulty({ is: "wrong total" });
  assert.equal(wrong.range, `bytes 1000-1999/${total + 100}`);
  const short = await faulty({ is: "short body", missingBytes: 90 });
  assert.deepEqual([short.range, short.body.length], [`bytes 1000-1999/${total}`, 910]);
  assert.equal(short.header("content-length"), "910");
  const other = await faulty({ is: "other etag" });
  assert.match(other.header("etag")!, /^"[0-9a-f]{64}"$/);
  assert.notEqual(other.header("etag"), `"${SHARD_SHA256}"`);
  const pointer = await faulty({ is: "lfs pointer" });
  assert.match(new TextDecoder().decode(pointer.body), /^version https:.*\noid sha256:/);
});

Deno.test("startFakeHub() cuts a body, stalls one, and spoils a redirect", async () => {
  await using hub = await start();
  for (const is of ["cut body", "stalled body"] as const) {
    hub.faults.splice(0, 1, { where: () => true, times: 1, does: { is, afterBytes: 600_000 } });
    const { header } = await get(hub.endpoint + SHARD_PATH);
    const stopping = new AbortController();
    const reply = await fetch(header("location")!, { signal: stopping.signal });
    assert.equal(reply.headers.get("content-length"), String(SHARD.length));
    let nBytes = 0;
    await assert.rejects(async () => {
      for await (const chunk of reply.body!) {
        assert.deepEqual(chunk, SHARD.slice(nBytes, nBytes + chunk.length));
        nBytes += chunk.length;
        if (nBytes === 600_000 && is === "stalled body") {
          setTimeout(() => stopping.abort(new Error("stalled")), 50);
        }
      }
    }, is === "cut body" ? /error reading a body from connection/ : /stalled/);
    assert.equal(nBytes, 600_000);
  }
  hub.faults.splice(0, 1, { where: () => true, times: Infinity, does: { is: "other etag" } });
  const { header } = await get(hub.endpoint + SHARD_PATH);
  assert.equal(header("x-linked-etag"), `"${[...SHARD_SHA256].reverse().join("")}"`);
});

Deno.test("startFakeHub() can be closed while a body stalls", async () => {
  let cut: Promise<unknown>;
  {
    await using hub = await start();
    const does = { is: "stalled body", afterBytes: 10 } as const;
    hub.faults.push({ where: ({ host }) => host === "content", times: 1, does });
    cut = assert.rejects(fetch(hub.endpoint + SHARD_PATH).then((reply) => reply.bytes()));
    while (hub.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await cut;
});
