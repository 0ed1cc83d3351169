import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { attributionColumns } from "../../../src/analyses/attribution/schema.ts";
import { operatingPointColumns } from "../../../src/analyses/operating_point/schema.ts";
import { decompositionColumns } from "../../../src/analyses/projection/schema/columns.ts";
import { robustnessColumns } from "../../../src/analyses/robustness/schema.ts";
import { baselineColumns } from "../../../src/analyses/significance/schema.ts";
import { stageColumns } from "../../../src/analyses/stages/schema.ts";
import { weightChangeColumns } from "../../../src/analyses/weight_change/schema.ts";
import { column } from "../../../src/results/table.ts";
import { number, unknownable } from "../../../src/results/values.ts";
import { csvText } from "../../../src/site/kit/csv.ts";
import { mlpColumns } from "../../../src/analyses/schema.ts";
import { NO_EVIDENCE } from "../sample_results.ts";

const WORDS = { label: "", meaning: "" };

/** The second line of a table of projections with this name. */
function nameCell(name: string): string {
  const row = { name, kind: "role", projection: 1, cosine: null };
  const { kind, projection, cosine } = decompositionColumns;
  const columns = { name: decompositionColumns.name, kind, projection, cosine };
  return csvText(columns, [row]).slice("name,kind,projection,cosine\n".length);
}

Deno.test("csvText() writes the columns of the files in the documented order", () => {
  strictEqual(
    csvText(mlpColumns, []),
    "layer,input_vector,base_output_norm,instruct_output_norm,delta_norm,delta_angular," +
      "angle_degrees,delta_relative,radial_share,z_isotropic,p_isotropic,pfw_isotropic," +
      "z_persona,p_persona,pfw_persona,noise_floor,delta_over_floor," +
      "base_self_projection,instruct_self_projection,base_orthogonal_norm,instruct_orthogonal_norm," +
      "gate_angular,up_angular,hidden_angular,down_angular,even_share\n",
  );
  strictEqual(
    csvText(baselineColumns, []),
    "layer,baseline,index,sign,delta_norm,delta_angular,delta_angular_trimmed," +
      "delta_angular_centred\n",
  );
  strictEqual(
    csvText(decompositionColumns, []),
    "name,kind,projection,cosine,specific_projection,trimmed_projection,base_projection," +
      "instruct_projection,z,cosine_z,cosine_p,cosine_pfw,omp_step,omp_coefficient," +
      "trimmed_z,trimmed_cosine_z,trimmed_cosine_p,trimmed_cosine_pfw,cosine_q025,cosine_q975,input_vector\n",
  );
  strictEqual(
    csvText(robustnessColumns, []),
    "layer,input_vector,variant,delta_norm,delta_angular,pfw_persona,top1_share," +
      "participation_ratio\n",
  );
  strictEqual(
    csvText(operatingPointColumns, []),
    "layer,row,alpha,response_base,response_instruct,response_delta,response_angular\n",
  );
  strictEqual(
    csvText(attributionColumns, []),
    "layer,input_vector,component,share,first_in,last_in," +
      "trimmed_share,trimmed_first_in,trimmed_last_in\n",
  );
  strictEqual(
    csvText(stageColumns, []),
    "layer,input_vector,stage,variant,delta_angular,p_persona\n",
  );
  strictEqual(
    csvText(weightChangeColumns, []),
    "layer,weight,isotropic_change,pc1_change,pc1_gain\n",
  );
});

Deno.test("csvText() writes rows without quotes, a byte order mark or a carriage return", () => {
  const row = {
    layer: 18,
    input_vector: "-PC1",
    base_output_norm: 1085.9705,
    instruct_output_norm: 1199,
    delta_norm: 0,
    delta_angular: 1e-7,
    ...NO_EVIDENCE,
    p_persona: 0.03125,
  };
  strictEqual(
    csvText(mlpColumns, [row]).split("\n")[1],
    "18,-PC1,1085.9705,1199,0,1e-7,,,,,,,,0.03125,,,,,,,,,,,,",
  );
});

Deno.test("csvText() writes the shortest text that reads back to the same float64", () => {
  const values = [0.1 + 0.2, 1 / 3, 5e-324, 1.7976931348623157e308, 2 ** 53 + 2, -1e21, 123456.789];
  const rows = values.map((delta_norm) => ({ delta_norm }));
  const cells = csvText({ delta_norm: column(number, WORDS) }, rows).trimEnd().split("\n").slice(1);
  deepStrictEqual(cells.map(Number), values);
  deepStrictEqual(cells.slice(0, 2), ["0.30000000000000004", "0.3333333333333333"]);
});

Deno.test("csvText() leaves the cell of an unknown number empty", () => {
  strictEqual(nameCell("poet"), "poet,role,1,\n");
});

Deno.test("csvText() refuses a number that is not finite", () => {
  throws(() => csvText({ cosine: column(unknownable, WORDS) }, [{ cosine: NaN }]), {
    name: "RangeError",
    message: "Cannot write cosine to CSV: expected a finite number, got NaN",
  });
});

Deno.test("csvText() quotes a name only where RFC 4180 needs it", () => {
  strictEqual(nameCell("a b;c'd"), "a b;c'd,role,1,\n");
  strictEqual(nameCell('say "hi", twice'), '"say ""hi"", twice",role,1,\n');
  strictEqual(nameCell("two\nlines"), '"two\nlines",role,1,\n');
});

Deno.test("csvText() puts an apostrophe before names that a spreadsheet would take for a formula", () => {
  strictEqual(nameCell("=cmd()"), "'=cmd(),role,1,\n");
  strictEqual(nameCell("+1"), "'+1,role,1,\n");
  strictEqual(nameCell("-1"), "'-1,role,1,\n");
  strictEqual(nameCell("@x"), "'@x,role,1,\n");
  strictEqual(nameCell("\tx"), "'\tx,role,1,\n");
  strictEqual(nameCell("\rx"), `"'\rx",role,1,\n`);
  strictEqual(nameCell("x=1"), "x=1,role,1,\n");
});
