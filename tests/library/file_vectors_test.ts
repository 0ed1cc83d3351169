import { rejects, throws } from "node:assert/strict";
import { join } from "node:path";
import { fileVectors, readFileVectors } from "../../src/library/file_vectors.ts";
import { withVariable } from "../environment.ts";
import { withFolder } from "../sources/temporary_folder.ts";

Deno.test("readFileVectors() says of what is no file what it is, as it was typed", () =>
  withFolder(
    { "folder.pt/x": "" },
    (folder) =>
      withVariable("INIT_CWD", folder, async () => {
        await Deno.symlink("gone", join(folder, "dead.pt"));
        const findings = [
          [
            "dead.pt",
            "a link to gone: its target is missing; a snapshot of the Hub's cache is copied with its " +
            "files by cp -rL, or copy its whole models-- folder",
          ],
          ["folder.pt", "expected a file, found a folder"],
          ["absent.pt", "no such file"],
          ["foldr.pt", "no such file; did you mean PLACE/folder.pt?"],
        ] as const;
        for (const [name, finding] of findings) {
          for (const typed of [name, join(folder, name)]) {
            await rejects(
              readFileVectors(
                fileVectors("input", typed),
                { layer: 0, nLayers: 1, hiddenSize: 1 },
                () => {},
              ),
              {
                message: `Cannot open ${typed}: ${
                  finding.replace("PLACE/", typed.slice(0, -name.length))
                }`,
              },
            );
          }
        }
      }),
  ));

Deno.test("fileVectors() says where a row stands that was typed behind the file itself", () => {
  throws(() => fileVectors("input", "sae/many.npy[3]"), {
    name: "UsageError",
    message:
      'Cannot use --input "sae/many.npy[3]": expected FILE or FILE:NAME, the file .safetensors, .pt, ' +
      ".npy, .npz, .csv or .gguf; a row stands behind a name, sae/many.npy:NAME[3]",
  });
});
