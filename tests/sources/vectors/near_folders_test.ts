/** Through openVectorFolder(), which asks them of what it does not read. */

import assert from "node:assert/strict";
import { encodeTorchFile } from "../../../src/demonstration/torch_writer.ts";
import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import { openVectorFolder } from "../../../src/sources/vectors/vector_folder.ts";
import { fixtureFiles } from "../torch_fixtures.ts";
import { tensors } from "./vector_fixtures.ts";

const LAYOUTS = {
  persona: { files: fixtureFiles("persona"), roles: "roles_120", traits: "traits_120" },
  axis: {
    files: fixtureFiles("axis/tiny-model"),
    roles: "role_vectors",
    traits: "trait_vectors",
  },
} as const;

/** The folder of a layout, with parts of its paths called otherwise. */
function open(layout: keyof typeof LAYOUTS, renamed: Record<string, string>) {
  const files = Object.entries(LAYOUTS[layout].files).map(([path, bytes]) => {
    const from = Object.keys(renamed).find((it) => path === it || path.startsWith(`${it}/`));
    return [from === undefined ? path : renamed[from] + path.slice(from.length), bytes] as const;
  });
  return openVectorFolder(memoryFolder("given", new Map(files)), { difference: "default" });
}

Deno.test("openVectorFolder() says of a folder of nearly the right name what to call it", async () => {
  for (
    const [layout, name, right] of [
      ["persona", "traits", "traits_240"],
      ["persona", "Trait_75", "traits_75"],
      ["axis", "trait_vector", "trait_vectors"],
      ["axis", "traits", "trait_vectors"],
    ] as const
  ) {
    const { unread } = await open(layout, { [LAYOUTS[layout].traits]: name });
    assert.deepEqual(unread.filter(({ path }) => path === `${name}/`), [{
      path: `${name}/`,
      reason: `not part of the ${layout} layout; rename it to ${right}`,
    }]);
  }
});

Deno.test("openVectorFolder() takes no other folder for one of vectors by its name", async () => {
  const { unread } = await open("axis", { "assistant_axis.pt": "roles/notes.txt" });
  assert.deepEqual(unread, [{ path: "roles/", reason: "not part of the axis layout" }]);
  const other = await open("axis", { "assistant_axis.pt": "old/axis.pt" });
  assert.deepEqual(other.unread, [{ path: "old/", reason: "not part of the axis layout" }]);
});

Deno.test("openVectorFolder() says how to lay files of other forms together, which lie in folders of roles and traits", async () => {
  const file = tensors({ mean: [4, 6] });
  const openAll = (paths: readonly string[]) =>
    openVectorFolder(memoryFolder("given", new Map(paths.map((path) => [path, file]))), {
      difference: "default",
    });
  const inFolders = ["roles/bard.safetensors", "roles/poet.safetensors", "traits/calm.safetensors"];
  await assert.rejects(openAll(inFolders), {
    message:
      "Cannot open persona vectors given: expected .safetensors, .pt, .npy, .npz, .csv or .gguf files of vectors by name " +
      "in one folder, found them in folders of it; lay their files in one folder, called role.NAME.safetensors and " +
      "trait.NAME.safetensors",
  });
  const several = tensors({ calm: [4, 6], warm: [4, 6] });
  await assert.rejects(
    openVectorFolder(
      memoryFolder("given", new Map([["traits/all.safetensors", several]])),
      { difference: "default" },
    ),
    /; lay their files in one folder, and call the vectors in them trait\.NAME$/,
  );
  const vector = { is: "tensor" as const, shape: [2, 6], values: new Float32Array(12) };
  const dict = encodeTorchFile(new Map([["vector", vector]]));
  await assert.rejects(
    openVectorFolder(
      memoryFolder("given", new Map([["roles/bard.pt", dict], ["traits/calm.pt", dict]])),
      {
        difference: "default",
      },
    ),
    /; lay their files in one folder, called role\.NAME\.pt and trait\.NAME\.pt$/,
  );
  const { unread, roleNames } = await openAll([
    "default.safetensors",
    "role.bard.safetensors",
    "traits/calm.safetensors",
  ]);
  assert.deepEqual([roleNames, unread], [["bard"], [{
    path: "traits/",
    reason: "no folder is read here; lay its files in this one, called trait.NAME.safetensors",
  }]]);
});

