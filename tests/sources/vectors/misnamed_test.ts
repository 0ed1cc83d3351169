/** Files of vectors under the extension of another form: what they are is said, and what to call them. */

import assert from "node:assert/strict";
import { encodeTorchFile } from "../../../src/demonstration/torch_writer.ts";
import { fixture, openFiles } from "./vector_fixtures.ts";

const tensor = { is: "tensor", shape: [4, 6], values: new Float32Array(24).fill(1) } as const;
const torch = encodeTorchFile(new Map([["bard", tensor], ["poet", tensor]]));
const [npy, npz, safetensors] = [
  fixture("npy/role.bard.npy"),
  fixture("stored.npz"),
  fixture("named.safetensors"),
];
const pickle = Uint8Array.from([0x80, 4, 0x7d, 0x2e]); // pickle.dumps({}, 4)
const ZIP =
  "a zip archive, as numpy.savez (.npz) and torch.save (.pt) write; give it that extension";
const PICKLE = "a pickle; load it in Python and save it with numpy.savez or torch.save";
const SAFETENSORS = "a safetensors file; give it that extension";
const PAGE =
  "a web page, likely an error of the server; log in where the files are gated and download again";

const CASES:
  readonly (readonly [fileName: string, content: Uint8Array | string, message: string])[] = [
    ["a.npy", npz, `Cannot read a.npy: expected a file that starts as .npy files do, found ${ZIP}`],
    [
      "a.npy",
      pickle,
      `Cannot read a.npy: expected a file that starts as .npy files do, found ${PICKLE}`,
    ],
    [
      "a.npy",
      "<!DOCTYPE html>",
      `Cannot read a.npy: expected a file that starts as .npy files do, found ${PAGE}`,
    ],
    [
      "a.npz",
      npy,
      "Cannot read a.npz: expected an archive of numpy's arrays, found a numpy .npy file; give it that extension",
    ],
    [
      "a.npz",
      torch,
      "Cannot read a.npz: expected an archive of numpy's arrays, found a file of torch.save; give it the extension .pt",
    ],
    [
      "a.npz",
      safetensors,
      `Cannot read a.npz: expected an archive of numpy's arrays, found ${SAFETENSORS}`,
    ],
    [
      "a.pt",
      npz,
      "Cannot read a.pt: expected a file of torch.save, found an archive of numpy's arrays; give it the extension .npz",
    ],
    ["a.csv", npz, `Cannot read a.csv as CSV: expected text, found ${ZIP}`],
    ["a.csv", pickle, `Cannot read a.csv as CSV: expected text, found ${PICKLE}`],
    [
      "a.csv",
      '{"bard": [[1, 2]]}',
      "Cannot read a.csv as CSV: expected a header and rows, found JSON; save a dict of arrays [L, C] by name with " +
      'numpy.savez("roles.npz", **vectors), or of tensors with torch.save(vectors, "roles.pt")',
    ],
  ];
for (const [fileName, content, message] of CASES) {
  Deno.test(`openVectorFolder() says what ${fileName} is: ${message.slice(-60)}`, async () => {
    await assert.rejects(openFiles([[fileName, content]]), { message });
  });
}

Deno.test("openVectorFolder() tells an archive that is cut short as one", async () => {
  await assert.rejects(
    openFiles([["a.npz", npz.subarray(0, -10)]]),
    /as a zip archive: .*cut short/,
  );
  await assert.rejects(
    openFiles([["a.pt", torch.subarray(0, -10)]]),
    /as a zip archive: .*cut short/,
  );
});
