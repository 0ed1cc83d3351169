/** The flags that tasks of deno.json run with on this machine's processor, which are in `kernels/cpu/flags`. */

/** Flags of V8; none where the processor has no file there. */
export const V8_FLAGS: readonly string[] = flagsOf(Deno.build.arch)
  .split(/\s+/).filter((it) => it.startsWith("--v8-flags="));

function flagsOf(arch: string): string {
  try {
    return Deno.readTextFileSync(new URL(`../kernels/cpu/flags/${arch}`, import.meta.url));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
