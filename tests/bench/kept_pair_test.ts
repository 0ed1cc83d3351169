import assert from "node:assert/strict";
import { pairIn } from "./kept_pair.ts";
import { UsageError } from "../../src/usage_error.ts";
import { withFolder } from "../sources/temporary_folder.ts";

const SIZES = { hiddenSize: 8, intermediateSize: 16, nLayers: 1, nRoles: 4 };

Deno.test("a kept pair is used again for the same sizes and fewer roles, and refused for any other", async () => {
  await withFolder({}, async (folder) => {
    const made: string[] = [];
    const pairOf = (sizes: Partial<typeof SIZES>) =>
      pairIn(folder, { ...SIZES, ...sizes }, () => made.push("made"));
    const pair = await pairOf({});
    assert.deepEqual(await pairOf({ nRoles: 3 }), pair);
    assert.deepEqual(made, ["made"]);
    for (
      const other of [{ nRoles: 5 }, { hiddenSize: 16 }, { intermediateSize: 8 }, { nLayers: 2 }]
    ) {
      await assert.rejects(pairOf(other), (error: Error) => {
        assert.ok(error instanceof UsageError);
        assert.match(
          error.message,
          /^Cannot use the pair in .*: it is of 1 layers of 8 by 16 with 4 roles, expected /,
        );
        return true;
      });
    }
    for (const part of ["bench-pair.json", "bench-vectors"]) {
      await Deno.rename(`${folder}/${part}`, `${folder}/away`);
      await assert.rejects(pairOf({}), {
        name: "UsageError",
        message:
          /: a part of it is missing, [^\n]*; remove bench-base, bench-instruct, bench-vectors, bench-pair\.json, or name another folder with --dir$/,
      });
      await Deno.rename(`${folder}/away`, `${folder}/${part}`);
    }
    assert.deepEqual(await pairOf({}), pair);
  });
});
