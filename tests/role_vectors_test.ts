import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { runMain } from "./cli/run_main.ts";
import { PYTHON, pythonHas } from "./python_has.ts";
import { withFolder } from "./sources/temporary_folder.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const hasTorch = pythonHas(["torch", "numpy"]);

const ROLES = { bard: "You are a bard.", monk: "You are a monk." };
const QUESTIONS = ["Who are you?", "Why?"];

interface Made {
  readonly code: number;
  readonly stderr: string;
}

/** Runs the script on a model of the stand-in, whose name says what it is like. */
async function make(folder: string, model: string, ...options: string[]): Promise<Made> {
  await Deno.writeTextFile(`${folder}/roles.json`, JSON.stringify(ROLES));
  await Deno.writeTextFile(`${folder}/questions.txt`, `${QUESTIONS.join("\n\n")}\n`);
  const files = ["--roles", "roles.json", "--questions", "questions.txt"];
  const { code, stderr } = await new Deno.Command(PYTHON, {
    args: [at("../docs/role_vectors.py"), model, "vectors", ...files, ...options],
    cwd: folder,
    env: { PYTHONPATH: at("oracle/stand_in"), PYTHONDONTWRITEBYTECODE: "1" },
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

/** float32 of a `.npy` of version 1, behind its header. */
async function valuesOf(path: string): Promise<number[]> {
  const { buffer } = await Deno.readFile(path);
  const start = 10 + new DataView(buffer).getUint16(8, true);
  return [...new Float32Array(buffer.slice(start))];
}

/**
 * By hand: of an answer the tokens are the length n of the first message and 9, so that embeddings are [(n + 9) / 2, 1, 0, 0] in the mean,
 * to which block l has added 1 + ... + (l + 1).
 */
function expected(lengths: readonly number[]): number[] {
  const mean = lengths.reduce((sum, n) => sum + (n + 9) / 2, 0) / lengths.length;
  return [1, 3, 6].flatMap((added) => [mean + added, 1 + added, added, added]);
}

const lengthsOf = (before: string) => QUESTIONS.map((question) => `${before}${question}`.length);

/** Role by role what stands in the first message, and how the model is asked for. */
const MODELS = {
  "a-model": (persona: string) => QUESTIONS.map(() => persona.length),
  "no-system": (persona: string) => lengthsOf(`${persona}\n\n`),
  "mute-system": (persona: string) => lengthsOf(`${persona}\n\n`),
  "tuple": (persona: string) => QUESTIONS.map(() => persona.length),
  "thinking": (persona: string) => QUESTIONS.map(() => persona.length),
  "own-end": (persona: string) => QUESTIONS.map(() => persona.length),
};

for (const [model, lengths] of Object.entries(MODELS)) {
  Deno.test({
    name: `docs/role_vectors.py saves the mean output of each block over answers alone: ${model}${
      hasTorch ? "" : ` (ignored: no torch in ${PYTHON})`
    }`,
    ignore: !hasTorch,
    fn: () =>
      withFolder({}, async (folder) => {
        const { code, stderr } = await make(folder, model);
        assert.equal(code, 0, stderr);
        assert.equal(/No system turn/.test(stderr), model.endsWith("-system"));
        assert.ok(
          stderr.includes(`The first prompt:\n${3 + QUESTIONS[0]!.length} tokens of ${model}\n`),
        );
        const of = (name: string) => valuesOf(`${folder}/vectors/${name}.npy`);
        assert.deepEqual(await of("default"), expected(lengthsOf("")));
        for (const [name, persona] of Object.entries(ROLES)) {
          assert.deepEqual(await of(`role.${name}`), expected(lengths(persona)), name);
        }
        const { stdout } = await runMain("vectors", `${folder}/vectors`);
        assert.match(
          stdout,
          /^roles {7}2: bard, monk\n +raw means .*, from which default\.npy is subtracted$/m,
        );
        assert.match(stdout, /^shape {7}\[3, 4\]: 3 layers, hidden size 4$/m);
      }),
  });
}

Deno.test({
  name: `docs/role_vectors.py keeps what is there, and refuses names that are no names of files${
    hasTorch ? "" : ` (ignored: no torch in ${PYTHON})`
  }`,
  ignore: !hasTorch,
  fn: () =>
    withFolder({}, async (folder) => {
      assert.equal((await make(folder, "a-model", "--tokens", "1")).code, 0);
      const path = `${folder}/vectors/role.bard.npy`;
      const first = await valuesOf(path);
      assert.equal(first[0], ROLES.bard.length + 1);
      await Deno.remove(`${folder}/vectors/role.monk.npy`);
      const { code, stderr } = await make(folder, "a-model");
      assert.equal(code, 0, stderr);
      assert.match(stderr, /^vectors\/role\.bard\.npy is there and is kept$/m);
      assert.match(stderr, /^vectors\/role\.monk\.npy: 2 answers$/m);
      assert.deepEqual(await valuesOf(path), first);
      const wrong = [
        ["a/b", "x", /a role cannot be called 'a\/b'/],
        ["default", "x", /'default'/],
        ["poet", null, /the role 'poet' has no prompt/],
      ] as const;
      for (const [name, persona, found] of wrong) {
        await Deno.writeTextFile(
          `${folder}/other.json`,
          JSON.stringify({ ...ROLES, [name]: persona }),
        );
        const refused = await make(folder, "a-model", "--roles", "other.json");
        assert.equal(refused.code, 2);
        assert.match(refused.stderr, found);
      }
    }),
});
