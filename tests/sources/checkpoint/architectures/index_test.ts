import assert from "node:assert/strict";
import { ARCHITECTURES } from "../../../../src/sources/checkpoint/architectures/index.ts";

Deno.test("ARCHITECTURES tell what is computed, each under names of its own", () => {
  const names = ARCHITECTURES.flatMap(({ names }) => names);
  assert.deepEqual([...new Set(names)], names);
  const types = ARCHITECTURES.flatMap(({ modelTypes }) => modelTypes);
  assert.deepEqual([...new Set(types)], types);
  for (const architecture of ARCHITECTURES) {
    assert.notEqual(architecture.names.length + architecture.modelTypes.length, 0);
    const { activationKeys, activationDefault, epsKey, epsDefault } = architecture;
    assert.ok(activationKeys.length > 0 || activationDefault !== null);
    assert.ok(epsKey !== null || epsDefault !== null);
  }
});

Deno.test("ARCHITECTURES are those that the documentation names", () => {
  const models = Deno.readTextFileSync(new URL("../../../../docs/models.md", import.meta.url));
  const listed = models.match(/Supported architectures:([^.]*)\./)?.[1] ?? "";
  assert.deepEqual(
    [...listed.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    ARCHITECTURES.flatMap(({ names }) => names),
  );
});

Deno.test("ARCHITECTURES leave out no file beside their list", () => {
  const folder = new URL("../../../../src/sources/checkpoint/architectures/", import.meta.url);
  const list = Deno.readTextFileSync(new URL("index.ts", folder));
  const others = ["index.ts", "refused.ts"];
  for (const { name } of Deno.readDirSync(folder)) {
    if (!others.includes(name)) assert.ok(list.includes(`"./${name}"`), name);
  }
});
