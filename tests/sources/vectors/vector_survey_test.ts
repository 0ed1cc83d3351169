import assert from "node:assert/strict";
import { join } from "node:path";
import { encodeTorchFile, type TorchValue } from "../../../src/demonstration/torch_writer.ts";
import {
  expectedRow,
  type ExpectedRows,
  fixtureFiles,
  fixturePath,
  readFixture,
  readJsonFixture,
} from "../torch_fixtures.ts";
import { withFolder } from "../temporary_folder.ts";
import { openLocalVectors } from "../local_inputs.ts";

// Through openVectorFolder(), which surveys what it opens.

const OPTIONS = { roleKey: "pos_all", traitKey: "pos_neg_50", difference: "default" };

const persona = () => fixtureFiles("persona");
const axis = () => fixtureFiles("axis/tiny-model");

Deno.test("openVectorFolder() keeps the roles where no trait has the key, as the reference notebook did", async () => {
  const folder = await openLocalVectors(fixturePath("persona"), {
    ...OPTIONS,
    traitKey: "pos_all",
  });
  assert.deepEqual(folder.traitNames, []);
  assert.deepEqual(folder.skipped.filter(({ kind }) => kind === "trait"), [
    { kind: "trait", name: "calm", reason: "no key pos_all; it has pos_neg, pos_neg_50, pos_70" },
    { kind: "trait", name: "stoic", reason: "no key pos_all; it has pos_neg, pos_neg_50, pos_70" },
  ]);
});

Deno.test("openVectorFolder() throws where no file at all has the keys", async () => {
  const path = fixturePath("persona");
  await assert.rejects(openLocalVectors(path, { ...OPTIONS, roleKey: "a", traitKey: "b" }), {
    message:
      `Cannot open persona vectors ${path}: expected role or trait vectors of the persona layout, found none of its ` +
      "6 files has the key asked (bard.pt: no key a; it has pos_0, pos_1, pos_2, pos_3, pos_all)",
  });
});

Deno.test("openVectorFolder() subtracts what --difference names", async () => {
  const path = fixturePath("persona");
  const other = await openLocalVectors(path, { ...OPTIONS, difference: "all_1" });
  assert.equal(other.difference, "activations.all_1");
  const [read] = await other.readLayers([1]);
  const expected = readJsonFixture<ExpectedRows>("persona.json");
  assert.notDeepEqual(
    read?.default,
    expectedRow(expected, "persona/roles_120", "default_vectors.pt", 1),
  );

  const none = await openLocalVectors(path, { ...OPTIONS, difference: "none" });
  assert.equal(none.difference, null);
  assert.equal((await none.readLayers([1]))[0]?.default, null);

  await assert.rejects(openLocalVectors(path, { ...OPTIONS, difference: "default_2" }), {
    message:
      `Cannot open persona vectors ${path}: expected activations.default_2 in roles_120/default_vectors.pt, the default ` +
      "vector to subtract, found no key default_2; it has default_1, all_1; give --difference none to leave the roles raw" +
      "; the file is to hold a dict activations of tensors [L, C], of which --difference KEY takes one",
  });
  const files = {
    ...persona(),
    "roles_120/default_vectors.pt": persona()["roles_120/vectors/bard.pt"]!,
  };
  await withFolder(files, async (folder) => {
    await assert.rejects(
      openLocalVectors(folder, { ...OPTIONS, difference: "pos_all" }),
      /found no key activations; it has pos_0, .*; the file is to hold a dict activations of tensors/,
    );
  });
});

Deno.test("openVectorFolder() throws for a missing default vector unless none is asked", async () => {
  for (
    const [files, name] of [
      [persona(), "roles_120/default_vectors.pt"],
      [axis(), "default_vector.pt"],
    ] as const
  ) {
    delete files[name];
    await withFolder(files, async (folder) => {
      await assert.rejects(openLocalVectors(folder, OPTIONS), {
        message:
          `Cannot open persona vectors ${folder}: expected ${name}, the default vector to subtract, found none; ` +
          "give --difference none to leave the roles raw",
      });
      const opened = await openLocalVectors(folder, { ...OPTIONS, difference: "none" });
      assert.equal(opened.roleNames.length, 3);
    });
  }
});

Deno.test("openVectorFolder() opens a folder of roles alone, or of traits alone", async () => {
  const roles = Object.entries(persona()).filter(([name]) => name.startsWith("roles_120"));
  await withFolder(Object.fromEntries(roles), async (folder) => {
    assert.deepEqual((await openLocalVectors(folder, OPTIONS)).traitNames, []);
  });
  const traits = Object.entries(axis()).filter(([name]) => !name.startsWith("role_vectors"));
  await withFolder(Object.fromEntries(traits), async (folder) => {
    assert.deepEqual((await openLocalVectors(folder, OPTIONS)).roleNames, []);
  });
});

