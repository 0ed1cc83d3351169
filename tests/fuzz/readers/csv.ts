/** Vectors in CSV: cells by RFC 4180, and columns as docs/vectors.md has them. */

import { rule } from "../format.ts";
import { Unusual } from "./zip.ts";

/** Numbers by kind, name and layer. */
export function readCsvVectors(bytes: Uint8Array): unknown {
  let text = "";
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    rule(false, "not UTF-8");
  }
  if (/["\ufeff]|\r(?!\n)|\n\r?\n|^\r?\n/.test(text)) {
    throw new Unusual("quotes, a byte order mark, or empty lines");
  }
  const [header, ...rows] = text.replace(/\r?\n$/, "").split(/\r?\n/).map((line) =>
    line.split(",")
  );
  rule(
    header !== undefined && rows.length > 0 && rows.every((row) => row.length === header.length),
    "ragged, or no rows",
  );
  if (new Set(header).size < header.length) throw new Unusual("two columns of a name");
  rule(header.includes("name") && header.includes("layer"), "no name or layer");
  const nWide = header.filter((it) => /^v\d+$/.test(it)).length;
  const isLong = header.includes("dimension") && header.includes("value");
  rule((nWide > 0) !== isLong, "neither wide nor long");
  for (let i = 0; i < nWide; i++) rule(header.includes(`v${i}`), "a gap in the columns");
  const found = new Map<string, Map<number, string>>();
  for (const row of rows) {
    const cell = (column: string) => row[header.indexOf(column)] ?? "";
    const kind = header.includes("kind") ? cell("kind") : "";
    rule(["", "role", "trait"].includes(kind) && cell("name") !== "", "no kind or name");
    const place = `${kind} ${cell("name")} ${whole(cell("layer"), 10_000)}`;
    const numbers = found.get(place) ?? new Map<number, string>();
    rule(nWide === 0 || !found.has(place), "a row twice");
    found.set(place, numbers);
    const cells = nWide > 0
      ? Array.from({ length: nWide }, (_, i): [number, string] => [i, cell(`v${i}`)])
      : [[whole(cell("dimension"), 2 ** 20), cell("value")] as [number, string]];
    for (const [dimension, number] of cells) {
      rule(!numbers.has(dimension), "a number twice");
      rule(/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(number), "no number");
      numbers.set(dimension, String(Math.fround(Number(number))));
    }
  }
  const size = Math.max(...[...found.values()].flatMap((numbers) => [...numbers.keys()])) + 1;
  return [...found].map(([place, numbers]) => {
    rule(numbers.size === size, "numbers are missing");
    return [place, ...[...numbers].sort(([a], [b]) => a - b).map(([, number]) => number)];
  }).sort();
}

function whole(text: string, below: number): number {
  rule(/^\d+$/.test(text) && Number(text) < below, "no whole number");
  return Number(text);
}
