/**
 * Data: every download with its columns and number of rows.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { headerLength, parseHeader, PREFIX_BYTES } from "../../sources/safetensors_header.ts";
import { csvFiles } from "../csv_files.ts";
import { peakLabel } from "../components.ts";
import { bytesText, grouped } from "../numbers.ts";
import type { Page } from "../page.ts";
import { PATHS } from "../paths.ts";

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
      files: [
        ...csvFiles(results).map(({ path, description, columns, nRows }) => ({
          id: fileId(path),
          path,
          description,
          sizeTerm: "Rows",
          size: grouped(nRows),
          columnsTerm: "Columns",
          columns,
        })),
        ...[...attachments].map(([path, bytes]) => attachedFile(path, bytes)),
        {
          id: "data-results-json",
          path: PATHS.results,
          description: "All of the above and everything else that this site shows.",
          sizeTerm: "Schema",
          size: results.schema,
          columnsTerm: "Keys",
          columns: Object.keys(results),
        },
      ],
    },
  };
}

const DIRECTIONS =
  "The directions themselves, as they entered the MLPs: pcs are the components; isotropic, persona and roles hold the " +
  "directions of baseline.csv, a row each by index; bootstrap holds PC1 of every resample of the roles.";

const VECTORS =
  "The vectors of a decomposed layer to take away: each component and its negative as an input (x), both models’ outputs, their " +
  "difference, the part of it that each tensor of the MLP carries (shapley), and what all role and trait vectors share (common_mode).";

/** An attached safetensors file by its tensors. */
function attachedFile(path: string, bytes: Uint8Array) {
  const context = { where: path, fileSizeBytes: bytes.byteLength };
  const nHeaderBytes = headerLength(bytes.subarray(0, PREFIX_BYTES), context);
  const { tensors } = parseHeader(
    bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + nHeaderBytes),
    context,
  );
  return {
    id: fileId(path),
    path,
    description: path === PATHS.directions ? DIRECTIONS : VECTORS,
    sizeTerm: "Size",
    size: bytesText(bytes.byteLength),
    columnsTerm: "Tensors",
    columns: [...tensors.values()].map(({ name, dtype, shape }) =>
      `${name} ${dtype} [${shape.map(grouped).join(" × ")}]`
    ),
  };
}

function fileId(path: string): string {
  return path.replace(/[^a-z0-9]+/g, "-");
}
