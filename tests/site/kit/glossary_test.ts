import { deepStrictEqual, match, ok } from "node:assert/strict";
import { GLOSSARY, shortMeaning } from "../../../src/site/kit/glossary.ts";
import { dataFiles } from "../../../src/site/pages/data_files.ts";
import { sampleResults } from "../sample_results.ts";

const TERMS = GLOSSARY.flatMap(({ terms }) => terms);

Deno.test("GLOSSARY names columns that the files of a run have", () => {
  const results = {
    ...sampleResults({ layers: [18] }),
    assistant_axis: [{ layer: 18, cosine: 0.5 }],
  };
  const columns = new Map(
    dataFiles(results)
      .map(({ path, columns }) => [path.replace(/\d+/, "N"), Object.keys(columns)]),
  );
  for (const { id, columns: named } of TERMS) {
    if (named === undefined) continue;
    const missing = named.names.filter((name) => !columns.get(named.file)?.includes(name));
    deepStrictEqual(missing, [], `${id}: ${named.file}`);
  }
});

Deno.test("GLOSSARY has every word once, and every word is a form of itself", () => {
  const ids = [...TERMS, ...GLOSSARY].map(({ id }) => id);
  deepStrictEqual(ids.filter((id, i) => ids.indexOf(id) !== i), []);
  for (const { id, term, forms } of TERMS) {
    match(id, /^[a-z][a-z0-9-]*$/);
    // What follows a letter that stands alone is part of its pattern.
    if (!/^(?:p|z|output)$/.test(id)) match(term, new RegExp(forms, "i"));
  }
});

Deno.test("GLOSSARY says what a word means in one or two sentences of moderate length", () => {
  for (const term of TERMS) {
    ok(shortMeaning(term).length <= 220, `${term.id}: ${shortMeaning(term)}`);
    match(term.meaning, /\.$/);
    ok(term.meaning.split(/\. (?=[\p{Lu}\d])/u).length <= 2, term.id);
  }
});
