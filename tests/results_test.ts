import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { checkResults } from "../src/analyses/check_results.ts";
import { sampleResults } from "./site/sample_results.ts";
import { PROJECTION_ONLY } from "./unknown_columns.ts";

/** The sample as JSON reads it back, with one value replaced; `undefined` removes it. */
function sampleWith(path: (string | number)[], value: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(sampleResults({ layers: [18] })));
  let parent = copy;
  for (const key of path.slice(0, -1)) parent = parent[key];
  const last = path.at(-1)!;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

/** Asserts the whole message for one replaced value. */
function refuses(path: (string | number)[], value: unknown, message: string) {
  throws(() => checkResults(sampleWith(path, value)), { name: "TypeError", message });
}

Deno.test("checkResults() accepts what analysis writes, after a trip through JSON", () => {
  for (const options of [{}, { layers: [18] }, { isSelf: true }, { hasBaseline: false }]) {
    const results = sampleResults(options);
    deepStrictEqual(checkResults(JSON.parse(JSON.stringify(results))), results);
  }
});

Deno.test("checkResults() drops keys that it does not know", () => {
  const results = checkResults(sampleWith(["mlp", 0, "gate_norm"], 3));
  strictEqual("gate_norm" in results.mlp[0]!, false);
});

Deno.test("checkResults() names another schema before it looks at anything else", () => {
  const message = 'Cannot read results of another schema: expected "deltascope.results/2", ' +
    'found "deltascope.results/3"; render them with the version of deltascope that wrote them';
  throws(() => checkResults({ schema: "deltascope.results/3" }), { message });
  refuses(["schema"], "deltascope.results/3", message);
});

Deno.test("checkResults() names a missing schema", () => {
  throws(() => checkResults({}), {
    message: 'Cannot read results: expected the schema "deltascope.results/2", found none; ' +
      "give the data/results.json of a report",
  });
  throws(() => checkResults({ schema: 7 }), /found 7; give the data\/results\.json of a report$/);
});

Deno.test("checkResults() refuses what is no object", () => {
  throws(() => checkResults(null), {
    message: "Cannot read results: expected Object, found null",
  });
  throws(() => checkResults([]), /found none; give the data\/results\.json/);
});

Deno.test("checkResults() names the path of a number that is text", () => {
  refuses(
    ["mlp", 3, "delta_norm"],
    "12",
    'Cannot read results at mlp[3].delta_norm: expected number, found "12"',
  );
});

Deno.test("checkResults() names the path of a missing key", () => {
  refuses(
    ["decomposition_info", "18", "mean_cosine", "within_roles"],
    undefined,
    "Cannot read results at decomposition_info.18.mean_cosine.within_roles: expected a value, found nothing",
  );
});

Deno.test("checkResults() refuses a number that JSON reads as infinite", () => {
  refuses(
    ["mlp", 0, "delta_angular"],
    JSON.parse("1e999"),
    "Cannot read results at mlp[0].delta_angular: expected finite number, found Infinity",
  );
});

Deno.test("checkResults() refuses NaN", () => {
  refuses(
    ["baseline", 1, "delta_norm"],
    NaN,
    "Cannot read results at baseline[1].delta_norm: expected number, found NaN",
  );
});

Deno.test("checkResults() refuses a layer that is not a whole number from 0 on", () => {
  refuses(
    ["mlp", 0, "layer"],
    1.5,
    "Cannot read results at mlp[0].layer: expected whole number, found 1.5",
  );
  refuses(
    ["mlp", 0, "layer"],
    -1,
    "Cannot read results at mlp[0].layer: expected number from 0 on, found -1",
  );
});

Deno.test("checkResults() refuses a kind that is neither role nor trait", () => {
  refuses(
    ["decompositions", "18", 0, "kind"],
    "mood",
    'Cannot read results at decompositions.18[0].kind: expected ("role" | "trait"), found "mood"',
  );
});

Deno.test("checkResults() reads rows of earlier runs as those of PC1, drops their p and q, and knows no p of cosines", () => {
  const results = structuredClone(sampleResults({ layers: [18] }));
  const old = {
    ...{ name: "poet", kind: "role", projection: -3, cosine: -0.1, z: 2, p: 0.03, q: 0.04 },
    ...{ trimmed_z: 1, trimmed_p: 0.3, trimmed_q: 0.5 },
  };
  const read = checkResults({ ...results, decompositions: { 18: [old] } });
  deepStrictEqual({ ...read.decompositions["18"]![0] }, {
    ...PROJECTION_ONLY,
    ...{ name: "poet", kind: "role", projection: -3, cosine: -0.1, z: 2, trimmed_z: 1 },
  });
});

Deno.test("checkResults() refuses a decomposition whose key is no layer number", () => {
  refuses(
    ["decompositions", "../x\n"],
    [],
    'Cannot read results at decompositions["../x\\n"]: expected layer number as key, found "../x\\n"',
  );
});

Deno.test("checkResults() refuses a decomposition without what lies behind it", () => {
  refuses(
    ["decomposition_info", "18"],
    undefined,
    "Cannot read results at decomposition_info.18: expected a value, found nothing",
  );
});

Deno.test("checkResults() keeps its message to one short line whatever it found", () => {
  throws(
    () => checkResults(sampleWith(["device", "kind"], "a\nb".repeat(500))),
    (error: Error) => error.message.length < 160 && !error.message.includes("\n"),
  );
});

Deno.test("checkResults() shows what was found without characters that a terminal obeys, nor half of one", () => {
  refuses(
    ["decompositions", "18", 0, "kind"],
    `\u202e${"\u{1f600}".repeat(100)}`,
    `Cannot read results at decompositions.18[0].kind: expected ("role" | "trait"), found "\\u{202e}${
      "\u{1f600}".repeat(57)
    }…`,
  );
});

Deno.test("checkResults() refuses results without a row, and lengths below 0", () => {
  refuses(
    ["mlp"],
    [],
    "Cannot read results at mlp: expected at least one row, found an array of 0",
  );
  for (const key of ["base_output_norm", "instruct_output_norm", "delta_norm", "delta_angular"]) {
    refuses(
      ["mlp", 0, key],
      -1,
      `Cannot read results at mlp[0].${key}: expected number from 0 on, found -1`,
    );
  }
});
