import assert from "node:assert/strict";
import { describe } from "../describe_value.ts";
import {
  fixtureNames,
  openBytes,
  openFixture,
  pickleBytes,
  PROTO_2,
  readFixture,
  readJsonFixture,
  text,
  torchArchive,
} from "../torch_fixtures.ts";
import { isKind } from "../../../src/sources/torch/pickle_values.ts";
import { joined, partsOf } from "../zip_edits.ts";
import { storedZip } from "../../../src/demonstration/zip_writer.ts";

for (const name of fixtureNames("values")) {
  Deno.test(`openTorchFile() reads what torch reads in ${name}.pt`, async () => {
    const file = await openFixture(`values/${name}.pt`);
    assert.deepEqual(await describe(file, file.value), readJsonFixture(`values/${name}.json`));
  });
}

const refused = readJsonFixture<Record<string, string>>("refused/refused.json");
for (const [name, global] of Object.entries(refused)) {
  Deno.test(`openTorchFile() refuses ${name}.pt for naming ${global}`, async () => {
    await assert.rejects(openFixture(`refused/${name}.pt`), (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, new RegExp(`^Cannot unpickle data\\.pkl of ${name}\\.pt: `));
      assert.ok(error.message.includes(
        `: "${global}" is not among the names that are accepted; nothing was run: load it in Python`,
      ));
      return true;
    });
  });
}

for (
  const [name, key, className] of [
    ["min-max-scaler", "scaler", "sklearn.preprocessing._data.MinMaxScaler"],
    ["counter", "roles", "collections.Counter"],
  ] as const
) {
  Deno.test(`openTorchFile() reads ${name}.pt, and of its ${className} nothing`, async () => {
    const { value } = await openFixture(`opaque/${name}.pt`);
    assert.ok(value instanceof Map);
    const record = value.get(key);
    assert.ok(isKind(record, "record"));
    assert.deepEqual([record.className, record.stateForm, record.state], [className, "any", null]);
  });
}

for (
  const [name, found] of [
    ["x/archive_format", "a program of torch.export (.pt2); torch.save its tensors"],
    [
      "serialized_exported_program.json",
      "a program of torch.export (.pt2); torch.save its tensors",
    ],
    ["x/code/__torch__.py", "a program of torch.jit.save; torch.save its tensors"],
    ["x/constants.pkl", "a program of torch.jit.save; torch.save its tensors"],
  ] as const
) {
  Deno.test(`openTorchFile() tells an archive with ${name} by what it is`, async () => {
    const pickle = pickleBytes(PROTO_2, "N.");
    const archive = storedZip([{ name: "x/data.pkl", data: pickle }, { name, data: pickle }]);
    await assert.rejects(openBytes(archive), {
      message: `Cannot read x.pt: expected a file of torch.save, found ${found}`,
    });
  });
}

/** An archive whose last entry, which nobody reads, has bytes behind its data, or another local header. */
function withUnread(edit: (local: DataView<ArrayBuffer>) => Uint8Array | void) {
  const parts = partsOf(
    new Uint8Array(torchArchive(pickleBytes(PROTO_2, "N."), { 0: new Uint8Array(8) })),
  );
  const { bytes, local, directory } = parts;
  const at = local[local.length - 1]!;
  const hidden = edit(new DataView(bytes.buffer, at, directory - at)) ?? new Uint8Array(0);
  const tail = bytes.slice(directory);
  const view = new DataView(tail.buffer);
  view.setUint32(tail.length - 6, directory + hidden.length, true);
  return joined(bytes.subarray(0, directory), hidden, tail);
}

Deno.test("openTorchFile() refuses an entry that only its local header has, beside one that is not read", async () => {
  await openBytes(withUnread(() => {}));
  const inner = storedZip([{ name: "x/data.pkl", data: pickleBytes(PROTO_2, "\x88.") }]);
  const hidden = inner.subarray(0, partsOf(new Uint8Array(inner)).directory);
  await assert.rejects(openBytes(withUnread(() => hidden)), {
    message:
      `Cannot read entry "x/version" of x.pt: expected 0 bytes between its data and the next entry, found ${hidden.length}`,
  });
});

