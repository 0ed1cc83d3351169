import assert from "node:assert/strict";
import { join } from "node:path";
import { encodeTorchFile } from "../../src/demonstration/torch_writer.ts";
import { C, L, numbers, run, writeCheckpoint, writeVector } from "./small_pair.ts";

async function assertRefused(
  change: (at: (path: string) => string) => Promise<void>,
  message: RegExp,
  options: { random?: string } = {},
): Promise<void> {
  await run(change, async ({ code, stderr }, site) => {
    const lines = stderr.trimEnd().split("\n");
    assert.equal(code, 1, stderr);
    assert.match(lines.at(-1) ?? "", message);
    assert.equal(lines.length, 1, `refused after the work began: ${stderr}`);
    await assert.rejects(Deno.lstat(site));
  }, options);
}

async function findingsOf(site: string): Promise<string> {
  const results = JSON.parse(await Deno.readTextFile(join(site, "data", "results.json")));
  return results.findings.map(({ text }: { text: string }) => text).join("\n");
}

Deno.test("report names files that are not read on standard error, in the results and as a finding", () =>
  run(
    async (at) => {
      await Deno.writeTextFile(at("vectors/role_vectors/old.pkl"), "");
      await Deno.symlink("/home/alice/gone", at("vectors/notes"));
      await Deno.writeTextFile(at("instruct/adapter_config.json"), "{}");
    },
    async ({ code, stderr }, site) => {
      assert.equal(code, 0, stderr);
      assert.match(
        stderr,
        /Not read of the vectors: notes \(a link whose target is missing\), role_vectors\/old\.pkl \(only \.pt files are read here\)\n/,
      );
      assert.match(stderr, /Not read of instruct: adapter_config\.json \(an adapter beside/);
      const { inputs } = JSON.parse(await Deno.readTextFile(join(site, "data", "results.json")));
      assert.deepEqual(inputs.vectors.unread, [
        { path: "notes", reason: "a link whose target is missing" },
        { path: "role_vectors/old.pkl", reason: "only .pt files are read here" },
      ]);
      assert.match(await findingsOf(site), /In the folder of the vectors, .*old\.pkl/);
      const methods = await Deno.readTextFile(join(site, "methods.html"));
      assert.match(methods, /Files in the folders of the inputs that were not read: 3/);
      assert.match(methods, /role_vectors\/old\.pkl/);
      // Where a link leads is nobody's business: the site may be published.
      for (const path of ["data/results.json", "methods.html", "index.html", "report.md"]) {
        assert.doesNotMatch(await Deno.readTextFile(join(site, path)), /alice/, path);
      }
    },
  ));

Deno.test("report says eps and norms that stand 1 apart on standard error and as findings", () =>
  run(
    async (at) => {
      await writeCheckpoint(at("instruct"), { seed: 2, config: { rms_norm_eps: 1e-3 } });
    },
    async ({ code, stderr }, site) => {
      assert.equal(code, 0, stderr);
      assert.match(stderr, /another eps in their norms, 0\.000001 in base and 0\.001 in instruct/);
      assert.match(await findingsOf(site), /another eps in their norms/);
    },
  ));

Deno.test("report refuses another activation before any work", () =>
  assertRefused(
    (at) => writeCheckpoint(at("instruct"), { seed: 2, config: { hidden_activation: "silu" } }),
    /^deltascope: Cannot compare base with instruct: expected the same activation, got gelu_tanh .* and silu /,
  ));

// Without baselines nothing but the decomposition needs a layer that is not that of the components.
for (const [layer, random] of [[0, "0"], [1, "0"], [0, "2"], [1, "2"]] as const) {
  Deno.test(`report refuses a role that bfloat16 does not hold at layer ${layer}, with --random ${random}, before any weight is read`, () =>
    assertRefused(
      async (at) => {
        const values = numbers(L * C, 51);
        values[layer * C + 2] = 3.4e38;
        await writeVector(at("vectors/role_vectors/poet.pt"), values);
      },
      new RegExp(
        `^deltascope: Cannot use role_vectors/poet\\.pt: expected finite numbers in bfloat16 at layer ${layer}, found Infinity at element 2 `,
      ),
      { random },
    ));
}

Deno.test("report refuses roles that are all equal, whose mean leaves a direction by rounding", () =>
  assertRefused(
    async (at) => {
      for (const name of ["bard", "poet", "judge"]) {
        await writeVector(at(`vectors/role_vectors/${name}.pt`), numbers(L * C, 50));
      }
    },
    /^deltascope: Cannot compute principal components at layer 1: expected at least two different role vectors/,
  ));

Deno.test("report names what is not read where it finds no roles, as in a folder of another name", () =>
  assertRefused(
    (at) => Deno.rename(at("vectors/role_vectors"), at("vectors/Role_vectors")),
    /^deltascope: Cannot compute principal components of vectors: expected at least two different role vectors, got 0 beside what is not read \(.*Role_vectors\/: not part of the axis layout; rename it to role_vectors.*\); give role vectors under the names of a layout, or a PCA file with --pca FILE; /,
  ));

Deno.test("report never lets a name from a file colour the terminal or break the line", () =>
  run(async (at) => {
    await writeVector(at("vectors/role_vectors/\x1b[31mred\nrole.pt"), numbers(L * C, 55));
    await Deno.writeTextFile(at("vectors/trait_vectors/\x1b[32m\n.pkl"), "");
  }, ({ code, stdout, stderr }) => {
    assert.equal(code, 0, stderr);
    assert.ok(!(stdout + stderr).includes("\x1b"));
    assert.match(stderr, /Not read of the vectors: "trait_vectors\/\\u001b\[32m\\n\.pkl" \(only/);
    for (const line of stdout.trimEnd().split("\n")) {
      assert.match(line, /^(?:Does PC1 stand out\? |No difference|Layer \d+: The |Wrote )/);
    }
  }));

Deno.test("report never lets a name break the line of a refusal", () =>
  assertRefused(
    (at) => writeVector(at("vectors/role_vectors/\x1b[31ma\nb.pt"), numbers(C, 55), [1, C]),
    /^deltascope: Cannot use .*"role_vectors\/\\u001b\[31ma\\nb\.pt"/,
  ));

Deno.test("report takes the only safetensors file there is, whatever its name", () =>
  run(
    (at) => Deno.rename(at("base/model.safetensors"), at("base/model-00001-of-00001.safetensors")),
    ({ code, stderr }) => assert.equal(code, 0, stderr),
  ));

Deno.test("report refuses vectors of two rows more than the model has layers, which no embedding explains", () =>
  assertRefused(async (at) => {
    for (
      const path of [
        "role_vectors/bard",
        "role_vectors/poet",
        "role_vectors/judge",
        "trait_vectors/calm",
        "default_vector",
      ]
    ) {
      await writeVector(at(`vectors/${path}.pt`), numbers((L + 2) * C, path.length), [L + 2, C]);
    }
  }, /expected one row for each of 2 layers, got 4; give vectors that were made from this model$/));

Deno.test("report says that roles lack the key where too few are left for components", () =>
  run(
    async (at) => {
      await Deno.remove(at("vectors"), { recursive: true });
      const file = (key: string, seed: number) =>
        encodeTorchFile(
          new Map([[key, { is: "tensor", shape: [L, C], values: numbers(L * C, seed) } as const]]),
        );
      for (const folder of ["roles_240/vectors", "traits_240/vectors"]) {
        await Deno.mkdir(at(`vectors/${folder}`), { recursive: true });
      }
      for (const [i, name] of ["bard", "poet", "judge"].entries()) {
        await Deno.writeFile(at(`vectors/roles_240/vectors/${name}.pt`), file("pos_3", i));
      }
      await Deno.writeFile(at("vectors/traits_240/vectors/calm.pt"), file("pos_neg_50", 9));
      const defaults = new Map([[
        "default_1",
        { is: "tensor", shape: [L, C], values: numbers(L * C, 8) } as const,
      ]]);
      await Deno.writeFile(
        at("vectors/roles_240/default_vectors.pt"),
        encodeTorchFile(new Map([["activations", defaults]])),
      );
    },
    ({ code, stderr }) => {
      assert.equal(code, 2, stderr);
      assert.match(
        stderr,
        /^deltascope: Cannot compute principal components of vectors: expected at least two roles with the key pos_all, got 0 and 3 without it \(bard: no key pos_all; it has pos_3\); .*--role-key/,
      );
    },
  ));
