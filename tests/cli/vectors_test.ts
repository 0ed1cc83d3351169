import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { withVariables } from "../environment.ts";
import { permissionsOf } from "../report_permissions.ts";
import { startFakeHub } from "../sources/hub/fake_hub.ts";
import { readFiles, withFolder } from "../sources/temporary_folder.ts";
import { safetensorsBytes } from "../../src/sources/safetensors/safetensors_writer.ts";
import { runMain } from "./run_main.ts";
import { numbers } from "./small_pair.ts";

const FIXTURES = fileURLToPath(new URL("../testdata/vectors/", import.meta.url));
const at = (path: string) => `${FIXTURES}${path}`;

/** What stands behind the heads of a description, by the head; lines of one head together. */
function told(stdout: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  let head = "";
  for (const line of stdout.trimEnd().split("\n").slice(1)) {
    const [, name = "", text = ""] = /^(.{0,11}?) {2,}(.*)$/.exec(line) ?? [];
    if (name !== "") head = name;
    (found[head] ??= []).push(text);
  }
  return found;
}

Deno.test("vectors tells what a file holds and how it would be read", async () => {
  const { code, stdout, stderr } = await runMain("vectors", at("named.safetensors"));
  deepEqual([code, stderr], [0, ""]);
  match(stdout, /^Vectors in named\.safetensors\n/);
  deepEqual(told(stdout), {
    "layout": ["safetensors"],
    "roles": [
      "2: bard, poet",
      "raw means (as default of named.safetensors lies beside them), from which default of named.safetensors is subtracted",
    ],
    "traits": [
      "1: calm",
      "differences (as traits are in every layout), taken as stored",
      "Traits are taken as stored, as differences: default of named.safetensors is subtracted from roles alone; " +
      "where they are raw means, --vectors-are raw subtracts it from them too.",
    ],
    "components": ["named.safetensors"],
    "axis": ["none"],
    "shape": ["[4, 6]: 4 layers, hidden size 6"],
    "row 0": [
      "the output of block 0 (as nothing says otherwise; --row-zero embedding does); a model of 3 layers needs --row-zero embedding",
    ],
    "numbers": ["finite"],
  });
});

Deno.test("vectors tells of an assistant axis without reading a number of it", () =>
  withFolder({}, async (folder) => {
    const tensors = ["role.a", "axis"].map((name) => ({
      name,
      dtype: "F32",
      shape: [2, 3],
      chunks: [new Uint8Array(new Float32Array(6).fill(name === "axis" ? NaN : 1).buffer)],
    }));
    await Deno.writeFile(`${folder}/a.safetensors`, safetensorsBytes(tensors, { metadata: {} }));
    const { code, stdout } = await runMain(
      ...["vectors", `${folder}/a.safetensors`, "--difference", "none"],
    );
    equal(code, 0);
    deepEqual(told(stdout).axis, ["an assistant axis"]);
  }));

Deno.test("vectors tells of the embedding, of keys, of what is declared and of what is left out", async () => {
  const files = told(
    (await runMain("vectors", at("persona_vectors"), "--trait-key", "prompt_last")).stdout,
  );
  deepEqual(files.traits, [
    "1: evil, key prompt_last",
    "differences (file names that end in _diff), taken as stored",
  ]);
  deepEqual(files["row 0"], [
    "the embedding (file names that end in _diff, made out of hidden_states); beside a model of 5 layers it is taken for the output of block 0",
  ]);
  deepEqual(files["passed over"], [
    "trait kind: no file of prompt_last; it has prompt_avg, response_avg",
  ]);

  const table = told(
    (await runMain(
      "vectors",
      at("wide.csv"),
      "--vectors-are",
      "difference",
      "--row-zero",
      "embedding",
    )).stdout,
  );
  deepEqual(table.roles![1], "differences (declared by --vectors-are difference), taken as stored");
  deepEqual(table["row 0"], [
    "layer 0 as numbered there is the embedding (declared by --row-zero embedding)",
  ]);
  deepEqual(table["none at"], ["layer 1: trait calm"]);

  const stack = told((await runMain("vectors", at("names-stack.pt"), "--kind", "trait")).stdout);
  deepEqual(stack["not read"], ["names-stack.pt: keys that are not read: model"]);
});

Deno.test("vectors tells the nearest reading of what is refused, and then the refusal", async () => {
  const { code, stdout, stderr } = await runMain("vectors", at("unnamed.safetensors"));
  equal(code, 2);
  match(
    stdout,
    /^It is refused as it is\. With --kind role --vectors-are difference it would be read so:\n\nVectors in unnamed/,
  );
  match(stderr, /^deltascope: Cannot tell roles from traits in .*\n$/);

  const role = await runMain("vectors", at("unnamed.safetensors"), "--kind", "role");
  equal(role.code, 2);
  match(
    role.stdout,
    /^It is refused as it is\. With --vectors-are difference it would be read so:/,
  );
  match(role.stdout, /\nOther ways to read it: --difference none\n/);

  const named = await runMain("vectors", at("named.safetensors"), "--kind", "role");
  equal(named.code, 2);
  match(named.stdout, /^It is refused as it is\. Without --kind it would be read so:/);

  const ahead = await runMain("vectors", "--kind", "role", at("unnamed.safetensors"));
  deepEqual(ahead, role);

  const none = await runMain("vectors", at("refused/model.gguf"));
  deepEqual([none.code, none.stdout], [1, ""]);
  match(none.stderr, /^deltascope: Cannot read the control vector model\.gguf: /);
});

