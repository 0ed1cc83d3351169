/** Vectors in CSV, and control vectors in GGUF. */

import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import { readCsvForm } from "../../../src/sources/vectors/forms/csv_form.ts";
import { readGgufForm } from "../../../src/sources/vectors/forms/gguf_form.ts";
import type { FoundVector } from "../../../src/sources/vectors/vector_form.ts";
import { readFixture } from "../fixtures.ts";
import { type Format, judged, type Judgement } from "../format.ts";
import { mutateBytes } from "../mutations/bytes.ts";
import type { Random } from "../random.ts";
import { readCsvVectors } from "../readers/csv.ts";
import { readGguf } from "../readers/gguf.ts";
import { Unusual } from "../readers/zip.ts";

const CELLS = [
  "",
  "0",
  "1",
  "3",
  "-1",
  "01",
  "1.5",
  "1e3",
  "+1",
  ".5",
  "5.",
  "1e400",
  "NaN",
  "0x1",
  "role",
  "trait",
  "mood",
  "bard",
  "v0",
  "v9",
  "name",
  "layer",
  "dimension",
  "value",
  '"',
  '"a"',
  '"a"b',
  '"a""b"',
  " 1",
  "\u00a01",
  "9999",
  "10000",
  "1048576",
  "1_0",
];

function mutateCsv(random: Random, text: string): string {
  const rows = text.split("\n").map((line) => line.split(","));
  const row = random.below(rows.length);
  const column = random.below(rows[row]!.length);
  switch (random.below(7)) {
    case 0:
      rows.splice(row, 1);
      break;
    case 1:
      rows.splice(row, 0, rows[random.below(rows.length)]!);
      break;
    case 2:
      rows[row]!.splice(column, 1);
      break;
    case 3:
      rows[row]!.splice(column, 0, random.pick(CELLS));
      break;
    case 4:
      for (const each of rows) each.splice(column, 1);
      break;
    default:
      rows[row] = rows[row]!.with(column, random.pick(CELLS));
  }
  return rows.map((cells) => cells.join(",")).join(random.oneIn(10) ? "\r\n" : "\n");
}

const CSV_SEEDS = ["wide.csv", "long.csv"].map((name) =>
  new TextDecoder().decode(readFixture(`vectors/${name}`))
)
  .map((text) => text.split("\n").slice(0, 40).join("\n"))
  .concat(
    "name,layer,v0,v1\na,0,1,2\na,1,3,4\nb,0,5,6\n",
    "name,layer,dimension,value\na,0,0,1\na,0,1,2.5\n",
  );

/** Numbers of all rows that there are. */
async function rowsOf(vectors: readonly FoundVector[]): Promise<unknown[]> {
  const all: string[][] = [];
  for (const { name, kind, rows } of vectors) {
    const { shape = [] } = await rows.look();
    const read = await rows.read(Array.from({ length: shape[0] ?? 0 }, (_, i) => i));
    read.forEach((row, layer) => {
      if (row !== undefined) {
        all.push([`${kind ?? ""} ${name} ${layer}`, ...Array.from(row, String)]);
      }
    });
  }
  return all.sort();
}

/** The verdict of a reader that leaves out what is unusual. */
function orOdd(judge: () => Judgement): Judgement {
  try {
    return judge();
  } catch (error) {
    if (error instanceof Unusual) return { is: "odd", why: error.message };
    throw error;
  }
}

export const CSV: Format = {
  name: "csv",
  fileName: "mutated.csv",
  make(random) {
    let text = random.pick(CSV_SEEDS);
    for (let n = random.below(4); n > 0; n--) text = mutateCsv(random, text);
    const bytes = new TextEncoder().encode(text);
    return random.oneIn(8) ? mutateBytes(random, bytes) : bytes;
  },
  judge: (bytes) => orOdd(() => judged(() => ({ value: readCsvVectors(bytes) }))),
  async read(bytes) {
    const folder = memoryFolder("fuzz", new Map([["mutated.csv", bytes]]));
    return await rowsOf((await readCsvForm(folder, ["mutated.csv"])).vectors);
  },
};

const GGUF_SEEDS = ["happy", "honest"].map((name) => readFixture(`vectors/gguf/${name}.gguf`));

export const GGUF: Format = {
  name: "gguf",
  fileName: "mutated.gguf",
  make(random) {
    let bytes = random.pick(GGUF_SEEDS);
    for (let n = random.below(4); n > 0; n--) bytes = mutateBytes(random, bytes);
    return bytes;
  },
  judge: (bytes) => orOdd(() => judged(() => ({ value: readGguf(bytes) }))),
  async read(bytes) {
    const folder = memoryFolder("fuzz", new Map([["mutated.gguf", bytes]]));
    const { vectors } = await readGgufForm(folder, ["mutated.gguf"]);
    return await rowsOf(vectors.map(({ name, rows }) => ({ name, rows })));
  },
};
