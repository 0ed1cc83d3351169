/**
 * Lines of Python that read every data file of a site, with NumPy and the standard library alone.
 *
 * @module
 */

import { basename } from "node:path";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { Results } from "../../results.ts";
import { drawsPath, vectorsPath } from "../kit/paths.ts";

const READERS = [
  "import csv, json",
  "from pathlib import Path",
  "import numpy as np",
  "",
  "def column(cells):  # numbers where every cell is one; an empty cell is no number",
  "    try:",
  `        return np.array([float(cell or "nan") for cell in cells])`,
  "    except ValueError:",
  "        return np.array(cells)",
  "",
  "def read_csv(path):",
  '    with open(path, encoding="utf-8", newline="") as file:',
  "        header, *rows = csv.reader(file)",
  "    return {name: column([row[i] for row in rows]) for i, name in enumerate(header)}",
  "",
  "def read_safetensors(path):  # metadata and tensors; bfloat16 is the upper half of float32",
  `    raw = memoryview(Path(path).read_bytes()); start = 8 + int.from_bytes(raw[:8], "little")`,
  `    header = json.loads(bytes(raw[8:start])); about = header.pop("__metadata__", {})`,
  `    words = {name: np.frombuffer(raw[start:][slice(*t["data_offsets"])], "<u2" if t["dtype"] == "BF16" else "<u4") for name, t in header.items()}`,
  `    words = {name: bits.astype("<u4") << 16 if bits.itemsize == 2 else bits for name, bits in words.items()}`,
  `    return about, {name: bits.view("<f4").reshape(header[name]["shape"]) for name, bits in words.items()}`,
  "",
  `tables = {path.stem: read_csv(path) for path in Path("data").glob("*.csv")}`,
  `files = {path.stem: read_safetensors(path) for path in Path("data").glob("*.safetensors")}`,
  `results = json.loads(Path("data/results.json").read_text(encoding="utf-8"))`,
];

/** The readers, and what they give of the first decomposed layer whose vectors and draws are among the attachments. */
export function pythonLines(
  { decompositions }: Results,
  attachments: ReadonlyMap<string, unknown>,
): string[] {
  const layer = Object.keys(decompositions).map(Number).find((layer) =>
    attachments.has(vectorsPath(layer)) && attachments.has(drawsPath(layer))
  );
  return layer === undefined ? READERS : [...READERS, "", ...cosineTest(layer)];
}

/** p of a cosine, from its definition. */
function cosineTest(layer: number): string[] {
  const stem = (path: string) => basename(path, ".safetensors");
  return [
    `# p of the cosine of the change of ${PEAK_INPUT} at layer ${layer} with a vector s: put in a role or trait vector of your own`,
    `about, vectors = files["${stem(vectorsPath(layer))}"]`,
    `s = vectors["x.${PEAK_INPUT}"].astype(float)`,
    `d = np.stack([vectors["difference.${PEAK_INPUT}"], *files["${
      stem(drawsPath(layer))
    }"][1].values()]).astype(float)`,
    "cosines = d @ s / np.linalg.norm(d, axis=1) / np.linalg.norm(s)",
    "z = (cosines - cosines.mean()) / cosines.std(ddof=1)  # the observed one is the first",
    "p = (abs(z) >= abs(z[0])).mean()  # (1 + draws as far out) / (N + 1)",
    "print(cosines[0], z[0], p)",
  ];
}
