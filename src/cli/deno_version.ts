/**
 * Which Deno commands run on.
 *
 * @module
 */

/** The first that imports a text, as kernels are, without a flag. */
const LEAST = { major: 2, minor: 8 };

/**
 * Told before anything is loaded that an older one cannot load.
 *
 * @param found As `Deno.version` has it.
 * @throws {Error} if it is older.
 */
export function expectDeno(found: string): void {
  const [major = 0, minor = 0] = found.split(".").map((part) => Number.parseInt(part));
  if (major > LEAST.major || major === LEAST.major && minor >= LEAST.minor) return;
  throw new Error(
    `Cannot run on Deno ${found}: expected ${LEAST.major}.${LEAST.minor} or newer; ` +
      "upgrade it (deno upgrade), or type npx -y deno@2.9.6 in place of deno",
  );
}
