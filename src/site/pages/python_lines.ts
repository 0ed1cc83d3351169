/**
 * Lines of Python that read every data file of a site, with NumPy and the standard library alone.
 *
 * @module
 */

import { basename } from "node:path";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { Results } from "../../results.ts";
import { drawsPath, PATHS, vectorsPath } from "../kit/paths.ts";

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
  "def read_safetensors(path):  # metadata and tensors; bfloat16 is the upper half of float32, U8 are bytes",
  `    raw = memoryview(Path(path).read_bytes()); start = 8 + int.from_bytes(raw[:8], "little")`,
  `    header = json.loads(bytes(raw[8:start])); about = header.pop("__metadata__", {})`,
  `    words = {name: np.frombuffer(raw[start:][slice(*t["data_offsets"])], {"BF16": "<u2", "U8": "u1"}.get(t["dtype"], "<u4")) for name, t in header.items()}`,
  `    words = {name: bits.astype("<u4") << 16 if bits.itemsize == 2 else bits for name, bits in words.items()}`,
  `    return about, {name: (bits if bits.itemsize == 1 else bits.view("<f4")).reshape(header[name]["shape"]) for name, bits in words.items()}`,
  "",
  `tables = {path.stem: read_csv(path) for path in Path("data").glob("*.csv")}`,
  `files = {path.stem: read_safetensors(path) for path in Path("data").glob("*.safetensors")}`,
  `results = json.loads(Path("data/results.json").read_text(encoding="utf-8"))`,
];

/** The readers, the numbers of roles by layers, and what the first decomposed layer gives whose vectors and draws are among the attachments. */
export function pythonLines(
  { decompositions, roles_by_layer }: Results,
  attachments: ReadonlyMap<string, unknown>,
): string[] {
  const layer = Object.keys(decompositions).map(Number).find((layer) =>
    attachments.has(vectorsPath(layer)) && attachments.has(drawsPath(layer))
  );
  return [
    ...READERS,
    ...attachments.has(PATHS.rolesByLayer) && hasPeakInput(roles_by_layer)
      ? ["", ...ROLES_BY_LAYER]
      : [],
    ...layer === undefined ? [] : ["", ...cosineTest(layer)],
  ];
}

/** An unknown number is no number; and whose cosine is largest in size at each layer. */
const ROLES_BY_LAYER = [
  `# cosines and projections of every change with every role and trait: [layers, inputs, vectors]`,
  `about, roles = files["${stem(PATHS.rolesByLayer)}"]`,
  `layers, inputs, names = (json.loads(about[key]) for key in ("layers", "inputs", "vectors"))`,
  `roles_cosine, roles_projection = (np.where(roles[f"{key}_known"], roles[key], np.nan) for key in ("cosine", "projection"))`,
  `strongest = {layer: names[np.nanargmax(abs(at))]["name"] for layer, at in zip(layers, roles_cosine[:, inputs.index("${PEAK_INPUT}")]) if not np.isnan(at).all()}`,
];

function hasPeakInput(roles: Results["roles_by_layer"]): boolean {
  return (roles?.layers ?? []).some(({ inputs }) =>
    inputs?.some(({ input_vector }) => input_vector === PEAK_INPUT)
  );
}

function stem(path: string): string {
  return basename(path, ".safetensors");
}

/** p of a cosine, from its definition. */
function cosineTest(layer: number): string[] {
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
