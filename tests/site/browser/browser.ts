/** A sample site in a real Chromium: from disk, and from a server under a sub-path. */

import { dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { SampleOptions } from "../sample_results.ts";
import { exists } from "../../../src/sources/folder/path_state.ts";
import { sampleFiles } from "../sample_site.ts";

/** Chromium without what a window needs, which takes half as long, or else the whole of it. */
const EXECUTABLES = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** Threads beside the page's own take from the other tests what they save here. */
const ONE_THREAD = "--js-flags=--single-threaded";

const executable = Deno.env.get("CHROMIUM") ?? EXECUTABLES.find(exists);

/** Starts the browser, with further arguments; the caller closes it. */
export async function launchChromium(further: readonly string[] = []): Promise<Browser> {
  if (executable === undefined) {
    throw new Error(
      `Cannot open pages: expected ${
        EXECUTABLES.join(" or ")
      }, found neither; name one in CHROMIUM`,
    );
  }
  return await chromium.launch({ executablePath: executable, args: [...ARGUMENTS, ...further] });
}

/** The one browser of a process, started for its first case; a case has contexts of its own. */
let started: Promise<Browser> | undefined;
/** Sites that were written, by their options; cases read them and change nothing. */
const written = new Map<string, Promise<WrittenSite>>();
Deno.test.afterAll(async () => {
  await (await started)?.close();
  for (const site of written.values()) await (await site)[Symbol.asyncDispose]();
});

/** A test in that browser, of which it leaves no page open; skipped aloud where no Chromium is installed. */
export function browserTest(name: string, run: (browser: Browser) => Promise<void>): void {
  Deno.test({
    name: executable ? name : `${name} (skipped: no ${EXECUTABLES.join(" or ")})`,
    ignore: executable === undefined,
    // The browser's pipes end with it, a little after close() does.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const browser = await (started ??= launchChromium([ONE_THREAD]));
      try {
        await run(browser);
      } finally {
        for (const context of browser.contexts()) await context.close();
      }
    },
  });
}

/** A written site: where it lies, its pages, and a server of it under `/some/repo/`. */
export interface WrittenSite extends AsyncDisposable {
  /** URL of the folder on disk and URL of the server's, both with a slash at the end. */
  roots: { disk: string; server: string };
  folder: string;
  pages: string[];
}

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

/** A sample site that cases share. */
export function sampleSite(options: SampleOptions = {}): Promise<WrittenSite> {
  const key = JSON.stringify(options);
  const site = written.get(key) ?? writeSite(options);
  written.set(key, site);
  return site;
}

/** Writes a sample site to a new folder and serves it. */
export async function writeSite(options: SampleOptions = {}): Promise<WrittenSite> {
  const folder = await Deno.makeTempDir({ prefix: "deltascope-site-" });
  const files = sampleFiles(options);
  for (const [path, content] of files) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    if (typeof content === "string") await Deno.writeTextFile(join(folder, path), content);
    else await Deno.writeFile(join(folder, path), content);
  }
  const prefix = "/some/repo/";
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    const content = pathname.startsWith(prefix)
      ? files.get(pathname.slice(prefix.length))
      : undefined;
    if (content === undefined) return new Response("Not found", { status: 404 });
    const type = TYPES[extname(pathname)] ?? "application/octet-stream";
    return new Response(content as string, { headers: { "content-type": type } });
  });
  return {
    folder,
    roots: {
      disk: `${pathToFileURL(folder).href}/`,
      server: `http://127.0.0.1:${server.addr.port}${prefix}`,
    },
    pages: [...files.keys()].filter((path) => path.endsWith(".html")),
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** A new page that scrolls at once, with what it complained about and what it asked for outside of `root`. */
export async function openPage(
  browser: Browser,
  root: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      complaints.push(`${page.url()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on("dialog", (dialog) => {
    complaints.push(`${page.url()}: dialog ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(root)) complaints.push(`${page.url()}: asks ${request.url()}`);
  });
  page.on("requestfailed", (request) => {
    // Leaving a page cuts off what it still loads.
    const reason = request.failure()?.errorText ?? "";
    if (reason !== "net::ERR_ABORTED") complaints.push(`${reason}: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  return { page, complaints };
}
