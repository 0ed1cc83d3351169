/** What the kernels in AssemblyScript are as WebAssembly, made of their source. */

import { main } from "assemblyscript";
import { expandKernel } from "../../src/compute/expand_kernel.ts";

const KERNELS = new URL("../../kernels/", import.meta.url);

/** Bytes in a line of base64: 76 characters, as MIME has them. */
const LINE_BYTES = 57;

const OPTIONS = [
  ...["--runtime", "stub", "--noAssert", "-O2", "--shrinkLevel", "0"],
  ...["--initialMemory", "1", "--memoryBase", "0", "--enable", "simd"],
];
/** Of a module whose memory all threads share. */
const SHARED = [
  ...["--importMemory", "--sharedMemory", "--maximumMemory", "65536"],
  ...["--enable", "threads", "--enable", "bulk-memory"],
];

/** The modules by file within `kernels/`: what lies beside it that it is made of, and the options of its own. */
const MODULES: Readonly<Record<string, { source: string; options: readonly string[] }>> = {
  "cpu/plain.wasm.base64": { source: "engine.ts", options: SHARED },
  "cpu/relaxed.wasm.base64": {
    source: "engine.ts",
    options: [...SHARED, "--enable", "relaxed-simd"],
  },
  "host/product_sums.wasm.base64": { source: "product_sums.ts", options: [] },
  "host/products.wasm.base64": { source: "products.ts", options: [] },
};

/** The committed files as they ought to be, by path within the repository. */
export async function assembledFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const [name, { source, options }] of Object.entries(MODULES)) {
    const bytes = await assemble(source, {
      folder: new URL("./", new URL(name, KERNELS)),
      options,
    });
    files.set(`kernels/${name}`, base64Lines(bytes));
  }
  return files;
}

async function assemble(
  source: string,
  { folder, options }: { folder: URL; options: readonly string[] },
): Promise<Uint8Array> {
  let bytes: Uint8Array | null = null;
  const { error, stderr } = await main(
    [source, ...OPTIONS, ...options, "--outFile", "kernels.wasm"],
    {
      async readFile(name: string) {
        // The compiler adds an ending to every name, and ours have one, as Deno wants it; it also asks for names that may be.
        const path = new URL(name.replace(/\.ts\.ts$/, ".ts"), folder);
        const text = await Deno.readTextFile(path).catch(() => null);
        return text === null ? null : expandKernel(text, {});
      },
      writeFile(_name: string, contents: string | Uint8Array) {
        if (contents instanceof Uint8Array) bytes = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || bytes === null) {
    throw new Error(`Cannot assemble ${source} of ${folder.pathname}: ${stderr.toString()}`, {
      cause: error,
    });
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
