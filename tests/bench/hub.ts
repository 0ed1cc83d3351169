/**
 * `deno task bench --hub`: how fast two gigabytes of tensors come from a Hub on loopback, beside curl saving the same ranges.
 *
 * @module
 */

import { join } from "node:path";
import {
  headerLength,
  parseHeader,
  PREFIX_BYTES,
} from "../../src/sources/safetensors/safetensors_header.ts";
import { writeModel } from "./checkpoint.ts";
import { blocksIn } from "./hub_blocks.ts";
import { medianRun, type ProcessCost, runProcess } from "./run_process.ts";
import { GEMMA_2_27B } from "./shape.ts";
import { pathOf } from "./whole.ts";
import { say } from "../say.ts";

const SHAPE = { ...GEMMA_2_27B, nLayers: 2 };
const N_REPEATS = 5;
const N_AT_ONCE = [1, 4];
const TLS = pathOf("../testdata/tls/");

/** What one way of reading took; the seconds of ours are those that it measured itself, without its start-up. */
type Timed = Pick<ProcessCost, "seconds" | "processorSeconds" | "peakBytes">;

/** Makes a model in a scratch folder, prints a table and removes it. */
export async function benchHub(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deltascope-bench-hub-" });
  try {
    const model = join(folder, "model");
    await writeModel(model, SHAPE, { dtype: "BF16", seed: "hub" });
    const ranges = await rangesIn(model);
    const nBytes = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
    say(
      `${
        (nBytes / 1e9).toFixed(2)
      } GB of synthetic tensors in ${ranges.length} ranges over loopback; ` +
        `medians of ${N_REPEATS}`,
    );
    say("transport  at once   curl   ours   ratio (each)              processor s   peak");
    for (const scheme of ["http", "https"] as const) {
      await using server = await startServer(model, scheme);
      for (const nAtOnce of N_AT_ONCE) {
        const [curl, ours]: [Timed[], Timed[]] = [[], []];
        for (let i = 0; i < N_REPEATS; i++) {
          curl.push(await runCurl(folder, { content: server.content, ranges, nAtOnce }));
          ours.push(await runOurs(folder, { endpoint: server.endpoint, nAtOnce }));
        }
        const [peer, own] = [medianRun(curl), medianRun(ours)];
        say([
          scheme.padEnd(9),
          String(nAtOnce).padStart(8),
          `${peer.seconds.toFixed(2)} s`,
          `${own.seconds.toFixed(2)} s`,
          `${(peer.seconds / own.seconds).toFixed(2)} (${
            ours.map(({ seconds }, i) => (curl[i]!.seconds / seconds).toFixed(2)).join(" ")
          })`,
          `${own.processorSeconds?.toFixed(1) ?? "-"}`.padStart(6),
          `${((own.peakBytes ?? 0) / 1e6).toFixed(0)} MB`.padStart(12),
        ].join("  "));
      }
    }
    for (const nAtOnce of N_AT_ONCE) {
      const { seconds, peakBytes } = await read(model, { nAtOnce, variables: {} });
      say(
        `from the folder, ${nAtOnce} at once: ${seconds.toFixed(2)} s, ${
          ((peakBytes ?? 0) / 1e6).toFixed(0)
        } MB at most`,
      );
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

interface FileRange {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** Every tensor of the shards of a folder, in blocks. */
async function rangesIn(model: string): Promise<FileRange[]> {
  const ranges: FileRange[] = [];
  for await (const { name: file } of Deno.readDir(model)) {
    if (!file.endsWith(".safetensors")) continue;
    using shard = await Deno.open(join(model, file));
    const context = { where: file, fileSizeBytes: (await shard.stat()).size };
    const prefix = new Uint8Array(PREFIX_BYTES);
    await shard.read(prefix);
    const header = new Uint8Array(headerLength(prefix, context));
    await shard.read(header);
    for (const { offsetBytes, sizeBytes } of parseHeader(header, context).tensors.values()) {
      for (const { start, end } of blocksIn(sizeBytes)) {
        ranges.push({ file, start: offsetBytes + start, end: offsetBytes + end });
      }
    }
  }
  return ranges;
}

interface Server extends AsyncDisposable {
  readonly endpoint: string;
  readonly content: string;
}

async function startServer(model: string, scheme: "http" | "https"): Promise<Server> {
  const certificate = scheme === "https" ? [`${TLS}loopback.pem`, `${TLS}loopback.key`] : [];
  const child = new Deno.Command("python3", {
    args: [pathOf("hub_server.py"), model, ...certificate],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const addresses = JSON.parse((await reader.read()).value ?? "null");
  return {
    ...addresses,
    async [Symbol.asyncDispose]() {
      await child.stdin.close();
      await reader.cancel();
      await child.status;
    },
  };
}

/** Saves each range to a file of its own, over connections that it keeps. */
async function runCurl(
  folder: string,
  { content, ranges, nAtOnce }: { content: string; ranges: readonly FileRange[]; nAtOnce: number },
): Promise<Timed> {
  const out = join(folder, "curl");
  await Deno.mkdir(out);
  try {
    const config = join(folder, "curl.cfg");
    const parts = ranges.map(({ file, start, end }, i) =>
      [
        `url = "${content}/${file}"`,
        `range = ${start}-${end - 1}`,
        `output = "${join(out, String(i))}"`,
        `cacert = "${TLS}ca.pem"`,
        "fail",
        "silent\n",
      ].join("\n")
    );
    await Deno.writeTextFile(config, parts.join("next\n"));
    await settle();
    const atOnce = nAtOnce === 1
      ? []
      : ["--parallel", "--parallel-immediate", "--parallel-max", String(nAtOnce)];
    return await runProcess("curl", ["-sS", ...atOnce, "-K", config]);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

/** Reads through an empty cache of ours. */
async function runOurs(
  folder: string,
  { endpoint, nAtOnce }: { endpoint: string; nAtOnce: number },
): Promise<Timed> {
  const cache = join(folder, "cache");
  try {
    await settle();
    return await read("bench/model", {
      nAtOnce,
      variables: {
        DENO_CERT: `${TLS}ca.pem`,
        HF_ENDPOINT: endpoint,
        HF_HUB_CACHE: join(folder, "none"),
        XDG_CACHE_HOME: cache,
      },
    });
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}

async function read(
  where: string,
  { nAtOnce, variables }: { nAtOnce: number; variables: Record<string, string> },
): Promise<Timed> {
  const args = ["run", "-A", "--no-check", pathOf("hub_read.ts")];
  const cost = await runProcess(
    Deno.execPath(),
    [...args, where, String(SHAPE.nLayers), String(nAtOnce)],
    { variables },
  );
  return { ...cost, seconds: Number(cost.stdout) };
}

/** What the run before has left to write is none of the next one's. */
async function settle(): Promise<void> {
  await runProcess("sync", []);
}
