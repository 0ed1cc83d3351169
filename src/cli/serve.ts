/**
 * `deno task serve`: a built site on localhost.
 *
 * @module
 */

import { extname, join, sep as SEPARATOR } from "node:path";
import { whole } from "../library/option_forms.ts";
import { placeOf } from "../places.ts";
import { lookAt } from "../sources/folder/path_state.ts";
import { readArguments } from "./arguments.ts";
import type { Terminal } from "./terminal.ts";

const DEFAULT_FOLDER = "_site";
const DEFAULT_PORT = "8000";
const LARGEST_PORT = 65535;

/** Content types of the files of a site, by extension. */
const CONTENT_TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml; charset=utf-8",
};

/** Where to listen. */
export interface ServeOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly hostname: string;
}

/** Serves `--dir` on `--port` until the command is interrupted. */
export async function runServe(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values } = readArguments(args, {
    values: ["dir", "port"],
    flags: [],
    paths: "--dir DIR",
  });
  const folder = values.get("dir") ?? DEFAULT_FOLDER;
  const port = whole({ most: LARGEST_PORT }).read(values.get("port") ?? DEFAULT_PORT, "port");
  const server = await serveFolder(placeOf(folder), { port, hostname: "127.0.0.1" });
  terminal.print(`Serving ${folder} at http://127.0.0.1:${server.addr.port}/ (Ctrl-C ends it)`);
  await server.finished;
}

/**
 * Serves the files of a built site over HTTP: GET and HEAD, `index.html` for a folder, 404 for all else. Nothing outside the
 * folder is given, whether a path or a symbolic link leads there.
 *
 * @throws {Error} if the folder holds no `index.html`, or the port cannot be had.
 */
export async function serveFolder(
  folder: string,
  { port, hostname }: ServeOptions,
): Promise<Deno.HttpServer<Deno.NetAddr>> {
  const index = await lookAt(join(folder, "index.html"));
  if (index.is === "unreadable") {
    throw new Error(`Cannot serve ${folder}: cannot look at its index.html: ${index.finding}`);
  }
  if (index.is !== "file") {
    const { is } = await lookAt(folder);
    const [found, advice] = is === "file"
      ? ["a file", "a page opens in a browser from disk, or give --dir its folder"]
      : [
        is === "nothing" ? "no such folder" : "no index.html",
        "run deno task report first, or give --dir another folder",
      ];
    throw new Error(`Cannot serve ${folder}: expected a built site, found ${found}; ${advice}`);
  }
  const handler = (request: Request) => respond(request, folder);
  try {
    return Deno.serve({ port, hostname, onListen: () => {} }, handler);
  } catch (cause) {
    const { AddrInUse, PermissionDenied } = Deno.errors;
    if (!(cause instanceof AddrInUse || cause instanceof PermissionDenied)) throw cause;
    const finding = cause instanceof AddrInUse ? "is taken" : "is not open to this user";
    throw new Error(`Cannot serve ${folder}: port ${port} ${finding}; give --port another`, {
      cause,
    });
  }
}

async function respond(request: Request, folder: string): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return new Response("Only GET and HEAD", { status: 405, headers: { allow: "GET, HEAD" } });
  }
  const url = new URL(request.url);
  try {
    // Built again while it is shown, a site is another folder of the same name: resolved at every request.
    const root = await Deno.realPath(folder);
    let path = await Deno.realPath(join(root, decodeURIComponent(url.pathname)));
    if (path !== root && !path.startsWith(root + SEPARATOR)) return notFound();
    if ((await Deno.stat(path)).isDirectory) {
      // Relative links of a page need the slash.
      if (!url.pathname.endsWith("/")) {
        url.pathname += "/";
        return Response.redirect(url, 301);
      }
      path = join(path, "index.html");
    }
    const headers = {
      "content-type": CONTENT_TYPES[extname(path)] ?? "application/octet-stream",
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
    };
    const file = await Deno.open(path);
    return new Response(file.readable, { headers });
  } catch {
    return notFound(); // absent, unreadable or a path that does not decode
  }
}

function notFound(): Response {
  return new Response("Not found", { status: 404 });
}
