/** The text files of a site, of which only what a test reads is rendered: most tests look at one page. */

import type { Results } from "../../src/results.ts";
import type { PageMaker } from "../../src/site/kit/page.ts";
import { pageFiles, pageMakers, renderSite } from "../../src/site/write/render_site.ts";

/** Files of a site by path. */
export type SiteFiles = ReturnType<typeof renderSite>;

/** What may be given beside results. */
export interface SiteTextsOptions {
  attachments?: ReadonlyMap<string, Uint8Array>;
  /** Gives all files. */
  renderAll?: () => SiteFiles;
  /** Changes every text. */
  change?: (text: string) => string;
}

/** Text files by path. A page that is asked for by its path is rendered alone; anything else renders the whole site. */
export class SiteTexts {
  readonly #results: Results;
  readonly #renderAll: () => SiteFiles;
  readonly #change: (text: string) => string;
  readonly #makers: ReadonlyMap<string, PageMaker>;
  readonly #read = new Map<string, string>();
  #whole: ReadonlyMap<string, string> | undefined;

  constructor(
    results: Results,
    {
      attachments = new Map(),
      renderAll = () => renderSite(results, attachments),
      change = (text) => text,
    }: SiteTextsOptions = {},
  ) {
    this.#results = results;
    this.#renderAll = renderAll;
    this.#change = change;
    this.#makers = new Map(pageMakers(results, attachments).map((maker) => [maker.path, maker]));
  }

  get(path: string): string | undefined {
    const maker = this.#makers.get(path);
    if (maker === undefined || this.#whole !== undefined) return this.#all().get(path);
    const text = this.#read.get(path) ??
      this.#change(pageFiles(this.#results, maker.make()).get(path)!);
    this.#read.set(path, text);
    return text;
  }

  has(path: string): boolean {
    return this.#makers.has(path) || this.#all().has(path);
  }

  /** Paths of the pages. */
  pagePaths(): MapIterator<string> {
    return this.#makers.keys();
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.#all().entries();
  }

  #all(): ReadonlyMap<string, string> {
    return this.#whole ??= new Map(
      [...this.#renderAll()].flatMap(([path, content]) =>
        typeof content === "string" ? [[path, this.#change(content)]] : []
      ),
    );
  }
}
