import {
  deepStrictEqual as deepEqual,
  match,
  ok,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { HubFile, type HubFileInfo } from "../../../src/sources/hub/hub_file.ts";
import {
  type FakeHub,
  type FakeHubOptions,
  type FakeRepository,
  type FaultKind,
  startFakeHub,
} from "./fake_hub.ts";
import { modelOf, openModel, shardOf, TOKEN } from "./hub_model.ts";

const SHARD = shardOf(300_000);
const CONFIG = new TextEncoder().encode(JSON.stringify({ hidden_size: 64, text: "x".repeat(500) }));
const REPOSITORY = modelOf({ "model.safetensors": SHARD, "config.json": CONFIG });

interface Asked {
  hub: FakeHub;
  open(path?: string): Promise<HubFile>;
}

/** A file of a fake Hub. */
async function withFile(
  use: (asked: Asked) => Promise<void>,
  { repository = REPOSITORY, token = null, ...options }: FakeHubOptions & {
    repository?: FakeRepository;
    token?: typeof TOKEN | null;
  } = {},
): Promise<void> {
  await using hub = await startFakeHub([repository], options);
  await use({
    hub,
    async open(path = "model.safetensors") {
      const at = await openModel(hub.endpoint, { token });
      const info: HubFileInfo = at.files.get(path) ??
        { path, sizeBytes: null, sha256: null, gitSha1: null };
      return new HubFile(at, info);
    },
  });
}

async function read(file: HubFile, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  await file.read(start, bytes);
  return bytes;
}

Deno.test("HubFile resolves a large file once, and sends ranges without the token", () =>
  withFile(async ({ hub, open }) => {
    const file = await open();
    equal(await file.size(), SHARD.byteLength);
    for (const [start, end] of [[0, 10], [1000, 200_000], [299_999, 300_000]] as const) {
      deepEqual(await read(file, start, end), SHARD.slice(start, end));
    }
    equal(hub.requests.filter(({ path }) => path.includes("/resolve/")).length, 1);
    const content = hub.requests.filter(({ host }) => host === "content");
    equal(content.length, 3);
    ok(content.every(({ headers }) => !headers.has("authorization")));
  }, { token: TOKEN, tokens: [TOKEN.value] }));

Deno.test("HubFile follows a small file within the Hub, query and all", () =>
  withFile(async ({ open }) => {
    const file = await open("config.json");
    deepEqual(await read(file, 0, CONFIG.byteLength), CONFIG);
    deepEqual(await read(file, 5, 20), CONFIG.slice(5, 20));
  }));

Deno.test("HubFile renews an address that is used up, and one that expires", async () => {
  await withFile(async ({ hub, open }) => {
    const file = await open();
    for (let n = 0; n < 5; n++) deepEqual(await read(file, n, n + 100), SHARD.slice(n, n + 100));
    equal(hub.requests.filter(({ path }) => path.includes("/resolve/")).length, 3);
  }, { usesOfAddress: 2 });
  await withFile(async ({ hub, open }) => {
    const file = await open();
    for (let n = 0; n < 3; n++) deepEqual(await read(file, n, n + 100), SHARD.slice(n, n + 100));
    // Renewed before it expires, not after it was refused.
    equal(hub.requests.filter(({ path }) => path.includes("/resolve/")).length, 3);
  }, { expiresInSeconds: 30 });
});

Deno.test("HubFile renews an address once for all reads that are refused with it", () =>
  withFile(async ({ hub, open }) => {
    const file = await open();
    await read(file, 0, 1);
    hub.faults.push({
      where: ({ host }) => host === "content",
      times: 6,
      does: { is: "status", status: 403 },
    });
    const parts = await Promise.all(
      Array.from({ length: 6 }, (_, n) => read(file, 1000 * n, 1000 * n + 500)),
    );
    for (const [n, part] of parts.entries()) deepEqual(part, SHARD.slice(1000 * n, 1000 * n + 500));
    const nResolved = hub.requests.filter(({ path }) => path.includes("/resolve/")).length;
    ok(nResolved <= 3, String(nResolved));
  }));

Deno.test("HubFile reads a mirror that streams the file itself", () =>
  withFile(async ({ open }) => {
    const file = await open();
    deepEqual(await read(file, 1000, 2000), SHARD.slice(1000, 2000));
    equal(await file.size(), SHARD.byteLength);
  }, { isMirror: true }));

const PASSING: readonly FaultKind[] = [
  { is: "status", status: 503 },
  { is: "status", status: 429, headers: { RateLimit: '"resolvers";r=5;t=55' } },
  { is: "status", status: 500 },
  { is: "status", status: 408 },
  { is: "ignored range" },
  { is: "shifted range" },
  { is: "short body", missingBytes: 90 },
  { is: "cut body", afterBytes: 0 },
  { is: "stalled body", afterBytes: 0 },
];

for (const does of PASSING) {
  const name = "status" in does ? `${does.is} ${does.status}` : does.is;
  Deno.test(`HubFile gives the right bytes after one ${name}, and one line after many`, () =>
    withFile(async ({ hub, open }) => {
      const file = await open();
      hub.faults.push({ where: ({ host }) => host === "content", times: 1, does });
      deepEqual(await read(file, 1000, 200_000), SHARD.slice(1000, 200_000));
      hub.faults.splice(0);
      hub.faults.push({ where: ({ host }) => host === "content", times: Infinity, does });
      await rejects(read(file, 1000, 200_000), (error: Error) => {
        match(
          error.message,
          /^Cannot read model\.safetensors of org\/model@aaaaaaaa: .* run it again to go on$/,
        );
        ok(!/Signature|Expires|http/.test(error.message), error.message);
        return true;
      });
    }));
}

for (const is of ["cut body", "stalled body"] as const) {
  Deno.test(`HubFile ends on a line that always breaks off, as long as something comes: ${is}`, () =>
    withFile(async ({ hub, open }) => {
      const file = await open();
      hub.faults.push({
        where: ({ host }) => host === "content",
        times: Infinity,
        does: { is, afterBytes: 60_000 },
      });
      deepEqual(await read(file, 0, 300_000), SHARD);
    }));
}

Deno.test("HubFile goes on within a range that broke off", () =>
  withFile(async ({ hub, open }) => {
    const file = await open();
    hub.faults.push({
      where: ({ host }) => host === "content",
      times: 1,
      does: { is: "cut body", afterBytes: 100_000 },
    });
    deepEqual(await read(file, 0, 300_000), SHARD);
    const ranges = hub.requests.filter(({ host }) => host === "content").map(({ range }) => range);
    equal(ranges[0], "bytes=0-299999");
    ok(Number(/=(\d+)-/.exec(ranges[1] ?? "")?.[1]) > 0, ranges.join());
  }));

for (
  const [does, finding] of [
    [{ is: "wrong total" }, /expected size 300000 bytes of this commit, found \d+/],
    [{ is: "other etag" }, /expected ETag [0-9a-f]{64} of this commit, found [0-9a-f]{64}/],
    [{ is: "lfs pointer" }, /the whole file came where a range of it was asked for|expected size/],
    [{ is: "status", status: 403 }, /answered 403, to a new address too/],
    [{ is: "status", status: 416 }, /answered 416/],
  ] as const
) {
  Deno.test(`HubFile refuses ${does.is} in one line`, () =>
    withFile(async ({ hub, open }) => {
      const file = await open();
      hub.faults.push({ where: ({ host }) => host === "content", times: Infinity, does });
      await rejects(read(file, 0, 1000), (error: Error) => {
        match(error.message, finding);
        ok(!/Signature|http/.test(error.message), error.message);
        return true;
      });
    }));
}

for (
  const [what, options, finding] of [
    [
      "an unknown repository",
      { repository: { ...REPOSITORY, id: "org/other" } },
      /has no org\/model as a model, or it is private: give a token .* in HF_TOKEN/,
    ],
    ["a private one", { repository: { ...REPOSITORY, isPrivate: true } }, /or it is private/],
    ["an unknown one with a token", {
      repository: { ...REPOSITORY, id: "org/other" },
      token: TOKEN,
      tokens: [TOKEN.value],
    }, /or it is private: the token of HF_TOKEN was sent/],
    [
      "a wrong token",
      { token: { ...TOKEN, value: "hf_wrong" } },
      /the token of HF_TOKEN is not accepted/,
    ],
    [
      "a gated one without a token",
      { repository: { ...REPOSITORY, gated: "manual" } },
      /org\/model is gated: accept its terms on http:\/\/127\.0\.0\.1:\d+\/org\/model, then give a token/,
    ],
    ["a gated one without access", {
      repository: { ...REPOSITORY, gated: "auto" },
      token: TOKEN,
      tokens: [TOKEN.value],
    }, /gated, and the account of the token of HF_TOKEN has no access/],
    [
      "one that was taken down",
      { repository: { ...REPOSITORY, isTakenDown: true } },
      /access is refused \(Access to this resource is disabled\.\)/,
    ],
  ] as const
) {
  Deno.test(`the Hub's refusal of ${what} is one line without a token`, () =>
    withFile(async ({ open }) => {
      await rejects(async () => await read(await open(), 0, 100), (error: Error) => {
        match(error.message, finding);
        ok(!error.message.includes("hf_"), error.message);
        ok(!error.message.includes("\n"));
        return true;
      });
    }, options));
}

Deno.test("a gated repository opens with a token of a member", () =>
  withFile(async ({ open }) => {
    deepEqual(await read(await open(), 0, 100), SHARD.slice(0, 100));
  }, {
    repository: { ...REPOSITORY, gated: "auto" },
    token: TOKEN,
    tokens: [TOKEN.value],
    members: [TOKEN.value],
  }));

Deno.test("openRepository() follows a repository that was renamed", async () => {
  await using hub = await startFakeHub([
    { ...REPOSITORY, id: "org/new" },
    { ...REPOSITORY, files: new Map(), movedTo: "org/new" },
  ]);
  const at = await openModel(hub.endpoint);
  const file = new HubFile(at, at.files.get("model.safetensors")!);
  deepEqual(await read(file, 7, 77), SHARD.slice(7, 77));
});

Deno.test("openRepository() pages through a listing", async () => {
  const files = new Map(Array.from({ length: 25 }, (_, i) => [`v/${i}.pt`, CONFIG]));
  await withFile(async ({ open }) => {
    deepEqual(await read(await open("v/24.pt"), 0, 10), CONFIG.slice(0, 10));
  }, { repository: { ...REPOSITORY, files }, pageSize: 4 });
});

for (
  const [what, body, finding] of [
    [
      "a path out of the cache",
      [{ type: "file", path: "../../x.pt", size: 3 }],
      /expected paths of files in its listing, found \.\.\/\.\.\/x\.pt/,
    ],
    [
      "a path of another root",
      [{ type: "file", path: "/etc/x.pt", size: 3 }],
      /expected paths of files/,
    ],
    [
      "a size that is none",
      [{ type: "file", path: "x.pt", size: "3" }],
      /expected the size of x\.pt, found 3/,
    ],
    [
      "no JSON",
      "<html>log in</html>",
      /Cannot understand what 127\.0\.0\.1:\d+ answers: expected JSON/,
    ],
  ] as const
) {
  Deno.test(`openRepository() refuses a listing with ${what}`, () =>
    withFile(async ({ hub, open }) => {
      hub.faults.push({
        where: ({ path }) => path.includes("/tree/"),
        times: Infinity,
        does: {
          is: "status",
          status: 200,
          body: typeof body === "string" ? body : JSON.stringify(body),
        },
      });
      await rejects(open(), (error: Error) => {
        match(error.message, finding);
        return true;
      });
    }));
}
