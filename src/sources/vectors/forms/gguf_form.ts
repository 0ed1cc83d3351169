/**
 * Control vectors in GGUF files, as repeng, llama.cpp and EasySteer write them: tensors `direction.K` f32 `[C]`, each the direction
 * of the output of block K, a difference already. Block 0 has none. A file is one vector, named by it.
 *
 * The header is parsed by the Hub's own `gguf`, which fetches ranges of an address: here its `fetch` answers from the bytes of the
 * file, so that nothing leaves this machine and no path is given away. The numbers are read by our own code.
 *
 * Shape letters: C hidden size.
 *
 * Sources: repeng/extract.py; common_control_vector_load_one in common/common.cpp of llama.cpp.
 *
 * @module
 */

import { GGMLQuantizationType, gguf, type GGUFTensorInfo } from "@huggingface/gguf";
import { decodeToFloat32 } from "../../../math/dtypes.ts";
import { messageOf } from "../../../text/error_message.ts";
import { quote, shownName, shownShape } from "../../../text/quote.ts";
import type { ByteSource } from "../../folder/bytes.ts";
import type { Folder } from "../../folder/folder.ts";
import { reopenedBytes } from "../../folder/reopened.ts";
import type { UnreadFile } from "../../folder/unread_files.ts";
import { MAX_GGUF_HEADER_BYTES, walkGgufHeader } from "./gguf_header.ts";
import { layerRows, type LayerVector } from "../layer_rows.ts";
import type { StoredRows } from "../stored_rows.ts";
import { type FoundVector, type FoundVectors, stemOf } from "../vector_form.ts";

const ARCHITECTURE = "controlvector";
const MODEL_HINT = "controlvector.model_hint";
const DIRECTION = /^direction\.(\d{1,4})$/;
/** An address for the parser, which reads no other; it is never asked for. */
const ADDRESS = "https://file.invalid/";

/** Finds the directions of each file. @throws {Error} if one is no control vector, or is cut short. */
export async function readGgufForm(
  folder: Folder,
  fileNames: readonly string[],
): Promise<FoundVectors> {
  const vectors: FoundVector[] = [];
  const unread: UnreadFile[] = [];
  for (const path of fileNames) {
    const source = await reopenedBytes(folder, path);
    await expectControlVector(source, path);
    const { tensorInfos, tensorDataOffset, metadata } = await parse(source, path);
    const directions = new Map<number, LayerVector>();
    for (const tensor of tensorInfos) {
      const block = DIRECTION.exec(tensor.name)?.[1];
      if (block === undefined) {
        unread.push({ path, reason: `tensor ${shownName(tensor.name)} is no direction` });
      } else {
        const number = expectBlock(Number(block), { path, tensor, known: directions });
        directions.set(
          number,
          directionOf(source, { path, tensor, dataByte: Number(tensorDataOffset) }),
        );
      }
    }
    if (directions.size === 0) throw refused(path, "expected tensors direction.1, ..., found none");
    const name = stemOf(path);
    const rows = layerRows(directions, { path, label: path });
    vectors.push({ name, rows: sayingModel(rows, metadata) });
  }
  return {
    layout: "gguf",
    vectors,
    unread,
    kind: "trait",
    isByLayer: true,
    content: { is: "difference", why: "as control vectors are" },
    rowZero: { is: "block", why: "direction.K is of the output of block K; block 0 has none" },
  };
}

/** The rows with the model that the file says they are of, as its makers write it: the `model_type` of its config. */
function sayingModel(rows: StoredRows, metadata: object): StoredRows {
  const hint = new Map<string, unknown>(Object.entries(metadata)).get(MODEL_HINT);
  if (typeof hint !== "string" || hint === "") return rows;
  return {
    ...rows,
    look: async () => {
      const looked = await rows.look();
      return looked.shape === undefined
        ? looked
        : { ...looked, says: [{ of: "model", text: hint }] };
    },
  };
}

/** Passes if the header is whole and of a control vector: the parser goes on in zeros where a file ends, however much it says. */
async function expectControlVector(source: ByteSource, path: string): Promise<void> {
  const bytes = new Uint8Array(Math.min(source.sizeBytes, MAX_GGUF_HEADER_BYTES));
  await source.read(0, bytes);
  let architecture: string | undefined;
  try {
    const { sizeBytes: fileBytes } = source;
    architecture = walkGgufHeader(bytes, { wanted: ARCHITECTURE, fileBytes });
  } catch (cause) {
    throw refused(path, messageOf(cause), cause);
  }
  if (architecture === ARCHITECTURE) return;
  throw refused(
    path,
    `expected general.architecture ${ARCHITECTURE}, found ${
      architecture === undefined
        ? "none"
        : `${quote(architecture)}: this is a model, and no control vector`
    }`,
  );
}

/** The header, parsed from ranges of the file. */
async function parse(source: ByteSource, path: string) {
  const answer: typeof fetch = async (_, init) => {
    const range = /^bytes=(\d+)-(\d+)$/.exec(new Headers(init?.headers).get("range") ?? "");
    const first = Math.min(Number(range?.[1] ?? 0), source.sizeBytes);
    const end = Math.min(Number(range?.[2] ?? 0) + 1, source.sizeBytes); // exclusive
    const bytes = new Uint8Array(end - first);
    await source.read(first, bytes);
    return new Response(bytes, {
      status: 206,
      headers: { "content-range": `bytes ${first}-${end - 1}/${source.sizeBytes}` },
    });
  };
  try {
    return await gguf(ADDRESS, { fetch: answer });
  } catch (cause) {
    throw refused(path, "expected a header of GGUF, found one that does not parse", cause);
  }
}

/** The block of a direction. @throws {Error} if it is one that no reader of the format takes. */
function expectBlock(
  block: number,
  { path, tensor, known }: {
    path: string;
    tensor: GGUFTensorInfo;
    known: ReadonlyMap<number, LayerVector>;
  },
): number {
  const { name, shape, dtype } = tensor;
  const finding = block === 0
    ? "expected directions from block 1 on, found direction.0, which llama.cpp refuses too"
    : known.has(block)
    ? `expected ${name} once, found it again`
    : dtype !== GGMLQuantizationType.F32 || shape.length !== 1 || shape[0] === 0n
    ? `expected ${name} in F32 [C], found ${GGMLQuantizationType[dtype] ?? `type ${dtype}`} ${
      shownShape(shape)
    }`
    : null;
  if (finding !== null) throw refused(path, finding);
  return block;
}

/** @throws {Error} if the direction passes the end of its file. */
function directionOf(
  source: ByteSource,
  { path, tensor, dataByte }: { path: string; tensor: GGUFTensorInfo; dataByte: number },
): LayerVector {
  const size = Number(tensor.shape[0] ?? 0n);
  const startByte = dataByte + Number(tensor.offset);
  const nBytes = size * Float32Array.BYTES_PER_ELEMENT;
  if (!Number.isSafeInteger(startByte + nBytes) || startByte + nBytes > source.sizeBytes) {
    throw refused(
      path,
      `expected ${tensor.name} in bytes ${startByte} to ${
        startByte + nBytes
      }, found a file of ${source.sizeBytes}: it is cut short`,
    );
  }
  return {
    size,
    async read() {
      const bytes = new Uint8Array(nBytes);
      await source.read(startByte, bytes);
      return decodeToFloat32(bytes, "F32");
    },
  };
}

function refused(path: string, finding: string, cause?: unknown): Error {
  return new Error(`Cannot read the control vector ${shownName(path)}: ${finding}`, { cause });
}
