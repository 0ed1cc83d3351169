/**
 * Data: every download with its columns and number of rows.
 *
 * @module
 */

import { bytesText } from "../../text/words.ts";
import type { Results } from "../../results.ts";
import { attachedHeader } from "../kit/attached.ts";
import { dataFiles } from "./data_files.ts";
import { peakLabel } from "../kit/components.ts";
import { grouped } from "../kit/numbers.ts";
import type { Page } from "../kit/page.ts";
import { PATHS } from "../kit/paths.ts";
import { pythonLines } from "./python_lines.ts";
import { resultKeys } from "./result_keys.ts";
import { tensorFamilies } from "./tensor_families.ts";

/** `data.html`; `attachments` are the binary files of the site by path. */
export function dataPage(
  results: Results,
  attachments: ReadonlyMap<string, Uint8Array>,
): Page {
  return {
    path: PATHS.data,
    title: "Data",
    template: "data",
    content: {
      component: peakLabel(results.pcs),
      reportPath: PATHS.report,
      python: pythonLines(results, attachments),
      files: [
        ...dataFiles(results).map(({ path, description, columns, nRows }) => ({
          id: dataFileId(path),
          path,
          description,
          sizeTerm: "Rows",
          size: grouped(nRows),
          ...folded(
            ["column", "columns"],
            Object.entries(columns).map(([name, { meaning }]) => ({ name, meaning })),
          ),
        })),
        ...[...attachments].map(([path, bytes]) => attachedFile(path, bytes)),
        {
          id: "data-results-json",
          path: PATHS.results,
          description: "All of the above and everything else that this site shows.",
          sizeTerm: "Schema",
          size: results.schema,
          ...folded(["part", "parts"], resultKeys(results)),
        },
      ],
    },
  };
}

/** What a file is made of, behind a line that tells how much that is. */
function folded(
  [one, many]: readonly [string, string],
  parts: readonly { name: string; meaning: string }[],
) {
  return {
    summary: `Its ${parts.length} ${parts.length === 1 ? one : many}, and ${
      parts.length === 1 ? "what it holds" : "what they hold"
    }`,
    parts,
  };
}

const DIRECTIONS =
  "The directions themselves, as they entered the MLPs: pcs are the components; isotropic, persona and roles hold the " +
  "directions of baseline.csv, a row each by index; bootstrap holds PC1 of every resample of the roles.";

const VECTORS =
  "The vectors of a decomposed layer to take away: each component and its negative as an input (x), both models’ outputs, their " +
  "difference, the part of it that each tensor of the MLP carries (shapley), the responses to one step from the mean state along " +
  "PC1 where that is known (response; s is in the metadata), what all role and trait vectors share (common_mode), and the cosines " +
  "of the changes of random role mixtures with every role and trait vector (mixture), by which runs are compared.";

const DRAWS =
  "The differences of the random role mixtures at a decomposed layer, each as drawn: with them and a role or trait vector anyone can " +
  "compute z, the p-values and R² of that layer again.";

const ROLES =
  "The change of every component at every analysed layer set against every role and trait vector, positive signs: the cosine and the " +
  "projection by layer, input and vector, which the metadata name as JSON. An unknown number is 0, and 0 in the tensor that tells " +
  "which are known.";

/** An attached safetensors file by its tensors. */
function attachedFile(path: string, bytes: Uint8Array) {
  return {
    id: dataFileId(path),
    path,
    description: described(path),
    sizeTerm: "Size",
    size: bytesText(bytes.byteLength),
    ...folded(
      ["kind of tensor", "kinds of tensors"],
      tensorFamilies([...attachedHeader(path, bytes).tensors.values()]),
    ),
  };
}

function described(path: string): string {
  if (path === PATHS.directions) return DIRECTIONS;
  if (path === PATHS.rolesByLayer) return ROLES;
  return /\/draws-layer-\d+\.safetensors$/.test(path) ? DRAWS : VECTORS;
}

/** Id of a file's section on the page. */
export function dataFileId(path: string): string {
  return path.replace(/[^a-z0-9]+/g, "-");
}
