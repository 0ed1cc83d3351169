/** What a server answers that no Hub does: each ends in one line, and none of its words brings a secret along. */

import {
  deepStrictEqual as deepEqual,
  match,
  ok,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { HubFile } from "../../../src/sources/hub/hub_file.ts";
import { parseHubId } from "../../../src/sources/hub/hub_id.ts";
import { isListed, openRepository } from "../../../src/sources/hub/hub_repository.ts";
import { serverText } from "../../../src/sources/hub/server_text.ts";
import { startFakeHub } from "./fake_hub.ts";
import {
  modelOf,
  openModel,
  PATIENCE,
  settingsOf,
  shardOf,
  TOKEN,
  withModel,
} from "./hub_model.ts";

const SHARD = shardOf(30_000);
const NAMES = Array.from({ length: 25 }, (_, i) => `${i}.json`);
const REPOSITORY = modelOf({
  "model.safetensors": SHARD,
  ...Object.fromEntries(NAMES.map((name) => [name, SHARD])),
});
const TWICE = { ...PATIENCE, tries: 2 };

const open = (endpoint: string, token: typeof TOKEN | null = null, say = (_: string) => {}) =>
  openModel(endpoint, { token, say, patience: TWICE });

const withHub = withModel(REPOSITORY);

const row = (rest: object) => [{ type: "file", oid: "0", path: "x.pt", size: 3, ...rest }];

for (
  const [route, body] of [
    ["/revision/", null],
    ["/revision/", 5],
    ["/revision/", { sha: 7 }],
    ["/tree/", {}],
    ["/tree/", null],
    ["/tree/", [null]],
    ["/tree/", row({ path: 5 })],
    ["/tree/", row({ path: "a\ud800.pt" })],
    ["/tree/", row({ size: 2 ** 53 - 1 })],
    ["/tree/", row({ size: 1e15 })],
  ] as const
) {
  Deno.test(
    `openRepository() puts ${JSON.stringify(body)} at ${route} in one line`,
    withHub(async (hub) => {
      const does = { is: "status", status: 200, body: JSON.stringify(body) } as const;
      hub.faults.push({ where: ({ path }) => path.includes(route), times: Infinity, does });
      await rejects(open(hub.endpoint), {
        message:
          /^Cannot (open org\/model: expected|understand what 127\.0\.0\.1:\d+ answers of org\/model: expected)/,
      });
    }),
  );
}

for (const siblings of [5, null, [null]]) {
  Deno.test(
    `openRepository() puts siblings ${JSON.stringify(siblings)} of a mirror in one line`,
    withHub(async (hub) => {
      const body = JSON.stringify({ id: "org/model", sha: "a".repeat(40), siblings });
      const does = { is: "status", status: 200, body } as const;
      hub.faults.push({ where: ({ path }) => path.includes("/revision/"), times: Infinity, does });
      await rejects(open(hub.endpoint), { message: /^Cannot (open|understand what) .*expected/ });
    }, { isMirror: true }),
  );
}

Deno.test(
  "a listing that names a page twice is refused",
  withHub(async (hub) => {
    const link = `<${hub.endpoint}/api/models/org/model/tree/${
      "a".repeat(40)
    }?cursor=1>; rel="next"`;
    const does = { is: "status", status: 200, headers: { link }, body: "[]" } as const;
    hub.faults.push({ where: ({ path }) => path.includes("/tree/"), times: Infinity, does });
    await rejects(
      open(hub.endpoint),
      /expected the next page of its files, found one that was read/,
    );
    equal(hub.requests.filter(({ path }) => path.includes("/tree/")).length, 2);
  }),
);

Deno.test(
  "names without sizes do only where the server knows no listing",
  withHub(async (hub) => {
    const where = ({ path, search }: { path: string; search: string }) =>
      path.includes("/tree/") && search.includes("cursor=");
    hub.faults.push({ where, times: Infinity, does: { is: "status", status: 404 } });
    await rejects(open(hub.endpoint), /^HubRefusal: Cannot open org\/model: /);
    const headers = { "X-Error-Code": "RevisionNotFound" };
    const does = { is: "status", status: 404, headers } as const;
    hub.faults.splice(0);
    hub.faults.push({ where: ({ path }) => path.includes("/tree/"), times: Infinity, does });
    await rejects(open(hub.endpoint), /org\/model has no revision main/);
  }, { pageSize: 10 }),
);

Deno.test("a mirror below a path is asked there for every page", async () => {
  await using hub = await startFakeHub([REPOSITORY], { pageSize: 10 });
  const place = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
  await using front = Deno.serve(place, async (request) => {
    const { pathname, search } = new URL(request.url);
    if (!pathname.startsWith("/hf/")) return new Response(null, { status: 404 });
    return await fetch(`${hub.endpoint}${pathname.slice(3)}${search}`, { redirect: "manual" });
  });
  const at = await open(`http://127.0.0.1:${front.addr.port}/hf`);
  equal(at.files.size, 1 + NAMES.length);
  ok(isListed(at.files));
});

for (const location of ["file:///etc/hostname", "data:application/json,{}", "ftp://127.0.0.1/x"]) {
  Deno.test(
    `an answer that sends on to ${location.split(":")[0]} is refused at once`,
    withHub(async (hub) => {
      const at = await open(hub.endpoint);
      const does = { is: "status", status: 302, headers: { location } } as const;
      hub.faults.push({ where: ({ host }) => host === "hub", times: Infinity, does });
      hub.requests.length = 0;
      const refusal = /^Error: Cannot go on from 127\.0\.0\.1:\d+: it sends on to a \w+: address$/;
      await rejects(open(hub.endpoint), refusal);
      const file = new HubFile(at, at.files.get("model.safetensors")!);
      await rejects(file.read(0, new Uint8Array(9)), refusal);
      equal(hub.requests.length, 2);
    }),
  );
}

Deno.test(
  "an ETag that is no hash still tells a file that changes",
  withHub(async (hub) => {
    const at = await open(hub.endpoint);
    const file = new HubFile(at, at.files.get("model.safetensors")!);
    const where = ({ host }: { host: string }) => host === "content";
    hub.faults.push({ where, times: 2, does: { is: "named etag", etag: '"first-2"' } });
    hub.faults.push({ where, times: Infinity, does: { is: "named etag", etag: '"second-2"' } });
    const bytes = new Uint8Array(100);
    for (let n = 0; n < 2; n++) await file.read(0, bytes);
    deepEqual(bytes, SHARD.slice(0, 100));
    await rejects(file.read(100, bytes), /expected ETag first-2 of this commit, found second-2/);
  }),
);

Deno.test("words of a server are shown without the token and without signed addresses", async () => {
  equal(
    serverText(
      "no mirror-token, see https://cdn/x?Expires=1&Signature=abc for hf_Other1",
      "mirror-token",
    ),
    "no [token], see https://cdn/x for [token]",
  );
  ok(serverText("x".repeat(2000), null).length < 320);
  const headers = { "X-Error-Message": `bad token ${TOKEN.value}, see http://c/x?Signature=abc` };
  await withHub(async (hub) => {
    const does = { is: "status", status: 403, headers } as const;
    const said: string[] = [];
    const all = { where: ({ host }: { host: string }) => host === "hub", times: Infinity, does };
    await open(hub.endpoint, TOKEN, (text) => said.push(text));
    hub.faults.push(all);
    await rejects(open(hub.endpoint, TOKEN), (error: Error) => {
      match(error.message, /access is refused \(bad token \[token\], see http:\/\/c\/x\)/);
      return true;
    });
    deepEqual(said, ["The Hub says: [token] at http://c/x"]);
  }, { tokens: [TOKEN.value], warning: `t; ${TOKEN.value} at http://c/x?Signature=abc` })();
});

Deno.test("a repository whose name holds the words of an error is told of as any other", async () => {
  for (const name of ["lookup-model", "certificate-ner", "blocked-llm", "dns-error"]) {
    const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
    const { port } = listener.addr;
    listener.close(); // nothing answers there now
    const settings = settingsOf(`http://127.0.0.1:${port}`);
    await rejects(
      openRepository(parseHubId(`org/${name}`, "models")!, { settings, patience: TWICE }),
      new RegExp(
        `Cannot open org/${name}: 127.0.0.1:${port}, or a proxy before it, refused the connection, 2 times in a row`,
      ),
    );
  }
});

Deno.test("a gate is asked with the description, before any file", async () => {
  await using hub = await startFakeHub([{ ...REPOSITORY, gated: "manual" }], {
    tokens: [TOKEN.value],
  });
  await rejects(open(hub.endpoint), /org\/model is gated: accept its terms/);
  await rejects(open(hub.endpoint, TOKEN), /the token of HF_TOKEN has no access/);
  ok(hub.requests.every(({ path }) => path.startsWith("/api/") && !path.includes("/tree/")));
});

Deno.test("a mirror that knows no gate is found out by its files", async () => {
  await using hub = await startFakeHub([{ ...REPOSITORY, gated: "manual" }], { isMirror: true });
  const at = await open(hub.endpoint);
  await rejects(
    new HubFile(at, at.files.get("model.safetensors")!).read(0, new Uint8Array(9)),
    /org\/model is gated/,
  );
});

Deno.test(
  "a file that is not there is told of as a file, without a code too",
  withHub(async (hub) => {
    const at = await open(hub.endpoint);
    hub.faults.push({
      where: ({ path }) => path.includes("/resolve/"),
      times: Infinity,
      does: { is: "status", status: 404 },
    });
    await rejects(
      new HubFile(at, at.files.get("model.safetensors")!).read(0, new Uint8Array(9)),
      /org\/model has no model\.safetensors at this revision/,
    );
  }),
);

Deno.test("the next page of a listing may be told from where the last one was", async () => {
  await using hub = await startFakeHub([REPOSITORY], { pageSize: 10 });
  const place = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
  await using front = Deno.serve(place, async (request) => {
    const { pathname, search } = new URL(request.url);
    const reply = await fetch(`${hub.endpoint}${pathname}${search}`, { redirect: "manual" });
    const headers = new Headers(reply.headers);
    const link = headers.get("link");
    if (link !== null) headers.set("link", link.replace(hub.endpoint, ""));
    return new Response(reply.body, { status: reply.status, headers });
  });
  const at = await open(`http://127.0.0.1:${front.addr.port}`);
  equal(at.files.size, 1 + NAMES.length);
});

Deno.test("an address that a clock ahead takes for expired is used", async () => {
  await using hub = await startFakeHub([REPOSITORY]);
  const at = await open(hub.endpoint);
  const file = new HubFile(at, at.files.get("model.safetensors")!);
  const { now } = Date;
  Date.now = () => now() + 2 * 3600_000;
  try {
    for (let n = 0; n < 3; n++) await file.read(n, new Uint8Array(9));
  } finally {
    Date.now = now;
  }
  equal(hub.requests.filter(({ path }) => path.includes("/resolve/")).length, 1);
});
