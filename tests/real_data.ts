/** Where the real data lie that are not committed, and a test that is ignored aloud where they do not. */

const ROOT = new URL("../../shared/real/", import.meta.url);

/** Path of a file or folder of the real data. */
export function realPath(name: string): string {
  return decodeURIComponent(new URL(name, ROOT).pathname);
}

/** Registers a test that needs real data; `name` says what is tested. */
export function testOnRealData(
  name: string,
  needed: string,
  run: () => void | Promise<void>,
): void {
  const isPresent = exists(realPath(needed));
  const reason = isPresent ? "" : ` (ignored: real data ${needed} are not beside the checkout)`;
  Deno.test({ name: `${name}${reason}`, ignore: !isPresent, fn: run });
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
