/**
 * Failures of a device after which the same work may be done on another, or on the same in smaller pieces.
 *
 * @module
 */

/** The device had no memory for what was asked of it. */
export class AllocationRefused extends Error {}

/** The device has gone: a driver was reset, a card was taken away. */
export class DeviceLost extends Error {}

/** What of an error or its causes is a failure of the device; null where it is none. */
export function deviceFailureOf(error: unknown): AllocationRefused | DeviceLost | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof AllocationRefused || at instanceof DeviceLost) return at;
  }
  return null;
}
