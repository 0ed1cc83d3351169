import { dirname, join } from "node:path";
import { openOutput } from "../../../../src/site/write/output/open_output.ts";

export const RESULTS = '{"schema": "deltascope.results/1"}';

/** A site of two files, told from others by its page. */
export function site(page: string): Map<string, string> {
  return new Map([["data/results.json", RESULTS], ["index.html", page]]);
}

/** Writes files by path, making the folders that they need. */
export async function write(folder: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.writeTextFile(join(folder, path), text);
  }
}

/** Text of a file below a folder. */
export function read(folder: string, path: string): string {
  return Deno.readTextFileSync(join(folder, path));
}

/** Names in a folder, in order. */
export function names(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), (entry) => entry.name).sort();
}

/** Opens `out`, writes the files, lets go, and returns what was said. */
export async function publish(
  out: string,
  files: ReadonlyMap<string, string | Uint8Array>,
  options: { option?: string; isPublished?: boolean } = {},
): Promise<string[]> {
  const said: string[] = [];
  await using output = await openOutput({
    out,
    option: "--out",
    ...options,
    say: (text) => said.push(text),
  });
  await output.write(files);
  return said;
}

/** Names the folder of a run that was killed. */
export const KILLED_RUN = "0f0e0d0c-1111-4222-8333-444444444444";

/** Functions of Deno whose first argument is a path. */
export type OfPath =
  | "readFileSync"
  | "readTextFile"
  | "readTextFileSync"
  | "readDir"
  | "lstatSync"
  | "writeTextFileSync";

/** Has `before` called with what is given to a function of Deno's first, until it is disposed. */
export function instead(
  name: OfPath,
  before: (path: string | URL) => void,
): Disposable {
  const own = Deno[name] as (path: string | URL, ...rest: unknown[]) => unknown;
  Object.assign(Deno, {
    [name]: (path: string | URL, ...rest: unknown[]) => (before(path), own(path, ...rest)),
  });
  return {
    [Symbol.dispose]() {
      Object.assign(Deno, { [name]: own });
    },
  };
}