Deno.test("openVectorFolder() names the file whose shape differs", async () => {
  const other = readFixture("values/views.pt");
  const cases: [Record<string, Uint8Array>, string, string][] = [
    [axis(), "role_vectors/poet.pt", "role_vectors/bard.pt"],
    [axis(), "default_vector.pt", "role_vectors/bard.pt"],
    [axis(), "assistant_axis.pt", "role_vectors/bard.pt"],
  ];
  for (const [files, path] of cases) {
    await withFolder({ ...files, [path]: other }, async (folder) => {
      await assert.rejects(openLocalVectors(folder, OPTIONS), {
        message: new RegExp(
          `^Cannot use ${path}: expected a tensor \\[L, C\\], found a dict of whole, `,
        ),
      });
    });
  }
  // The default vector of another model: 5 layers of 64.
  const [L, C] = [5, 64];
  const values = new Float32Array(L * C).fill(1);
  const tensor = encodeTorchFile({ is: "tensor", shape: [L, C], values });
  for (const [files, path, first] of cases) {
    await withFolder({ ...files, [path]: tensor }, async (folder) => {
      await assert.rejects(openLocalVectors(folder, OPTIONS), {
        name: "RangeError",
        message: `Cannot use ${path}: expected shape [4, 6] as in ${first}, found [5, 64]`,
      });
    });
  }
});

Deno.test("openVectorFolder() names a broken file from the folder down", async () => {
  const files = axis();
  const bytes = files["role_vectors/poet.pt"]?.slice();
  assert.ok(bytes);
  await withFolder({ ...files, "role_vectors/poet.pt": bytes.subarray(0, 500) }, async (folder) => {
    await assert.rejects(
      openLocalVectors(folder, OPTIONS),
      /^Error: Cannot read role_vectors\/poet\.pt as a zip archive: /,
    );
  });
});

Deno.test("openVectorFolder() tells of the embedding where one file has a row more than another", async () => {
  const values = new Float32Array(5 * 6).fill(1);
  const tensor = encodeTorchFile({ is: "tensor", shape: [5, 6], values });
  await withFolder({ ...axis(), "default_vector.pt": tensor }, async (folder) => {
    await assert.rejects(openLocalVectors(folder, OPTIONS), {
      message:
        /expected shape \[4, 6\] as in .*, found \[5, 6\]; the one with a row more likely has the embedding as row 0/,
    });
  });
});

Deno.test("openVectorFolder() tells of a file whose rows are the columns of another that one is turned around", async () => {
  const values = new Float32Array(4 * 6).fill(1);
  const tensor = encodeTorchFile({ is: "tensor", shape: [6, 4], values });
  // Named first, it is what all others are held against.
  for (const name of ["default_vector.pt", "role_vectors/aaa.pt"]) {
    await withFolder({ ...axis(), [name]: tensor }, async (folder) => {
      await assert.rejects(openLocalVectors(folder, OPTIONS), {
        message:
          /expected shape \[\d, \d\] as in .*, found \[\d, \d\]; one of the two is likely turned around: save that as tensor\.T\.contiguous\(\)$/,
      });
    });
  }
});

Deno.test("openVectorFolder() lists what it does not read of the persona layout, and keys of no layout", async () => {
  const tensor = { is: "tensor", shape: [4, 6], values: new Float32Array(24).fill(1) } as const;
  const vector = new Map<string, TorchValue>([["pos_all", tensor], ["steer", 3]]);
  const more = {
    "roles_120/vectors/bard.pt": encodeTorchFile(vector),
    "roles_120/vectors/old.pth": "",
    "roles_120/pca/layer2.pkl": "",
    "roles_120/notes.json": "",
    "traits_120/vectors/sub/x.pt": "",
    "capping.pt": "",
    "README.md": "",
    "synthetic.txt": "made",
  };
  await withFolder({ ...fixtureFiles("persona"), ...more }, async (folder) => {
    const { unread } = await openLocalVectors(folder, OPTIONS);
    assert.deepEqual(unread, [
      { path: "capping.pt", reason: "not part of the persona layout" },
      { path: "roles_120/notes.json", reason: "not part of the persona layout" },
      { path: "roles_120/vectors/old.pth", reason: "only .pt files are read here" },
      { path: "roles_120/pca/layer2.pkl", reason: "only .pt files are read here" },
      { path: "traits_120/vectors/sub/", reason: "only .pt files are read here" },
      { path: "roles_120/vectors/bard.pt", reason: "keys that are not read: steer" },
    ]);
  });
});

Deno.test("openVectorFolder() refuses a link to nothing where it would read a file, in either layout", async () => {
  for (
    const [files, path] of [
      [axis(), "role_vectors/bard.pt"],
      [axis(), "trait_vectors/new.pt"],
      [axis(), "default_vector.pt"],
      [axis(), "assistant_axis.pt"],
      [fixtureFiles("persona"), "roles_120/pca/a.pt"],
      [fixtureFiles("persona"), "roles_120/default_vectors.pt"],
      [fixtureFiles("persona"), "traits_240"],
    ] as const
  ) {
    const { [path]: _, ...others } = files as Record<string, Uint8Array>;
    await withFolder(others, async (folder) => {
      await Deno.symlink("gone", join(folder, path));
      await assert.rejects(openLocalVectors(folder, OPTIONS), (error: Error) => {
        assert.ok(error.message.includes(path), error.message);
        assert.match(error.message, /: a link to gone: its target is missing; /);
        return true;
      });
    });
  }
});