Deno.test("openTorchFile() refuses a local header that disagrees with the directory, of an entry that is not read", async () => {
  const refused = async (edit: (local: DataView<ArrayBuffer>) => void, finding: string) => {
    await assert.rejects(openBytes(withUnread(edit)), {
      message: `Cannot read entry "x/version" of x.pt: ${finding}`,
    });
  };
  await refused((local) => local.setUint8(30, 0x79), 'its local header names "y/version"');
  await refused(
    (local) => local.setUint32(14, 1, true),
    "its local header has another CRC-32 or size than the directory",
  );
  await refused(
    (local) => local.setUint16(8, 8, true),
    "its local header has other flags or another method than the directory",
  );
});

Deno.test("openTorchFile() refuses what stands before an archive, or behind it", async () => {
  const archive = torchArchive(pickleBytes(PROTO_2, "N."));
  const script = new TextEncoder().encode("#!/bin/sh\n");
  await assert.rejects(
    openBytes(joined(script, archive)),
    /expected its directory to end at byte \d+/,
  );
  await assert.rejects(openBytes(joined(archive, script)), /something follows the archive/);
  await assert.rejects(openBytes(joined(archive, archive)), /something precedes the archive/);
});

Deno.test("openTorchFile() refuses big-endian storages", async () => {
  await assert.rejects(openFixture("refused/big-endian.pt"), {
    message: 'Cannot read big-endian.pt: expected byte order little, found "big"',
  });
});

Deno.test("openTorchFile() tells a file of torch before 1.6", async () => {
  await assert.rejects(openFixture("refused/legacy.pt"), {
    message:
      "Cannot read legacy.pt: expected a file of torch.save, found the format of torch before 1.6 (_use_new_zipfile_serialization=False); load it and torch.save it again",
  });
});

const tar = new Uint8Array(512);
tar.set(new TextEncoder().encode("ustar"), 257);
for (
  const [bytes, found] of [
    [pickleBytes("\x89PNG\r\n\x1a\n", readFixture("values/views.pt")), "a PNG image"],
    [pickleBytes("\x89PNG\r\n\x1a\n\0\0"), "a PNG image"],
    [tar, "a tar archive, the format of torch before 0.1.10; torch.save it again"],
    [pickleBytes("\x80\x04N."), "a bare pickle; load it in Python and torch.save it"],
    [
      pickleBytes("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"),
      "a Git LFS pointer of 64 bytes; fetch the file with `git lfs pull` or `hf download`",
    ],
    [pickleBytes("7z\xbc\xaf\x27\x1c\0\x04"), "a 7z archive"],
    [pickleBytes("\x93NUMPY\x01\0"), "a numpy .npy file"],
    [
      pickleBytes("\x40\0\0\0\0\0\0\0", '{"a":{}}'),
      "a safetensors file; give it that extension",
    ],
    [new Uint8Array(0), "an empty file"],
  ] as const
) {
  Deno.test(`openTorchFile() tells ${found} of ${bytes.byteLength} bytes`, async () => {
    await assert.rejects(openBytes(bytes), {
      message: `Cannot read x.pt: expected a file of torch.save, found ${found}`,
    });
  });
}

Deno.test("openTorchFile() refuses a zip archive without a pickle", async () => {
  const data = new TextEncoder().encode("x");
  for (const name of ["data.pkl", "a/b/data.pkl", "a/other.pkl", "arr_0.txt"]) {
    await assert.rejects(openBytes(storedZip([{ name, data }])), {
      message:
        "Cannot read x.pt: expected one entry NAME/data.pkl as torch.save writes it, found 0",
    });
  }
});

