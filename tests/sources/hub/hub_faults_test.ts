/** Everything that may go wrong on the way to a file, once and for ever, at each request of the way. */

import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { HubFile } from "../../../src/sources/hub/hub_file.ts";
import { type FakeRequest, type FaultKind, startFakeHub } from "./fake_hub.ts";
import { modelOf, openModel, PATIENCE, shardOf, TOKEN, withModel } from "./hub_model.ts";

const SHARD = shardOf(30_000);
const CONFIG = new TextEncoder().encode('{"model_type": "gemma2"}\n');
const REPOSITORY = modelOf({ "model.safetensors": SHARD, "config.json": CONFIG });
const withHub = withModel(REPOSITORY);

/** From the id to bytes of both files. */
async function readBoth(
  { endpoint }: { endpoint: string },
  options: Parameters<typeof openModel>[1] = {},
): Promise<Uint8Array[]> {
  const at = await openModel(endpoint, options);
  const parts: Uint8Array[] = [];
  for (const [path, start, end] of [["model.safetensors", 7, 20_000], ["config.json", 0, 10]]) {
    const bytes = new Uint8Array(Number(end) - Number(start));
    await new HubFile(at, at.files.get(String(path))!).read(Number(start), bytes);
    parts.push(bytes);
  }
  return parts;
}

const EXPECTED = [SHARD.slice(7, 20_000), CONFIG.slice(0, 10)];

/** The requests of the way, in their order. */
const STAGES: Readonly<Record<string, (request: FakeRequest) => boolean>> = {
  "the revision": ({ path }) => path.includes("/revision/"),
  "the listing": ({ path }) => path.includes("/tree/"),
  "the address": ({ path }) => path.includes("/resolve/") && path.endsWith(".safetensors"),
  "the shard": ({ host }) => host === "content",
  "a small file": ({ path }) => path.includes("/resolve-cache/"),
};

const FAULTS: readonly FaultKind[] = [
  ...[408, 429, 500, 502, 503, 504].map((status) => ({ is: "status", status }) as const),
  { is: "ignored range" },
  { is: "shifted range" },
  { is: "wrong total" },
  { is: "short body", missingBytes: 5 },
  { is: "cut body", afterBytes: 0 },
  { is: "cut body", afterBytes: 3 },
  { is: "stalled body", afterBytes: 3 },
  { is: "compressed" },
  { is: "other etag" },
  { is: "lfs pointer" },
];

/** One line that names what was asked for, and no secret of it. */
function expectLine(error: unknown): void {
  ok(error instanceof Error);
  match(error.message, /^Cannot (open|read) .*org\/model/);
  ok(!/\n|Signature|Expires|hf_|https?:/.test(error.message), error.message);
}

for (const [stage, where] of Object.entries(STAGES)) {
  for (const does of FAULTS) {
    const name = "status" in does
      ? `${does.is} ${does.status}`
      : does.is + ("afterBytes" in does ? ` after ${does.afterBytes} bytes` : "");
    Deno.test(
      `${name} at ${stage}, once and for ever, ends in the right bytes or one line`,
      withHub(async (hub) => {
        hub.faults.push({ where, times: 1, does });
        const once = await readBoth(hub).catch((error) => error);
        if (Array.isArray(once)) deepEqual(once, EXPECTED);
        else {
          // What is of another file is no passing fault.
          ok(["other etag", "wrong total", "lfs pointer"].includes(does.is), String(once));
          expectLine(once);
        }
        hub.faults.length = hub.requests.length = 0;
        hub.faults.push({ where, times: Infinity, does });
        const always = await readBoth(hub).catch((error) => error);
        // A fault that has no place at this request changes nothing.
        if (Array.isArray(always)) deepEqual(always, EXPECTED);
        else expectLine(always);
        if (does.is !== "status") return;
        match(always.message, /3 times in a row/);
        equal(hub.requests.filter(where).length, PATIENCE.tries);
      }),
    );
  }
}

Deno.test(
  "a time that is asked for is waited",
  withHub(async (hub) => {
    const headers = { RateLimit: '"resolvers";r=0;t=0', "Retry-After": "9" };
    const does = { is: "status", status: 429, headers } as const;
    hub.faults.push({ where: STAGES["the address"]!, times: 1, does });
    const started = performance.now();
    deepEqual(await readBoth(hub), EXPECTED);
    const seconds = (performance.now() - started) / 1000;
    ok(1 <= seconds && seconds < 5, `${seconds} s`);
  }),
);

Deno.test("a mirror that sends on to the Hub is followed, without the token", async () => {
  await using hub = await startFakeHub([REPOSITORY], { tokens: [TOKEN.value] });
  await using mirror = await startFakeHub([], { sendsOnTo: hub.endpoint });
  deepEqual(await readBoth(mirror, { token: TOKEN }), EXPECTED);
  ok(hub.requests.length > 0);
  ok(hub.requests.every(({ headers }) => !headers.has("authorization")));
  ok(mirror.requests.every(({ headers }) => headers.has("authorization")));
});

Deno.test(
  "what the Hub warns of is said once",
  withHub(async (hub) => {
    const said: string[] = [];
    deepEqual(await readBoth(hub, { say: (text) => void said.push(text) }), EXPECTED);
    equal(said.length, 1);
    match(said[0]!, /^The Hub says: old names end in May$/);
  }, { warning: "renames; old names end in May" }),
);
