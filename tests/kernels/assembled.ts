/** What the kernels of the CPU engine are as WebAssembly, made of their source. */

import { main } from "assemblyscript";

const FOLDER = new URL("../../kernels/cpu/", import.meta.url);

/** Bytes in a line of base64: 76 characters, as MIME has them. */
const LINE_BYTES = 57;

const OPTIONS = [
  ...["--runtime", "stub", "--noAssert", "-O2", "--shrinkLevel", "0"],
  ...["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
  ...["--memoryBase", "0", "--enable", "simd", "--enable", "threads", "--enable", "bulk-memory"],
];

/** The builds by file of the repository, each with the options of its own. */
const BUILDS = {
  "plain.wasm.base64": [],
  "relaxed.wasm.base64": ["--enable", "relaxed-simd"],
};

/** The committed files as they ought to be, by path within the repository. */
export async function assembledFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const [name, options] of Object.entries(BUILDS)) {
    files.set(`kernels/cpu/${name}`, base64Lines(await assemble(options)));
  }
  return files;
}

async function assemble(options: readonly string[]): Promise<Uint8Array> {
  let bytes: Uint8Array | null = null;
  const { error, stderr } = await main(
    ["engine.ts", ...OPTIONS, ...options, "--outFile", "engine.wasm"],
    {
      readFile(name: string) {
        // The compiler adds an ending to every name, and ours have one, as Deno wants it; it also asks for names that may be.
        const path = new URL(name.replace(/\.ts\.ts$/, ".ts"), FOLDER);
        return Deno.readTextFile(path).catch(() => null);
      },
      writeFile(_name: string, contents: string | Uint8Array) {
        if (contents instanceof Uint8Array) bytes = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || bytes === null) {
    throw new Error(`Cannot assemble kernels/cpu: ${stderr.toString()}`, { cause: error });
  }
  return bytes;
}

function base64Lines(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += LINE_BYTES) {
    text += `${bytes.slice(at, at + LINE_BYTES).toBase64()}\n`;
  }
  return text;
}
