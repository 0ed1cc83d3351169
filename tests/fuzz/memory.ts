/** The most memory that this process has held; null where the system does not tell. */

/** Megabytes since {@link forgetPeak}, or since the process began. */
export function peakMegabytes(): number | null {
  try {
    const status = Deno.readTextFileSync("/proc/self/status");
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024 / 1e6;
  } catch {
    return null;
  }
}

/** Starts the measure anew, at what is held now; false where the system does not let it, so that what comes can pass unseen. */
export function forgetPeak(): boolean {
  try {
    Deno.writeTextFileSync("/proc/self/clear_refs", "5");
    return true;
  } catch {
    return false;
  }
}
