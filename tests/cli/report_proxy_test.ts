import { match, ok, strictEqual as equal } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { denoFolder } from "../environment.ts";
import { memoryHub } from "../sources/hub/small_hub.ts";
import { withFolder } from "../sources/temporary_folder.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TLS = fileURLToPath(new URL("../testdata/tls/", import.meta.url));

/** Serves what a Hub answers, before it in the network. */
function serveBefore(endpoint: string, options: object, onHost: (host: string) => void) {
  const place = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
  return Deno.serve({ ...place, ...options }, async (request) => {
    const { host, pathname, search } = new URL(request.url);
    onHost(host);
    return await fetch(`${endpoint}${pathname}${search}`, {
      headers: request.headers,
      redirect: "manual",
    });
  });
}

/** Plans a run on three ids in a process and caches of its own: a process reads the settings of its network once. */
async function planned(env: Record<string, string>) {
  let outcome = { code: -1, stdout: "", stderr: "" };
  await withFolder({}, async (folder) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ..."run --quiet --no-prompt -A src/cli.ts report --plan --device cpu".split(" "),
        ..."--base org/base --instruct org/tuned --vectors org/vectors --random 2".split(" "),
      ],
      cwd: ROOT,
      env: {
        NO_COLOR: "1",
        HF_HOME: `${folder}/hf`,
        XDG_CACHE_HOME: `${folder}/cache`,
        DENO_DIR: denoFolder(),
        ...env,
      },
    }).output();
    const text = new TextDecoder();
    outcome = { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  });
  return outcome;
}

Deno.test("report reaches the Hub through the proxy of the environment, and what NO_PROXY names without it", async () => {
  await using hub = await memoryHub();
  const seen: string[] = [];
  await using proxy = serveBefore(hub.endpoint, {}, (host) => seen.push(host));
  const { code, stdout, stderr } = await planned({
    // A name that only the proxy knows.
    HF_ENDPOINT: "http://hub.invalid",
    HTTP_PROXY: `http://127.0.0.1:${proxy.addr.port}`,
    NO_PROXY: "127.0.0.1",
  });
  equal(code, 0, stderr);
  match(stdout, /hub: {5}base is org\/base@/);
  ok(seen.length > 0 && seen.every((host) => host === "hub.invalid"), seen.join());
});

Deno.test("report takes a certificate of one's own network from DENO_CERT, and says where it is missing", async () => {
  await using hub = await memoryHub({ isMirror: true });
  const [cert, key] = await Promise.all(
    ["loopback.pem", "loopback.key"].map((name) => Deno.readTextFile(`${TLS}${name}`)),
  );
  await using front = serveBefore(hub.endpoint, { cert, key }, () => {});
  const HF_ENDPOINT = `https://127.0.0.1:${front.addr.port}`;
  const known = await planned({ HF_ENDPOINT, DENO_CERT: `${TLS}ca.pem` });
  equal(known.code, 0, known.stderr);
  const unknown = await planned({ HF_ENDPOINT });
  equal(unknown.code, 1);
  match(
    unknown.stderr,
    /Cannot reach 127\.0\.0\.1:\d+: its certificate is not accepted; .* DENO_CERT/,
  );
});
