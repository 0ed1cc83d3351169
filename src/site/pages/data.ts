/**
 * Data: every download with its columns and number of rows.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { headerLength, parseHeader, PREFIX_BYTES } from "../../sources/safetensors_header.ts";
import {
  BASELINE_COLUMNS,
  DECOMPOSITION_COLUMNS,
  MLP_COLUMNS,
  OPERATING_POINT_COLUMNS,
  ROBUSTNESS_COLUMNS,
} from "../csv.ts";
import { peakLabel } from "../components.ts";
import { bytesText, grouped } from "../numbers.ts";
import type { Page } from "../page.ts";
import { decompositionCsvPath, PATHS } from "../paths.ts";

/** `data.html`; `attachments` are the binary files of the site by path. */
export function dataPage(
  results: Results,
  attachments: ReadonlyMap<string, Uint8Array>,
): Page {
  const { evidence } = results;
  const table = (
    path: string,
    description: string,
    rows: unknown[],
    columns: readonly string[],
  ) => ({
    id: fileId(path),
    path,
    description,
    sizeTerm: "Rows",
    size: grouped(rows.length),
    columnsTerm: "Columns",
    columns,
  });
  return {
    path: PATHS.data,
    title: "Data",
    template: "data",
    content: {
      component: peakLabel(results.pcs),
      files: [
        table(
          PATHS.mlp,
          "The measured outputs of every input vector at every analysed layer.",
          results.mlp,
          MLP_COLUMNS,
        ),
        table(
          PATHS.baseline,
          "What PC1 is compared with, through the same layers, two rows a direction: as it is and negated. " +
            "Names of single roles and traits, by index, are in results.json as role_directions.",
          results.baseline,
          BASELINE_COLUMNS,
        ),
        ...evidence === null ? [] : [
          table(
            PATHS.robustness,
            "Every input vector with all coordinates of the outputs, without the outliers, and without the component along µ.",
            evidence.robustness,
            ROBUSTNESS_COLUMNS,
          ),
          table(
            PATHS.operatingPoint,
            "Responses to steps along PC1 from µ; at alpha 0 the columns are of the output for µ itself.",
            evidence.operating_point,
            OPERATING_POINT_COLUMNS,
          ),
        ],
        ...Object.entries(results.decompositions).map(([layer, rows]) =>
          table(
            decompositionCsvPath(Number(layer)),
            `Projections of the change of PC1 at layer ${layer} on every role and trait vector, by |projection|.`,
            rows,
            DECOMPOSITION_COLUMNS,
          )
        ),
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
