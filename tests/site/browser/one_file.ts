/** A single HTML file in a real Chromium: alone in its folder, asking for nothing. */

import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { openPage } from "./browser.ts";
import { withFolder } from "../../sources/temporary_folder.ts";

/** The page of a file, and what it complains of. */
export interface OpenedFile {
  readonly page: Page;
  readonly complaints: string[];
  readonly url: string;
}

/** Opens a file of this text from a folder in which nothing else lies. */
export async function withOneFile(
  browser: Browser,
  { text, context }: { text: string; context: BrowserContextOptions },
  use: (opened: OpenedFile) => Promise<void>,
): Promise<void> {
  await withFolder({}, async (folder) => {
    await Deno.writeTextFile(`${folder}/file.html`, text);
    const url = pathToFileURL(`${folder}/file.html`).href;
    const { page, complaints } = await openPage(browser, url, context);
    await page.goto(url);
    await use({ page, complaints, url });
  });
}

/** Passes if the file asks for itself alone, and its script runs. */
export async function expectNoRequests({ page, url }: OpenedFile): Promise<void> {
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.reload();
  deepStrictEqual(requests.filter((it) => !it.startsWith("data:")), [url]);
  // The theme's button is there only if the policy lets the script run.
  strictEqual(await page.locator(".tools button").count(), 1);
}
