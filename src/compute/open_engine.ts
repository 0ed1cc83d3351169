/**
 * Which device computes, and what to tell the reader about it.
 *
 * @module
 */

import { readVariable } from "../places.ts";
import { shownName } from "../text/quote.ts";
import { deviceText } from "./device_text.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { adapterName } from "./gpu_device.ts";
import { lastingEngine } from "./lasting_engine.ts";
import { provideRuntimeFolder } from "./runtime_folder.ts";
import type { TileLayout } from "./tiles.ts";
import { createWasmEngine, WASM_TILE_LAYOUT } from "./wasm_engine.ts";

/**
 * `auto` takes a Vulkan, Metal or Direct3D 12 adapter that is no software one, and else the CPU; `gpu` takes any adapter, an OpenGL
 * one too; `cpu` is the engine in WebAssembly; `reference` the plain loops that define every operation, which are slow.
 */
export type DeviceChoice = "auto" | "gpu" | "cpu" | "reference";

/** How to get an adapter where there is none. */
const ADAPTER_ADVICE =
  "install a Vulkan driver (on Debian mesa-vulkan-drivers, or the one of the card's maker), " +
  "and where several are installed choose by DENO_WEBGPU_BACKEND=vulkan, metal or dx12";

/** Read by Deno when the first adapter of the process is asked for: the backends that adapters are looked for in. */
const BACKENDS_VARIABLE = "DENO_WEBGPU_BACKEND";
/**
 * OpenGL is left out: drivers take minutes to build the kernels for it, and nothing that an adapter tells about itself says that
 * it is of OpenGL.
 */
const AUTO_BACKENDS = ["vulkan", "metal", "dx12"];
/** What `auto` says of the OpenGL adapters that it did not look for. */
const OPENGL_ADVICE = "an OpenGL adapter, if there is one, is taken with --device gpu alone";

/** What `auto` says first where it takes the CPU. */
const NO_HARDWARE = "No hardware GPU";

/** What {@link findDevice} is told beside the choice. */
export interface FindOptions {
  /** Whether `auto` takes a software adapter too: it runs the kernels of a GPU, slower than the CPU's own. */
  readonly takesSoftware?: boolean;
}

/** A device that was found, not yet opened. */
export interface FoundDevice {
  /** Null for the CPU. */
  readonly adapter: GPUAdapter | null;
  /** A line for the reader where the device is not a GPU although one was asked for or would have been taken; else null. */
  readonly note: string | null;
}

/** An engine that is ready, to be disposed by the caller. */
export interface OpenedEngine {
  readonly engine: Engine;
  /** That of {@link FoundDevice}, and what became of the device since. */
  readonly note: string | null;
  /** How the device cuts weight matrices, for `planTiles`. */
  readonly tileLayout: TileLayout;
}

/**
 * Looks for the device that `choice` names.
 *
 * `auto` sets the environment's `DENO_WEBGPU_BACKEND`, for which it needs `--allow-env`; Deno has read it where the process had
 * asked for an adapter before.
 *
 * @throws {Error} for `gpu` where there is no adapter.
 */
export async function findDevice(
  choice: DeviceChoice,
  { takesSoftware = false }: FindOptions = {},
): Promise<FoundDevice> {
  if (choice === "cpu" || choice === "reference") return { adapter: null, note: null };
  if (choice === "auto") leaveOutOpenGl();
  provideRuntimeFolder();
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) {
    if (choice === "gpu") {
      const chosen = readVariable(BACKENDS_VARIABLE) ?? "";
      const among = chosen === "" ? "" : ` with ${BACKENDS_VARIABLE}=${shownName(chosen)}`;
      throw new Error(`Cannot compute on a GPU: no adapter was found${among}; ${ADAPTER_ADVICE}`);
    }
    return {
      adapter,
      note: `${NO_HARDWARE}: to use one ${ADAPTER_ADVICE}; ${OPENGL_ADVICE}`,
    };
  }
  if (!adapter.info.isFallbackAdapter) return { adapter, note: null };
  const name = adapterName(adapter.info);
  return choice === "gpu" || takesSoftware
    ? {
      adapter,
      note:
        `The adapter ${name} is a software one: the CPU does the work of a GPU, with the same kernels`,
    }
    : {
      adapter: null,
      note: `${NO_HARDWARE}: --device gpu runs the WGSL kernels on ${name}, slower`,
    };
}

/** Keeps of the backends that the user chose, or of all, those that `auto` takes. */
function leaveOutOpenGl(): void {
  const chosen = Deno.env.get(BACKENDS_VARIABLE)?.toLowerCase().split(",").map((it) => it.trim());
  const kept = AUTO_BACKENDS.filter((backend) => chosen?.includes(backend) ?? true);
  // An empty list would mean all of them; the name of none means none.
  Deno.env.set(BACKENDS_VARIABLE, kept.join(",") || "none");
}

/**
 * Opens the engine of the device that `device` names; the GPU's and the reference are loaded only where they are wanted. Where a GPU
 * gives no device, or fails in the middle, `auto` goes on with the CPU, and `gpu` does not.
 *
 * @param options.say Hears, a line each, what became of the device.
 * @throws {Error} for `gpu` where there is no adapter, or it gives no device.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openEngine } from "./open_engine.ts";
 * const { engine, note } = await openEngine({ device: "cpu", weights: "bf16" });
 * assert(engine.device.kind === "cpu" && note === null);
 * engine.dispose();
 * ```
 */
export async function openEngine(
  { device, say = () => {}, takesSoftware = false, nThreads, ...options }:
    & EngineOptions
    & FindOptions
    & {
      device: DeviceChoice;
      /** Of the CPU engine; left out: as many as there are processors. */
      nThreads?: number | undefined;
      say?: (text: string) => void;
    },
): Promise<OpenedEngine> {
  if (device === "reference") {
    const { CPU_TILE_LAYOUT, createCpuEngine } = await import("./cpu_engine.ts");
    return { engine: createCpuEngine(options), note: null, tileLayout: CPU_TILE_LAYOUT };
  }
  const { adapter, note } = await findDevice(device, { takesSoftware });
  const onCpu = () => createWasmEngine({ ...options, nThreads });
  if (adapter === null) return { engine: onCpu(), note, tileLayout: WASM_TILE_LAYOUT };
  const { createGpuEngine } = await import("./gpu_engine.ts");
  const first = await createGpuEngine(adapter, options).catch((error: Error) => {
    if (device === "gpu") throw error;
    return error;
  });
  if (first instanceof Error) {
    const engine = onCpu();
    const note = `${first.message}, so the CPU computes: ${deviceText(engine.device)}`;
    return { engine, note, tileLayout: WASM_TILE_LAYOUT };
  }
  const engine = lastingEngine(first, {
    maxTileBytes: first.tileLayout.maxTileBytes,
    async reopen(maxTileBytes) {
      // An adapter opens one device.
      const { adapter } = await findDevice("gpu");
      if (adapter === null) throw new Error("Cannot open the GPU again: there is no adapter");
      return await createGpuEngine(adapter, { ...options, maxTileBytes });
    },
    fallback: device === "auto" ? onCpu : null,
    say,
  });
  return {
    engine,
    get note() {
      const all = [note, engine.note()].filter((it) => it !== null);
      return all.length === 0 ? null : all.join(". ");
    },
    tileLayout: first.tileLayout,
  };
}
