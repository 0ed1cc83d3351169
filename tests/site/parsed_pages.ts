/** The pages of a site as a browser would read them. */

import { parseHTML } from "linkedom";

/** Documents by path, each parsed when it is first read: most tests look at one page of a site. */
export class ParsedPages extends Map<string, Document> {
  readonly #html: ReadonlyMap<string, string>;

  /** @param texts Text files by path; those that are no HTML are left out. */
  constructor(texts: ReadonlyMap<string, string>) {
    super();
    this.#html = new Map([...texts].filter(([path]) => path.endsWith(".html")));
  }

  override has(path: string): boolean {
    return this.#html.has(path);
  }

  override get(path: string): Document | undefined {
    const html = this.#html.get(path);
    if (html !== undefined && !super.has(path)) {
      super.set(path, parseHTML(html).document as Document);
    }
    return super.get(path);
  }

  override keys(): MapIterator<string> {
    return this.#html.keys();
  }

  override *values(): MapIterator<Document> {
    for (const path of this.#html.keys()) yield this.get(path)!;
  }

  override *entries(): MapIterator<[string, Document]> {
    for (const path of this.#html.keys()) yield [path, this.get(path)!];
  }

  override [Symbol.iterator](): MapIterator<[string, Document]> {
    return this.entries();
  }
}
