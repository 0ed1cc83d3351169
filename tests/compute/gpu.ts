/** Tests that need a GPU adapter, hardware or software, and are ignored aloud where there is none. */

import type { Engine, EngineOptions, WeightRounding } from "../../src/compute/engine.ts";
import { createCpuEngine } from "../../src/compute/cpu_engine.ts";
import { createGpuEngine, type GpuTuning } from "../../src/compute/gpu_engine.ts";
import { createWasmEngine, type WasmTuning } from "../../src/compute/wasm_engine.ts";
import { provideRuntimeFolder } from "../../src/compute/runtime_folder.ts";

provideRuntimeFolder();
const adapter = await navigator.gpu.requestAdapter();

/** Every engine: the kernels on an adapter, those of the CPU, and the plain loops that define both. */
export const ENGINES = ["gpu", "wasm", "cpu"] as const;
export type EngineKind = typeof ENGINES[number];

/** Options of any engine. */
type Tuning = GpuTuning & WasmTuning;

/** Registers a test of one engine, ignored aloud where it needs an adapter and there is none. */
export function testOn(kind: EngineKind): (name: string, run: () => Promise<void>) => void {
  return kind === "gpu" ? testOnGpu : (name, run) => Deno.test(name, run);
}

/** Whether this machine has an adapter. */
export const HAS_ADAPTER = adapter !== null;

/** Registers a test that needs an adapter; `name` says what is tested. */
export function testOnGpu(name: string, run: () => Promise<void>): void {
  const reason = HAS_ADAPTER ? "" : " (ignored: this machine has no GPU adapter)";
  Deno.test({ name: `${name}${reason}`, ignore: !HAS_ADAPTER, fn: run });
}

/** The adapter; only within {@link testOnGpu}. A new one each time, since an adapter opens one device. */
export async function testAdapter(): Promise<GPUAdapter> {
  const found = await navigator.gpu.requestAdapter();
  if (found === null) throw new Error("Cannot test on a GPU: no adapter was found");
  return found;
}

/** Engines that tests of one process share, since a device takes a while to compile the kernels. */
const shared = new Map<string, Promise<Engine>>();
Deno.test.afterAll(async () => {
  for (const engine of shared.values()) (await engine).dispose();
});

/** An engine that {@link Deno.test.afterAll} disposes. */
export function sharedEngine(
  kind: EngineKind,
  options: { weights: WeightRounding } & Tuning,
): Promise<Engine> {
  const key = `${kind} ${JSON.stringify(options)}`;
  const engine = shared.get(key) ?? openEngineOf(kind, options);
  shared.set(key, engine);
  return engine;
}

/** A shared engine whose sums do not depend on how many inputs go together, for tests that compare to the bit. */
export function sameSumsEngine(kind: EngineKind): Promise<Engine> {
  return sharedEngine(
    kind,
    kind === "gpu" ? { weights: "bf16", kernelVectors: 6 } : { weights: "bf16" },
  );
}

/** Runs `run` with an engine of its own and disposes it. */
export async function withEngine<T>(
  kind: EngineKind,
  { run, ...options }: EngineOptions & Tuning & { run: (engine: Engine) => Promise<T> },
): Promise<T> {
  const engine = await openEngineOf(kind, options);
  try {
    return await run(engine);
  } finally {
    engine.dispose();
  }
}

async function openEngineOf(
  kind: EngineKind,
  options: EngineOptions & Tuning,
): Promise<Engine> {
  return kind === "gpu"
    ? await createGpuEngine(await testAdapter(), options)
    : kind === "wasm"
    ? createWasmEngine(options)
    : createCpuEngine(options);
}
