/** The pages of a site as a browser would read them. */

import { parseHTML } from "linkedom";
import type { SiteTexts } from "./site_texts.ts";

/** Documents by path, each parsed when it is first read: most tests look at one page of a site. */
export class ParsedPages extends Map<string, Document> {
  readonly #texts: SiteTexts;

  constructor(texts: SiteTexts) {
    super();
    this.#texts = texts;
  }

  override has(path: string): boolean {
    return this.keys().some((page) => page === path);
  }

  override get(path: string): Document | undefined {
    if (this.has(path) && !super.has(path)) {
      super.set(path, parseHTML(this.#texts.get(path)!).document as Document);
    }
    return super.get(path);
  }

  override keys(): MapIterator<string> {
    return this.#texts.pagePaths();
  }

  override *values(): MapIterator<Document> {
    for (const path of this.keys()) yield this.get(path)!;
  }

  override *entries(): MapIterator<[string, Document]> {
    for (const path of this.keys()) yield [path, this.get(path)!];
  }

  override [Symbol.iterator](): MapIterator<[string, Document]> {
    return this.entries();
  }
}
