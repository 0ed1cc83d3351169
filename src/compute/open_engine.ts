/**
 * Which device computes, and what to tell the reader about it.
 *
 * @module
 */

import { CPU_TILE_LAYOUT, createCpuEngine } from "./cpu_engine.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { adapterName } from "./gpu_device.ts";
import { createGpuEngine } from "./gpu_engine.ts";
import { provideRuntimeFolder } from "./runtime_folder.ts";
import type { TileLayout } from "./tiles.ts";

/** `auto` takes any adapter and else the CPU. */
export type DeviceChoice = "auto" | "gpu" | "cpu";

/** How to get an adapter where there is none. */
const ADAPTER_ADVICE =
  "install a Vulkan driver (on Debian mesa-vulkan-drivers, or the one of the card's maker), " +
  "and where several are installed choose by DENO_WEBGPU_BACKEND=vulkan, metal or dx12";

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
  /** That of {@link FoundDevice}. */
  readonly note: string | null;
  /** How the device cuts weight matrices, for `planTiles`. */
  readonly tileLayout: TileLayout;
}

/**
 * Looks for the device that `choice` names.
 *
 * @throws {Error} for `gpu` where there is no adapter.
 */
export async function findDevice(choice: DeviceChoice): Promise<FoundDevice> {
  if (choice === "cpu") return { adapter: null, note: null };
  provideRuntimeFolder();
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) {
    if (choice === "gpu") {
      throw new Error(`Cannot compute on a GPU: no adapter was found; ${ADAPTER_ADVICE}`);
    }
    return {
      adapter,
      note:
        `No GPU adapter was found, so the CPU computes in plain loops, which is slow; to use a GPU ${ADAPTER_ADVICE}`,
    };
  }
  const { isFallbackAdapter } = adapter.info;
  return {
    adapter,
    note: isFallbackAdapter
      ? `The adapter ${
        adapterName(adapter.info)
      } is a software one: the CPU does the work of a GPU, with the same kernels`
      : null,
  };
}

/**
 * Opens the engine of the device that `device` names.
 *
 * @throws {Error} for `gpu` where there is no adapter; if the adapter gives no device.
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
  { device, ...options }: EngineOptions & { device: DeviceChoice },
): Promise<OpenedEngine> {
  const { adapter, note } = await findDevice(device);
  if (adapter === null) {
    return { engine: createCpuEngine(options), note, tileLayout: CPU_TILE_LAYOUT };
  }
  const engine = await createGpuEngine(adapter, options);
  return { engine, note, tileLayout: engine.tileLayout };
}