Deno.test("vectors refuses a key of vectors that have none, as report does, and reads them without", async () => {
  for (const option of ["role-key", "trait-key"]) {
    const { code, stdout, stderr } = await runMain(
      ...["vectors", at("named.safetensors"), `--${option}`, "pos_0"],
    );
    equal(code, 2);
    match(
      stdout,
      /^It is refused as it is\. Without --role-key and --trait-key it would be read so:/,
    );
    match(
      stderr,
      new RegExp(`^deltascope: Cannot use --${option} with named\\.safetensors: .*\n$`),
    );
  }
});

Deno.test("vectors says of what a report finds no components in that it refuses that", async () => {
  const none = "none, nor two roles to compute them from: a report refuses these vectors";
  for (
    const [args, expected] of [
      [["persona_vectors"], `${none}; --kind role takes them for roles`],
      [["persona_vectors", "--kind", "role"], "none"],
      [["by-layer.npz"], none],
    ] as const
  ) {
    const [name, ...options] = args;
    const { code, stdout, stderr } = await runMain("vectors", at(name), ...options);
    equal(code, 0, stderr);
    deepEqual(told(stdout)["components"], [expected]);
  }
  const one = await runMain("vectors", at("npy/trait.calm.npy"));
  deepEqual(told(one.stdout)["components"], [
    `${none}, but runs one beside role vectors with --input FILE`,
  ], one.stderr);
});

Deno.test("vectors refuses what it cannot understand, in one line", async () => {
  for (
    const [args, message] of [
      [
        [],
        "Cannot run vectors without an input: expected vectors PATH [options], a folder, a file or an id on the Hugging Face Hub",
      ],
      [["--kind", "role"], "Cannot run vectors without an input: .*"],
      [["a", "b"], 'Cannot use "b" beside "a": expected one folder, file or id of vectors'],
      [[at("npy"), "--kind", "pc"], "Cannot use --kind pc: expected auto or role or trait"],
      [
        [at("npy"), "--layers", "3"],
        'Cannot understand "--layers": report takes --layers, and this command does not; deno task vectors --help lists all options',
      ],
    ] as const
  ) {
    const { code, stdout, stderr } = await runMain("vectors", ...args);
    equal(code, 2);
    equal(stdout, "");
    match(
      stderr,
      new RegExp(`^deltascope: ${message.replaceAll("[options]", "\\[options\\]")}\n$`),
    );
  }
  const absent = await runMain("vectors", "/absent/vectors");
  deepEqual([absent.code, absent.stderr], [
    1,
    "deltascope: Cannot open persona vectors /absent/vectors: no such folder\n",
  ]);
});

Deno.test("vectors reads a data set on the Hub by its id, and without the network what is cached of it", async () => {
  const repository = {
    kind: "datasets",
    id: "org/vectors",
    commit: "c".repeat(40),
    files: await readFiles(at("gguf")),
  } as const;
  await using hub = await startFakeHub([repository]);
  await withFolder({}, async (folder) => {
    const surroundings = {
      HF_ENDPOINT: hub.endpoint,
      HF_HOME: `${folder}/hf`,
      XDG_CACHE_HOME: `${folder}/cache`,
    };
    await withVariables(surroundings, async () => {
      const first = await runMain("vectors", "org/vectors");
      equal(first.code, 0, first.stderr);
      deepEqual(told(first.stdout).traits![0], "2: happy, honest");
      match(first.stdout, new RegExp(`^Vectors in org/vectors@${repository.commit}\n`));
      const nRequests = hub.requests.length;
      ok(nRequests > 0);
      const again = await runMain("vectors", "org/vectors", "--offline");
      equal(again.code, 0, again.stderr);
      equal(again.stdout, first.stdout);
      equal(hub.requests.length, nRequests);
    });
  });
});

Deno.test("vectors fetches a safetensors file of a data set whole, once, and holds it against its hash", async () => {
  const values = numbers(4 * 20_000, 3); // more than the first read of a shard takes in
  const tensor = { dtype: "F32", shape: [4, 20_000], chunks: [new Uint8Array(values.buffer)] };
  const bytes = safetensorsBytes([{ ...tensor, name: "trait.calm" }], { metadata: {} });
  const files = new Map([["a.safetensors", bytes]]);
  const repository = {
    kind: "datasets",
    id: "org/vectors",
    commit: "d".repeat(40),
    files,
  } as const;
  await using hub = await startFakeHub([repository]);
  await withFolder({}, async (folder) => {
    const surroundings = {
      HF_ENDPOINT: hub.endpoint,
      HF_HOME: `${folder}/hf`,
      XDG_CACHE_HOME: `${folder}/cache`,
    };
    await withVariables(surroundings, async () => {
      const { code, stdout, stderr } = await runMain("vectors", "org/vectors");
      equal(code, 0, stderr);
      deepEqual(told(stdout).traits![0], "1: calm");
      equal(hub.requests.filter(({ host }) => host === "content").length, 1);
      const kept = `deltascope/hub/datasets--org--vectors/${repository.commit}/a.safetensors`;
      deepEqual(await Deno.readFile(`${folder}/cache/${kept}`), bytes);
    });
  });
});

Deno.test("vectors needs no more than its task may do", async () => {
  const permissions = permissionsOf("vectors");
  deepEqual(permissions.filter((it) => /^--allow-(run|ffi|import|all)\b/.test(it)), []);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      ...permissions,
      "src/cli.ts",
      "vectors",
      at("stored.npz"),
    ],
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
  }).output();
  equal(code, 0, new TextDecoder().decode(stderr));
  match(new TextDecoder().decode(stdout), /^Vectors in stored\.npz\n/);
});
