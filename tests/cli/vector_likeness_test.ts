import { doesNotMatch, match } from "node:assert/strict";
import { safetensorsBytes } from "../../src/sources/safetensors/safetensors_writer.ts";
import { withFolder } from "../sources/temporary_folder.ts";
import { runMain } from "./run_main.ts";

/** Three layers of `[2]`, of which layer 1 alone is the middle one. */
function rows(x: number, y: number): number[] {
  return [1, 0, x, y, 0, 1];
}

/** What `vectors` says of these, with more words typed. */
async function told(
  vectors: Readonly<Record<string, readonly number[]>>,
  ...words: string[]
): Promise<string> {
  const tensors = Object.entries(vectors).map(([name, values]) => ({
    name,
    dtype: "F32",
    shape: [3, 2],
    chunks: [new Uint8Array(Float32Array.from(values).buffer)],
  }));
  return await withFolder({ "v.safetensors": safetensorsBytes(tensors) }, async (folder) => {
    const { stdout } = await runMain("vectors", `${folder}/v.safetensors`, ...words);
    return stdout;
  });
}

const ROLES = { "role.bard": rows(1, 0), "role.poet": rows(0, 1), default: rows(1, 0) };

Deno.test("vectors says of traits that are taken for differences that they look like raw means", async () => {
  // cos 0.8 with one another; 0.8 and 1, of which the mean is 0.9, with the default.
  const alike = { ...ROLES, "trait.calm": rows(2, 0), "trait.terse": rows(4, 3) };
  match(
    await told(alike),
    /^ +At layer 1 they have a mean cosine of 0\.80 pairwise and 0\.90 with the default: they look like raw means; where they are, --vectors-are raw says so\.$/m,
  );
  doesNotMatch(await told(alike, "--vectors-are", "raw"), /look like raw means/);
  // cos 0 with one another; 0 and 1 with the default: 0.5 is not above one half.
  const unlike = { ...ROLES, "trait.calm": rows(2, 0), "trait.terse": rows(0, 3) };
  doesNotMatch(await told(unlike), /look like raw means/);
});

Deno.test("vectors says of roles without a default what tells raw means from differences", async () => {
  const roles = { "role.bard": rows(2, 0), "role.poet": rows(4, 3) };
  match(
    await told(roles, "--vectors-are", "difference"),
    /At layer 1 they have a mean cosine of 0\.80 pairwise: they look like raw means/,
  );
  doesNotMatch(await told(roles, "--difference", "none"), /look like raw means/);
});

Deno.test("vectors leaves numbers that no report could use to the line that tells of them", async () => {
  const broken = { ...ROLES, "trait.calm": rows(NaN, 0), "trait.terse": rows(4, 3) };
  doesNotMatch(await told(broken), /look like raw means/);
});
