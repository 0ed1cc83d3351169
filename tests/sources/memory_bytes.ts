import type { ByteSource } from "../../src/sources/folder/bytes.ts";

/** A source in memory that records every range read, for tests of how much is read. */
export interface MemoryBytes extends ByteSource {
  readonly ranges: { offsetBytes: number; sizeBytes: number }[];
  isClosed: boolean;
}

export function memoryBytes(bytes: Uint8Array, name = "memory.safetensors"): MemoryBytes {
  return {
    name,
    sizeBytes: bytes.byteLength,
    identity: "made for a test",
    ranges: [],
    isClosed: false,
    read(offsetBytes, into) {
      this.ranges.push({ offsetBytes, sizeBytes: into.byteLength });
      into.set(bytes.subarray(offsetBytes, offsetBytes + into.byteLength));
      return Promise.resolve();
    },
    close() {
      this.isClosed = true;
    },
  };
}

/** A safetensors file of `header`, given as JSON text or bytes, and data. */
export function safetensorsFile(header: string | Uint8Array, data = new Uint8Array(0)): Uint8Array {
  const json = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}
