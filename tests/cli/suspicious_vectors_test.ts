import assert from "node:assert/strict";
import { join } from "node:path";
import { encodeTorchFile, type TorchValue } from "../../src/demonstration/torch_writer.ts";
import { C, L, numbers, run, writeVector } from "./small_pair.ts";

Deno.test("report says what is there twice, of zeros alone, or called a default, on standard error and in the results", () =>
  run(
    async (at) => {
      await Deno.copyFile(
        at("vectors/role_vectors/poet.pt"),
        at("vectors/role_vectors/poet copy.pt"),
      );
      await writeVector(at("vectors/role_vectors/default.pt"), numbers(L * C, 70));
      await writeVector(at("vectors/trait_vectors/none.pt"), new Float32Array(L * C));
      await writeVector(at("vectors/assistant_axis.pt"), new Float32Array(L * C));
    },
    async ({ code, stderr }, site) => {
      assert.equal(code, 0, stderr);
      const results = await Deno.readTextFile(join(site, "data", "results.json"));
      for (
        const said of [
          "Role default is a role like any other here, in the components too, whatever the name says; what is subtracted is default_vector.pt.",
          "Role poet copy and role poet are equal at layer 1:",
          "Role default and the default vector are equal at layer 1:",
          "All entries are 0 at layer 1 of trait none:",
          "All entries of the assistant axis are 0 at the layer of the components: it is not run as an input.",
        ]
      ) {
        assert.ok(stderr.includes(said), `not said: ${said}\n${stderr}`);
        assert.ok(results.includes(said), `not in the results: ${said}`);
      }
    },
  ));

for (const random of ["2", "0"]) {
  Deno.test(`report says nothing of sound vectors, with --random ${random}`, () =>
    run(() => Promise.resolve(), ({ code, stderr }) => {
      assert.equal(code, 0, stderr);
      assert.doesNotMatch(stderr, /are equal|entries/);
    }, { random }));
}

Deno.test("report says that a file is called otherwise than the role in it, on standard error and in the results", () =>
  run(
    async (at) => {
      await Deno.remove(at("vectors"), { recursive: true });
      await Deno.mkdir(at("vectors/vectors"), { recursive: true });
      for (const [i, name] of ["bard", "poet", "judge", "default"].entries()) {
        const vector = { is: "tensor", shape: [L, C], values: numbers(L * C, 50 + i) } as const;
        const role = name === "poet" ? "pirate" : name;
        const file = encodeTorchFile(
          new Map<string, TorchValue>([["vector", vector], ["role", role]]),
        );
        await Deno.writeFile(at(`vectors/vectors/${name}.pt`), file);
      }
    },
    async ({ code, stderr }, site) => {
      assert.equal(code, 0, stderr);
      const said =
        /vectors\/poet\.pt says that it is of .*pirate.*: it is taken for what the file is called\./;
      assert.match(stderr, said);
      assert.match(await Deno.readTextFile(join(site, "data", "results.json")), said);
      assert.equal(stderr.match(/says that it is of/g)?.length, 1);
    },
  ));