Deno.test("openVectorFolder() says what to call the folders where none has its name", async () => {
  await assert.rejects(open("persona", { roles_120: "roles", traits_120: "Traits_240" }), {
    message:
      "Cannot open persona vectors given: expected roles_240 or traits_240 with a folder vectors (persona layout) or " +
      "role_vectors or trait_vectors (axis layout) in it, found folders of nearly these names; " +
      "rename Traits_240 to traits_240, roles to roles_240",
  });
  // The files at the top are read as vectors by their names, and hold the default alone.
  await assert.rejects(open("axis", { role_vectors: "roles", trait_vectors: "traits" }), {
    message: "Cannot open persona vectors given: expected role or trait vectors of the tensors " +
      "layout, found a default vector and an assistant axis alone beside what is not read (roles/: only .pt files are read here; rename it to role_vectors, " +
      "traits/: only .pt files are read here; rename it to trait_vectors); a report needs vectors of two roles at least, " +
      "beside which --input FILE runs any other",
  });
});

Deno.test("openVectorFolder() leads to the default vector that lies elsewhere or is called otherwise", async () => {
  const raw = "give --difference none to leave the roles raw";
  for (const other of ["default_vectors.pt", "role_vectors/assistant.pt", "mean_default.pt"]) {
    await assert.rejects(open("axis", { "default_vector.pt": other }), {
      message: "Cannot open persona vectors given: expected default_vector.pt, " +
        `the default vector to subtract, found none; where ${other} is that, save it there, else ${raw}`,
    });
  }
  await assert.rejects(open("persona", { "roles_120/default_vectors.pt": "default_vectors.pt" }), {
    message: "Cannot open persona vectors given: expected roles_120/default_vectors.pt, " +
      "the default vector to subtract, found none; where default_vectors.pt is that, save it there " +
      `(the file is to hold a dict activations of tensors [L, C], of which --difference KEY takes one), else ${raw}`,
  });
});

Deno.test("openVectorFolder() says how files of another ending come to be read in a folder of .pt files", async () => {
  const endings = (ending: string) =>
    Object.fromEntries(
      Object.keys(LAYOUTS.axis.files).filter((path) => path.startsWith("role_vectors/"))
        .map((path) => [path, path.replace(/\.pt$/, ending)]),
    );
  for (
    const [ending, advice] of [
      [".PT", ", another ending; give the name the ending .pt, by which the form is told"],
      [
        ".pth",
        "; rename what torch.save wrote of vectors to .pt; save any other with torch.save as a .pt file",
      ],
      [".npy", "; save each tensor [L, C] with torch.save as a .pt file of its own"],
    ] as const
  ) {
    await assert.rejects(open("axis", endings(ending)), ({ message }: Error) => {
      assert.ok(message.endsWith(advice), message);
      assert.ok(message.includes("expected .pt files in role_vectors, found role_vectors/bard"));
      return true;
    });
  }
});

Deno.test("openVectorFolder() takes no adapter, and no report, for vectors by the names of its tensors", async () => {
  const lora = tensors({ "base_model.model.model.layers.0.mlp.up_proj.lora_A.weight": [2, 4] });
  const report = { "results.json": new Uint8Array(), "manifest.json": new Uint8Array() };
  for (
    const [files, found] of [
      [{ "adapter_model.safetensors": lora }, /, found a PEFT adapter; give it with --instruct/],
      [
        { ...report, "vectors-layer-18.safetensors": lora },
        /, found data of the report of a run, which deltascope wrote; give the models and vectors/,
      ],
    ] as const
  ) {
    const folder = memoryFolder("given", new Map<string, Uint8Array>(Object.entries(files)));
    await assert.rejects(openVectorFolder(folder, { kind: "role", difference: "default" }), found);
  }
});
