import { match, ok, strictEqual as equal } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { denoFolder } from "../environment.ts";
import { memoryHub } from "../sources/hub/small_hub.ts";
import { REPORT_PERMISSIONS } from "../report_permissions.ts";
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

/** The same over TLS. */
async function serveTls(endpoint: string) {
  const [cert, key] = await Promise.all(
    ["loopback.pem", "loopback.key"].map((name) => Deno.readTextFile(`${TLS}${name}`)),
  );
  return serveBefore(endpoint, { cert, key }, () => {});
}

/**
 * Plans a run on three ids in a process and caches of its own: a process reads the settings of its network once.
 *
 * @param permissions Flags of `deno run`.
 */
async function planned(env: Record<string, string>, permissions: readonly string[] = ["-A"]) {
  let outcome = { code: -1, stdout: "", stderr: "" };
  await withFolder({}, async (folder) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "--no-prompt", ...permissions, "src/cli.ts"],
        ..."report --plan --device cpu".split(" "),
        ..."--base org/base --instruct org/tuned --vectors org/vectors --random 2".split(" "),
      ],
      cwd: ROOT,
      env: {
        NO_COLOR: "1",
        DENO_NO_UPDATE_CHECK: "1", // it goes through a proxy too
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

/** A proxy that opens a tunnel to whatever it is asked for, and hears of its name. */
function tunnel(onHost: (host: string) => void): AsyncDisposable & { readonly port: number } {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const serve = async (client: Deno.Conn) => {
    const head = new Uint8Array(4096);
    const text = new TextDecoder().decode(head.subarray(0, await client.read(head) ?? 0));
    const [, hostname = "", port = ""] = /^CONNECT ([^:]+):(\d+) /.exec(text) ?? [];
    onHost(`${hostname}:${port}`);
    const server = await Deno.connect({ hostname, port: Number(port) });
    await client.write(new TextEncoder().encode("HTTP/1.1 200 Connection established\r\n\r\n"));
    await Promise.allSettled([
      client.readable.pipeTo(server.writable),
      server.readable.pipeTo(client.writable),
    ]);
  };
  const serving = (async () => {
    for await (const client of listener) serve(client).catch(() => {});
  })();
  return {
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving.catch(() => {});
    },
  };
}

Deno.test("report opens a tunnel through HTTPS_PROXY, with a certificate of one's own network", async () => {
  await using hub = await memoryHub({ isMirror: true });
  await using front = await serveTls(hub.endpoint);
  const seen: string[] = [];
  await using proxy = tunnel((host) => seen.push(host));
  const { code, stderr } = await planned({
    HF_ENDPOINT: `https://127.0.0.1:${front.addr.port}`,
    HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    DENO_CERT: `${TLS}ca.pem`,
  });
  equal(code, 0, stderr);
  ok(seen.length > 0 && seen.every((host) => host === `127.0.0.1:${front.addr.port}`), seen.join());
});

Deno.test("report as its task runs it meets another HF_ENDPOINT with the line to type", async () => {
  await using hub = await memoryHub();
  const { host } = new URL(hub.endpoint);
  const refused = await planned({ HF_ENDPOINT: hub.endpoint }, REPORT_PERMISSIONS);
  equal(refused.code, 1);
  equal(hub.requests.length, 0);
  match(
    refused.stderr,
    new RegExp(
      `type deno run --no-prompt -RWSE "--allow-net=${host}" src/cli\\.ts in the place of deno task`,
    ),
  );
  // The files lie on another host, which is allowed in turn.
  const typed = await planned(
    { HF_ENDPOINT: hub.endpoint },
    ["-RWSE", `--allow-net=${host}`],
  );
  const line = `deno run --no-prompt -RWSE "--allow-net=${host},${hub.contentHost}" src/cli.ts`;
  ok(typed.stderr.includes(line), typed.stderr);
  const second = await planned(
    { HF_ENDPOINT: hub.endpoint },
    ["-RWSE", `--allow-net=${host},${hub.contentHost}`],
  );
  equal(second.code, 0, second.stderr);
});

Deno.test("report takes a certificate of one's own network from DENO_CERT, and says where it is missing", async () => {
  await using hub = await memoryHub({ isMirror: true });
  await using front = await serveTls(hub.endpoint);
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
