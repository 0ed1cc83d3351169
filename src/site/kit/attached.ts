/**
 * What an attached safetensors file says of itself.
 *
 * @module
 */

import {
  headerLength,
  parseHeader,
  PREFIX_BYTES,
  type SafetensorsHeader,
} from "../../sources/safetensors/safetensors_header.ts";

/** The header of an attached file. @throws {SafetensorsError} if it is no safetensors file. */
export function attachedHeader(path: string, bytes: Uint8Array): SafetensorsHeader {
  const context = { where: path, fileSizeBytes: bytes.byteLength };
  const nHeaderBytes = headerLength(bytes.subarray(0, PREFIX_BYTES), context);
  return parseHeader(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + nHeaderBytes), context);
}
