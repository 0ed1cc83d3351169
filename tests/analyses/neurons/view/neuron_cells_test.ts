import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { NeuronRow } from "../../../../src/results.ts";
import { neuronCellColumns } from "../../../../src/analyses/neurons/schema.ts";
import { csvText } from "../../../../src/site/kit/csv.ts";
import { neuronCells } from "../../../../src/analyses/neurons/view/neuron_cells.ts";
import { renderSite } from "../../../../src/site/write/render_site.ts";
import { HOSTILE_NAMES, sampleResults } from "../../../site/sample_results.ts";
import { sampleFiles } from "../../../site/sample_site.ts";
import { NO_LAYER_CAUSES } from "../../../unknown_columns.ts";

const ROW: NeuronRow = {
  neuron: 12,
  contribution: 3,
  share: 0.25,
  base_activation: -1,
  instruct_activation: 2,
  fires: 1,
  writes: 1.5,
  rescaled: 0.5,
  trimmed_contribution: 4,
  trimmed_share: 0.5,
  trimmed_fires: 2,
  trimmed_writes: 1,
  trimmed_rescaled: 1,
  nearest: [
    { kind: "role", name: "=poet", cosine: 0.5 },
    { kind: "role", name: "pirate", cosine: 0.25 },
    { kind: "trait", name: "-calm", cosine: -0.125 },
  ],
  trimmed_nearest: [{ kind: "trait", name: "@terse", cosine: 0.75 }],
};

Deno.test("neuronCells() gives the columns of neurons-layer-N.csv, with names that no spreadsheet runs", () => {
  strictEqual(
    csvText(neuronCellColumns, [neuronCells(ROW)]),
    "neuron,contribution,share,base_activation,instruct_activation,fires,writes,rescaled," +
      "trimmed_contribution,trimmed_share,trimmed_fires,trimmed_writes,trimmed_rescaled," +
      "nearest_role,nearest_role_cosine,nearest_trait,nearest_trait_cosine," +
      "trimmed_nearest_role,trimmed_nearest_role_cosine,trimmed_nearest_trait,trimmed_nearest_trait_cosine\n" +
      "12,3,0.25,-1,2,1,1.5,0.5,4,0.5,2,1,1,'=poet,0.5,'-calm,-0.125,,,'@terse,0.75\n",
  );
});

Deno.test("renderSite() writes the neurons of a layer and lists them on the data page", () => {
  const neurons = {
    layer: 18,
    neurons: 36864,
    delta_norm: 12,
    contribution_sum: 12,
    contribution_absolute: 20,
    half_count: 2,
    fires: 6,
    writes: 4,
    rescaled: 2,
    trimmed_delta_norm: 8,
    trimmed_contribution_sum: 8,
    trimmed_half_count: 1,
    trimmed_fires: 4,
    trimmed_writes: 2,
    trimmed_rescaled: 2,
    rows: HOSTILE_NAMES.map((name, neuron): NeuronRow => ({
      ...ROW,
      neuron,
      nearest: [{ kind: "role", name, cosine: 0.5 }],
    })),
  };
  const causes = { ...NO_LAYER_CAUSES, neurons: { 18: neurons } };
  const site = renderSite({ ...sampleResults(), causes });
  const csv = site.get("data/neurons-layer-18.csv");
  ok(typeof csv === "string" && csv.startsWith("neuron,contribution,"));
  ok(!/(^|,)[=+\-@][^0-9,]/m.test(csv));
  const page = String(site.get("data.html"));
  ok(page.includes('href="data/neurons-layer-18.csv"') && page.includes("trimmed_nearest_trait"));
  deepStrictEqual(
    [...sampleFiles({ hasCauses: false }).keys()].filter((path) => /neurons/.test(path)),
    [],
  );
});
