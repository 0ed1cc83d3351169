/**
 * An engine that outlives its device: what the device has no memory for is done in smaller tiles, and what it cannot do at all on the
 * CPU, where that may be. Work is done again whole: nothing of a layer is of two engines.
 *
 * @module
 */

import { bytesText } from "../text/words.ts";
import { messageOf } from "../text/error_message.ts";
import { AllocationRefused, deviceFailureOf } from "./device_failure.ts";
import type { Engine } from "./engine.ts";
import { forwarded } from "./forwarded_engine.ts";

/** Tiles are not made smaller than this: the device then refuses what is not a tile. */
const LEAST_TILE_BYTES = 2 ** 20;

/** An engine of a device that may fail. */
export interface FailingEngine extends Engine {
  /** The failure that the device has reported by now, whatever work ended with; null where there is none. */
  failure?(): Promise<Error | null>;
}

/** What {@link lastingEngine} goes on with. */
export interface Lasting {
  /** Largest tile of the first engine in bytes. */
  readonly maxTileBytes: number;
  /** Opens the same device anew, with smaller tiles. */
  reopen(maxTileBytes: number): Promise<FailingEngine>;
  /** What computes where the device does not; null where nothing else may. */
  readonly fallback: (() => Engine) | null;
  /** Hears, a line each, what became of the device. */
  readonly say: (text: string) => void;
}

/** An engine with what became of it. */
export interface LastingEngine extends Engine {
  recover(error: unknown, what: string): Promise<boolean>;
  /** What a reader of the results has to know of it; null where nothing went wrong. */
  note(): string | null;
}

/** Wraps an engine; matrices of before a failure are gone with it. */
export function lastingEngine(
  first: FailingEngine,
  { maxTileBytes, reopen, fallback, say }: Lasting,
): LastingEngine {
  let engine: FailingEngine = first;
  let tileBytes = maxTileBytes;
  let note: string | null = null;

  async function withSmallerTiles(failure: Error, what: string): Promise<boolean> {
    const half = tileBytes / 2;
    if (half < LEAST_TILE_BYTES) return false;
    const smaller = await reopen(half).catch(() => null); // what cannot be opened computes nothing
    if (smaller === null) return false;
    tileBytes = half;
    engine = smaller;
    say(`${failure.message}: ${what} is done again whole, in tiles of ${bytesText(half)}`);
    return true;
  }

  return {
    get device() {
      return engine.device;
    },
    get readsPlainFiles() {
      return engine.readsPlainFiles === true;
    },
    weights: first.weights,
    ...forwarded(() => engine),
    note: () => note,

    async recover(error, what) {
      const failure = deviceFailureOf(error) ?? deviceFailureOf(await engine.failure?.());
      if (failure === null) return false;
      const failed = engine.device.name;
      engine.dispose();
      if (failure instanceof AllocationRefused && await withSmallerTiles(failure, what)) {
        return true;
      }
      if (fallback === null) {
        throw new Error(
          `${
            messageOf(failure)
          }; the command goes on from the layers that are written down when it is run again, ` +
            "and --device cpu computes without a GPU",
          { cause: error },
        );
      }
      engine = fallback();
      note = `${failed} failed at ${what} (${messageOf(failure)}): ` +
        `that, from its beginning, and what came after it was computed by ${engine.device.name}`;
      say(
        `${
          messageOf(failure)
        }: ${what}, from its beginning, and what comes after it is computed by ${engine.device.name}`,
      );
      return true;
    },
  };
}
