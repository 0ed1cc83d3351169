import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { safetensorsHeader } from "../../src/sources/safetensors/safetensors_writer.ts";
import { sampleResults } from "../site/sample_results.ts";
import { runMain } from "./run_main.ts";

/** Writes results, and the files beside them by name; runs `deno task site` on them. */
async function withSite(
  beside: Readonly<Record<string, Uint8Array>>,
  use: (outcome: Awaited<ReturnType<typeof runMain>>, site: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deltascope-test-" });
  try {
    const results = sampleResults({ layers: [18], names: ["a"] });
    await Deno.writeTextFile(`${folder}/results.json`, JSON.stringify(results));
    for (const [name, bytes] of Object.entries(beside)) {
      await Deno.writeFile(`${folder}/${name}`, bytes);
    }
    const site = `${folder}/site`;
    await use(await runMain("site", "--from", `${folder}/results.json`, "--out", site), site);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("site carries the directions along that lie beside the results", async () => {
  const header = safetensorsHeader([{ name: "persona", dtype: "BF16", shape: [2, 3], chunks: [] }]);
  const bytes = new Uint8Array([...header, ...new Uint8Array(12).fill(7)]);
  await withSite({ "directions.safetensors": bytes }, async ({ code }, site) => {
    strictEqual(code, 0);
    deepStrictEqual(await Deno.readFile(`${site}/data/directions.safetensors`), bytes);
    match(
      await Deno.readTextFile(`${site}/data.html`),
      /<code>persona<\/code><\/dt> <dd>[^<]* BF16 \[2 × 3\]/,
    );
  });
});

Deno.test("site carries the vectors and the draws of decomposed layers along, of which the page tells", async () => {
  const file = (name: string, length: number) => {
    const header = safetensorsHeader([{ name, dtype: "F32", shape: [1], chunks: [] }]);
    return new Uint8Array([...header, ...new Uint8Array(Float32Array.of(length).buffer)]);
  };
  const { mlp, baseline } = sampleResults({ layers: [18], names: ["a"] });
  const pc1 = mlp.find((row) => row.input_vector === "PC1")!;
  const draw = baseline.find((row) => row.baseline === "persona" && row.index === 0)!;
  const files = {
    "vectors-layer-18.safetensors": file("difference.PC1", pc1.delta_norm),
    "draws-layer-18.safetensors": file("difference.persona.0", draw.delta_norm),
    "draws-layer-3.safetensors": file("of a layer that was not decomposed", 1),
  };
  await withSite(files, async ({ code }, site) => {
    strictEqual(code, 0);
    for (const name of ["vectors-layer-18.safetensors", "draws-layer-18.safetensors"] as const) {
      deepStrictEqual(await Deno.readFile(`${site}/data/${name}`), files[name]);
    }
    const page = await Deno.readTextFile(`${site}/data.html`);
    match(page, /<code>difference\.persona\.0<\/code><\/dt> <dd>[^<]* F32 \[1\]/);
    strictEqual(page.includes("draws-layer-3"), false);
  });
});

Deno.test("site says that a file of vectors beside the results was not fetched, as in a clone without Git LFS", async () => {
  const pointer = new TextEncoder().encode(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 7\n`,
  );
  await withSite({ "directions.safetensors": pointer }, ({ code, stderr }) => {
    strictEqual(code, 1);
    match(
      stderr,
      /^deltascope: Cannot read \S+\/directions\.safetensors: expected a file of vectors, found a Git LFS pointer of 126 bytes; fetch the file with /m,
    );
    return Promise.resolve();
  });
});

Deno.test("site names the folder that it wrote in one line, whatever its name", async () => {
  await withSite({}, async (_, site) => {
    const from = site.replace(/site$/, "results.json");
    const { stdout } = await runMain("site", "--from", from, "--out", `${site}\na\x1b[31m`);
    strictEqual(stdout, `Wrote ${JSON.stringify(`${site}\na\x1b[31m/index.html`)}\n`);
  });
});

Deno.test("site renders results without directions", async () => {
  await withSite({}, async ({ code }, site) => {
    strictEqual(code, 0);
    strictEqual(
      (await Deno.readTextFile(`${site}/data.html`)).includes("directions.safetensors"),
      false,
    );
  });
});

Deno.test("site refuses directions that are no safetensors file", async () => {
  await withSite({ "directions.safetensors": new Uint8Array(3) }, ({ code, stderr }) => {
    strictEqual(code, 1);
    match(
      stderr,
      /Cannot read \S+\/directions\.safetensors: HeaderTooSmall: expected at least 8/,
    );
    return Promise.resolve();
  });
});

Deno.test("site names the file of results that it refuses, in one line of its own words", async () => {
  const folder = await Deno.makeTempDir({ prefix: "deltascope-test-" });
  try {
    const path = `${folder}/results.json`;
    const results = sampleResults({ layers: [18], names: ["a"] });
    const advice = "; give the data/results.json of a report as it was written";
    const cases: readonly [content: string, finding: string][] = [
      [
        JSON.stringify({ ...results, mlp: [] }),
        " at mlp: expected at least one row, found an array of 0",
      ],
      [JSON.stringify({ ...results, mlp: 3 }), " at mlp: expected Array, found 3"],
      ["[", `: Expected a value at line 1, found end${advice}`],
      ["[".repeat(1e6), `: Nested deeper than 127 levels at line 1${advice}`],
      ["null", ": expected Object, found null"],
    ];
    for (const [content, finding] of cases) {
      await Deno.writeTextFile(path, content);
      const { code, stderr } = await runMain("site", "--from", path, "--out", `${folder}/site`);
      strictEqual(code, 1);
      strictEqual(stderr, `Reading ${path}\ndeltascope: Cannot read ${path}${finding}\n`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
