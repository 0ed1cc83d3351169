/** Valid files to begin with. */

const TESTDATA = new URL("../testdata/", import.meta.url);

/** A file of `tests/testdata`. */
export function readFixture(path: string): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(new URL(path, TESTDATA));
}