Deno.test("openTorchFile() refuses two pickles", async () => {
  const data = pickleBytes(PROTO_2, "N.");
  const names = ["a/data.pkl", "b/data.pkl"];
  await assert.rejects(openBytes(storedZip(names.map((name) => ({ name, data })))), {
    message: "Cannot read x.pt: expected one entry NAME/data.pkl as torch.save writes it, found 2",
  });
});

Deno.test("openTorchFile() refuses entries beside the folder", async () => {
  const data = pickleBytes(PROTO_2, "N.");
  const names = ["a/data.pkl", "evil.pkl"];
  await assert.rejects(openBytes(storedZip(names.map((name) => ({ name, data })))), {
    message: 'Cannot read x.pt: expected every entry under "a/", found "evil.pkl"',
  });
});

/** Pickle of a storage by its persistent id. */
function storage(cls: string, key: string, nElements: number): string {
  return `(${text("storage")}ctorch\n${cls}\n${text(key)}${text("cpu")}K${
    String.fromCharCode(nElements)
  }tQ`;
}

Deno.test("openTorchFile() checks a storage against its entry", async () => {
  const cases = [
    [storage("FloatStorage", "0", 3), null],
    [
      storage("FloatStorage", "0", 4),
      'storage "0" should have 4 elements of F32, but its entry has 12 bytes',
    ],
    [
      storage("DoubleStorage", "0", 1),
      'storage "0" should have 1 elements of F64, but its entry has 12 bytes',
    ],
    [
      storage("HalfStorage", "0", 3),
      'storage "0" should have 3 elements of F16, but its entry has 12 bytes',
    ],
    [storage("FloatStorage", "1", 3), 'storage "1" has no entry in the archive'],
    [storage("FloatStorage", "../version", 3), 'storage "../version" has no entry in the archive'],
    [storage("Size", "0", 3), "expected a storage class of torch, found the name torch.Size"],
    [`${text("0")}Q`, "expected the id of a storage, found text"],
    [`(${text("module")}NNNNtQ`, "expected the id of a storage, found a tuple"],
    [
      `(${text("storage")}ctorch\nFloatStorage\nK\0${text("cpu")}K\x03tQ`,
      "expected the key of a storage, found a number",
    ],
  ] as const;
  for (const [pickle, message] of cases) {
    const archive = torchArchive(pickleBytes(PROTO_2, pickle, "."), { 0: new Uint8Array(12) });
    if (message === null) await openBytes(archive);
    else {
      await assert.rejects(openBytes(archive), (error) => {
        assert.ok(error instanceof Error);
        assert.ok(error.message.endsWith(`: ${message}`), error.message);
        return true;
      });
    }
  }
});

Deno.test("openTorchFile() refuses a pickle of more than 128 MiB before reading it", async () => {
  const source = {
    name: "x.pt",
    ...hugePickle(),
    close() {},
  };
  const { openTorchFile } = await import("../../../src/sources/torch/torch_file.ts");
  await assert.rejects(openTorchFile(source), {
    message: `Cannot read entry "x/data.pkl" of x.pt: expected at most ${2 ** 27} bytes, found ${
      2 ** 27 + 1
    }`,
  });
});

/** An archive whose pickle is all zeros, a byte too long; only its directory is ever made. */
function hugePickle() {
  const nBytes = 2 ** 27 + 1;
  const small = storedZip([{ name: "x/data.pkl", data: new Uint8Array(0) }]);
  const headBytes = new DataView(small.buffer).getUint32(small.byteLength - 22 + 16, true);
  const tail = small.slice(headBytes);
  const view = new DataView(tail.buffer);
  view.setUint32(20, nBytes, true);
  view.setUint32(24, nBytes, true);
  view.setUint32(tail.byteLength - 22 + 16, headBytes + nBytes, true);
  return {
    sizeBytes: small.byteLength + nBytes,
    identity: "made for a test",
    read(offsetBytes: number, into: Uint8Array) {
      const tailByte = headBytes + nBytes;
      assert.ok(into.byteLength <= 4096, "the pickle must not be read");
      into.set(tail, tailByte - offsetBytes);
      return Promise.resolve();
    },
  };
}
