/** Defaults of other names. */

import assert from "node:assert/strict";
import { openFiles, tensors } from "./vector_fixtures.ts";

Deno.test("openVectorFolder() names the option of a vector that is likely the default, where none is named so", async () => {
  const open = (names: readonly string[], options = {}) =>
    openFiles([[
      "a.safetensors",
      tensors(Object.fromEntries(names.map((name) => [name, [4, 6]]))),
    ]], options);
  const rest =
    "--vectors-are difference where they are differences already, or --difference none to leave them raw";
  for (
    const [names, options, advice] of [
      [
        ["bard", "assistant"],
        { kind: "role" },
        "give --difference assistant where that is the default, ",
      ],
      [["bard", "Default"], {}, "also --difference Default where that is the default, "],
      [
        ["role.bard", "role.no role"],
        {},
        "give --difference 'no role' where that is the default, ",
      ],
      [
        ["bard", "none"],
        { kind: "role" },
        "give --difference role.none where that is the default, ",
      ],
      [
        ["bard", "neutral", "baseline"],
        { kind: "role", vectorsAre: "raw" },
        "give --difference baseline or --difference neutral where that is the default, ",
      ],
      [["role.bard", "trait.assistant"], {}, "give "],
    ] as const
  ) {
    await assert.rejects(open(names, options), ({ name, message }: Error) => {
      assert.equal(name, "UsageError");
      assert.ok(message.endsWith(`${advice}${rest}`), message);
      return true;
    });
  }
  const bare = await open(["bard", "poet", "none"], { kind: "role", difference: "role.none" });
  assert.deepEqual([bare.difference, bare.roleNames], ["none of a.safetensors", ["bard", "poet"]]);
  const none = await open(["bard", "none"], { kind: "role", difference: "none" });
  assert.deepEqual([none.difference, none.roleNames], [null, ["bard", "none"]]);
});
