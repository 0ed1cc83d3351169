/** One file, read by us and by the independent reader, and what is wrong with how it fared. */

import type { Format } from "./format.ts";
import { faultOfMessage } from "./messages.ts";
import { randomOf } from "./random.ts";

/** How a file fared. */
export interface Outcome {
  readonly isAccepted: boolean;
  /** What is wrong; null where nothing is. */
  readonly fault: string | null;
  readonly milliseconds: number;
}

/** The file of one iteration. */
export function fileOf(
  format: Format,
  { seed, iteration }: { seed: number; iteration: number },
): Uint8Array<ArrayBuffer> {
  return format.make(randomOf(format.name, seed, iteration));
}

/** Reads a file both ways. */
export async function tryFile(format: Format, bytes: Uint8Array<ArrayBuffer>): Promise<Outcome> {
  const judgement = format.judge(bytes);
  const start = performance.now();
  let value: unknown;
  let refusal: unknown = null;
  try {
    value = await format.read(bytes.slice());
  } catch (error) {
    refusal = error ?? "nothing thrown";
  }
  const milliseconds = performance.now() - start;
  const isAccepted = refusal === null;
  return { isAccepted, milliseconds, fault: faultOf() };

  function faultOf(): string | null {
    if (!isAccepted) {
      if (judgement.is === "valid") return `refused, though valid: ${messageOf(refusal)}`;
      // A file may say NaN, and then a message may.
      const isNaNTold = /NaN|\xc0\x7f|\xff\x7f|\xff\xff/.test(
        new TextDecoder("latin1").decode(bytes),
      );
      return faultOfMessage(messageOf(refusal), { fileName: format.fileName, isNaNTold });
    }
    if (judgement.is === "broken") return `accepted, though broken: ${judgement.why}`;
    if (judgement.value === undefined) return null;
    const [ours, theirs] = [JSON.stringify(value), JSON.stringify(judgement.value)];
    return ours === theirs
      ? null
      : `read as ${ours.slice(0, 300)}, expected ${theirs.slice(0, 300)}`;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : `thrown: ${error}`;
}
