/**
 * What computes, for the terminal.
 *
 * @module
 */

import { deviceText } from "../compute/device_text.ts";
import type { OpenedEngine } from "../compute/open_engine.ts";

/** The device with its threads, and what there is to tell of it. */
export function deviceLine({ engine: { device }, note }: OpenedEngine): string {
  const text = deviceText(device);
  return note === null ? text : `${text}. ${note}`;
}
