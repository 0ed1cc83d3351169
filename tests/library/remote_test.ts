import { SITE_STYLE } from "../../src/site/write/site_style.ts";
import { match, strictEqual as equal } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { withPair } from "../cli/small_pair.ts";
import { REPORT_PERMISSIONS } from "../report_permissions.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  ".ts": "application/typescript",
  ".json": "application/json",
};

/** Whether a file is part of the package. */
const isPublished = (path: string) =>
  config.publish.include.some((it) => it.endsWith("/") ? path.startsWith(it) : path === it);

/** Serves the package's files, as a registry does. */
function serveTree(): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    const path = decodeURIComponent(new URL(request.url).pathname.slice(1));
    try {
      if (!isPublished(path)) throw new Error("no file of the package");
      const type = TYPES[/\.\w+$/.exec(path)?.[0] ?? ""] ?? "text/plain";
      const body = await Deno.readFile(join(ROOT, path));
      return new Response(body, { headers: { "content-type": type } });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
}

Deno.test("the command runs as a remote module, without a clone, and draws on nothing of one", () =>
  withPair(async ({ at }) => {
    const server = serveTree();
    try {
      const url = `http://127.0.0.1:${server.addr.port}`;
      await Deno.mkdir(at("elsewhere"));
      await Deno.copyFile(join(ROOT, "tests/deno.lock"), at("deno.lock"));
      const inputs = ["base", "instruct", "vectors"].flatMap((it) => [`--${it}`, `../${it}`]);
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          ..."run --no-prompt --no-config --no-check".split(" "),
          // Packages at the versions that are there; remote files are added to the copy.
          `--lock=${at("deno.lock")}`,
          `--reload=${url}`,
          `--allow-import=127.0.0.1:${server.addr.port}`,
          // A registry rewrites bare names as it publishes.
          `--import-map=${join(ROOT, "tests/import_map.json")}`,
          ...REPORT_PERMISSIONS,
          `${url}${new URL(config.exports["./cli"], "file:///").pathname}`,
          "report",
          ...inputs,
          ..."--device cpu --random 2 --records ../records --out site".split(" "),
        ],
        cwd: at("elsewhere"),
        env: { NO_COLOR: "1", INIT_CWD: at("elsewhere") },
      }).output();
      equal(code, 0, new TextDecoder().decode(stderr));
      match(new TextDecoder().decode(stdout), /Wrote site\/index\.html in \d/);
      const page = await Deno.readTextFile(at("elsewhere/site/index.html"));
      match(page, /<html/);
      const style = await Deno.readTextFile(at("elsewhere/site/assets/style.css"));
      equal(style, SITE_STYLE);
    } finally {
      await server.shutdown();
    }
  }));
