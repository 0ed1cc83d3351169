import assert from "node:assert/strict";
import { type ByteSource, inOneRead } from "../../../src/sources/folder/bytes.ts";

/** A file of `sizeBytes` bytes 0, 1, 2, ..., and how it was read. */
function counted(sizeBytes: number): { source: ByteSource; reads: [number, number][] } {
  const reads: [number, number][] = [];
  const read = (offsetBytes: number, into: Uint8Array): Promise<void> => {
    reads.push([offsetBytes, into.byteLength]);
    if (offsetBytes + into.byteLength > sizeBytes) return Promise.reject(new RangeError("past"));
    for (let i = 0; i < into.length; i++) into[i] = offsetBytes + i;
    return Promise.resolve();
  };
  return { source: { name: "a", sizeBytes, identity: "i", read, close() {} }, reads };
}

Deno.test("inOneRead() asks for a small file once, and gives every part of it", async () => {
  const { source, reads } = counted(10);
  const whole = inOneRead(source);
  const [tail, middle] = [new Uint8Array(3), new Uint8Array(4)];
  await Promise.all([whole.read(7, tail), whole.read(2, middle)]);
  assert.deepEqual([[...tail], [...middle]], [[7, 8, 9], [2, 3, 4, 5]]);
  assert.deepEqual(reads, [[0, 10]]);
  await assert.rejects(whole.read(8, new Uint8Array(3)), /past/);
});

Deno.test("inOneRead() leaves a large file as it is", () => {
  const { source } = counted(2 ** 20);
  assert.equal(inOneRead(source), source);
});
