import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { serveFolder } from "../../src/cli/serve.ts";
import { withFolder } from "../sources/temporary_folder.ts";

/** Serves a folder of a page, a table and a folder, and runs `body` with its address. */
async function serving(
  body: (origin: string, port: number) => Promise<void>,
): Promise<void> {
  const parent = await Deno.makeTempDir();
  const folder = join(parent, "site");
  await Deno.mkdir(join(folder, "layers"), { recursive: true });
  await Deno.writeTextFile(join(parent, "secret.txt"), "secret");
  await Deno.writeTextFile(join(folder, "index.html"), "<h1>index</h1>");
  await Deno.writeTextFile(join(folder, "layers/layer-18.html"), "<h1>18</h1>");
  for (const name of ["mlp.csv", "style.css", "favicon.svg", "results.json"]) {
    await Deno.writeTextFile(join(folder, name), name);
  }
  const server = await serveFolder(folder, { port: 0, hostname: "127.0.0.1" });
  try {
    await body(`http://127.0.0.1:${server.addr.port}`, server.addr.port);
  } finally {
    await server.shutdown();
    await Deno.remove(parent, { recursive: true });
  }
}

Deno.test("serveFolder() gives files with their types, and index.html for the root", () =>
  serving(async (origin) => {
    const types = [];
    for (
      const path of [
        "",
        "layers/layer-18.html",
        "mlp.csv",
        "style.css",
        "favicon.svg",
        "results.json",
      ]
    ) {
      const response = await fetch(`${origin}/${path}`);
      await response.body?.cancel();
      strictEqual(response.status, 200, path);
      types.push(response.headers.get("content-type")?.toLowerCase());
    }
    deepStrictEqual(types, [
      "text/html; charset=utf-8",
      "text/html; charset=utf-8",
      "text/csv; charset=utf-8",
      "text/css; charset=utf-8",
      "image/svg+xml; charset=utf-8",
      "application/json; charset=utf-8",
    ]);
  }));

Deno.test("serveFolder() answers 404 for what is not there, folders without an index included", () =>
  serving(async (origin) => {
    for (const path of ["nothing.html", "layers/"]) {
      const response = await fetch(`${origin}/${path}`);
      await response.body?.cancel();
      strictEqual(response.status, 404, path);
    }
  }));

Deno.test("serveFolder() gives nothing from outside the folder", () =>
  serving(async (origin, port) => {
    for (const path of ["..%2fsecret.txt", "%2e%2e/secret.txt", "layers/..%2f..%2fsecret.txt"]) {
      const response = await fetch(`${origin}/${path}`);
      ok(!(await response.text()).includes("secret") && response.status === 404, path);
    }
    // A client that does not normalise the path itself.
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(
      new TextEncoder().encode(
        "GET /../secret.txt HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
      ),
    );
    const answer = await new Response(connection.readable).text();
    ok(!answer.endsWith("secret") && !answer.startsWith("HTTP/1.1 200"), answer);
  }));

Deno.test("serveFolder() answers HEAD without a body and sends folders to their slash", () =>
  serving(async (origin) => {
    const head = await fetch(`${origin}/mlp.csv`, { method: "HEAD" });
    deepStrictEqual([head.status, await head.text()], [200, ""]);
    const folder = await fetch(`${origin}/layers?x=1`, { redirect: "manual" });
    await folder.body?.cancel();
    strictEqual(folder.headers.get("location"), `${origin}/layers/?x=1`);
  }));

Deno.test("serveFolder() refuses to change anything", () =>
  serving(async (origin) => {
    const response = await fetch(`${origin}/index.html`, { method: "PUT", body: "x" });
    await response.body?.cancel();
    strictEqual(response.status, 405);
  }));

Deno.test("serveFolder() refuses a folder without a built site", async () => {
  const folder = await Deno.makeTempDir();
  await rejects(serveFolder(folder, { port: 0, hostname: "127.0.0.1" }), {
    message:
      `Cannot serve ${folder}: expected a built site, found no index.html; run deno task report first, or give --dir another folder`,
  });
  await rejects(serveFolder(join(folder, "absent"), { port: 0, hostname: "127.0.0.1" }), {
    message: `Cannot serve ${
      join(folder, "absent")
    }: expected a built site, found no such folder; run deno task report first, or give --dir another folder`,
  });
  const page = join(folder, "report.html");
  await Deno.writeTextFile(page, "");
  await rejects(serveFolder(page, { port: 0, hostname: "127.0.0.1" }), {
    message:
      `Cannot serve ${page}: expected a built site, found a file; a page opens in a browser from disk, or give --dir its folder`,
  });
  // What is there and cannot be read is no reason to make a report.
  await Deno.symlink("nowhere", join(folder, "index.html"));
  await rejects(serveFolder(folder, { port: 0, hostname: "127.0.0.1" }), {
    message:
      `Cannot serve ${folder}: cannot look at its index.html: a link to nowhere: its target is missing`,
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("serveFolder() names a port that is taken, or that only others may have", () =>
  serving(async (_, port) => {
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(join(folder, "index.html"), "");
    await rejects(serveFolder(folder, { port, hostname: "127.0.0.1" }), {
      message: `Cannot serve ${folder}: port ${port} is taken; give --port another`,
    });
    const { serve } = Deno;
    Deno.serve = () => {
      throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    };
    try {
      await rejects(serveFolder(folder, { port: 80, hostname: "127.0.0.1" }), {
        message: `Cannot serve ${folder}: port 80 is not open to this user; give --port another`,
      });
    } finally {
      Deno.serve = serve;
    }
    await Deno.remove(folder, { recursive: true });
  }));

Deno.test("serve ends quietly on Ctrl-C", async () => {
  await withFolder({}, async (parent) => {
    await Deno.writeTextFile(join(parent, "index.html"), "<h1>index</h1>");
    const cli = new URL("../../src/cli.ts", import.meta.url).pathname;
    const server = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", "-A", cli, "serve", "--dir", parent, "--port", "0"],
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const reader = server.stdout.getReader();
    const { value } = await reader.read();
    ok(new TextDecoder().decode(value).includes("Serving"));
    reader.releaseLock();
    server.kill("SIGINT");
    const { code, stderr } = await server.output();
    strictEqual(new TextDecoder().decode(stderr), "");
    strictEqual(code, 0);
  });
});
