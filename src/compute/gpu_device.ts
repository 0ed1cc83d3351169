/**
 * The GPU device and the errors that it reports: nothing that goes wrong on a device throws by itself.
 *
 * @module
 */

import { AllocationRefused, DeviceLost } from "./device_failure.ts";

/** Limits that are asked for in full: the defaults are lower than what most adapters have. */
const RAISED_LIMITS = [
  "maxBufferSize",
  "maxComputeWorkgroupStorageSize",
  "maxStorageBufferBindingSize",
  "maxTextureDimension2D",
] as const;

/** Lanes that add up without memory. */
const SUBGROUPS = "subgroups" as GPUFeatureName; // newer than the types

const ERROR_FILTERS: readonly GPUErrorFilter[] = ["validation", "out-of-memory", "internal"];

/** An opened device that remembers the first error it reported. */
export class GpuDevice {
  readonly device: GPUDevice;
  /** The adapter's own description. */
  readonly name: string;
  /** True for a software adapter such as llvmpipe. */
  readonly isFallback: boolean;
  /** Whether kernels may use subgroups. */
  readonly hasSubgroups: boolean;
  /** Lanes that every subgroup has at least. */
  readonly leastSubgroupLanes: number;
  #failure: Error | null = null;
  #openScopes = new Set<Promise<void>>();
  #isDisposed = false;

  constructor(device: GPUDevice, info: GPUAdapterInfo) {
    const { description, isFallbackAdapter, subgroupMinSize } = info;
    this.device = device;
    this.name = adapterName({ description });
    this.isFallback = isFallbackAdapter;
    this.hasSubgroups = device.features.has(SUBGROUPS);
    this.leastSubgroupLanes = subgroupMinSize;
    device.addEventListener("uncapturederror", (event) => {
      event.preventDefault();
      this.#fail("compute", (event as GPUUncapturedErrorEvent).error);
    });
    device.lost.then(({ reason, message }) => {
      if (this.#isDisposed) return;
      const text = this.#refusal("continue", `the device was lost (${reason}): ${message}`);
      this.#failWith(new DeviceLost(text));
    });
  }

  /**
   * Runs `work`, which submits to the device, and collects the errors that it causes without waiting for them.
   *
   * @param act What is being done, as it reads after "Cannot".
   */
  scoped<T>(act: string, work: () => T): T {
    for (const filter of ERROR_FILTERS) this.device.pushErrorScope(filter);
    try {
      return work();
    } finally {
      for (const _ of ERROR_FILTERS) {
        const scope = this.device.popErrorScope().then(
          (error) => {
            if (error !== null) this.#fail(act, error);
          },
          () => {}, // scopes of a lost device cannot be read; the loss itself is reported
        ).finally(() => this.#openScopes.delete(scope));
        this.#openScopes.add(scope);
      }
    }
  }

  /**
   * Waits until the errors of all that was submitted so far are known; it does not wait for the work itself.
   *
   * @throws {Error} the first error that the device reported.
   */
  async settle(): Promise<void> {
    await Promise.all(this.#openScopes);
    this.throwIfFailed();
  }

  /** @throws {Error} the first error that the device is known to have reported. */
  throwIfFailed(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** Releases the device with all that lives on it. */
  dispose(): void {
    this.#isDisposed = true;
    this.device.destroy();
  }

  /** The failure that is known once the event loop has had a turn: a loss is told in one of its own. */
  async failure(): Promise<Error | null> {
    await new Promise((resolve) => setTimeout(resolve));
    return this.#failure;
  }

  #fail(act: string, error: GPUError): void {
    const text = this.#refusal(act, error.message);
    this.#failWith(
      error instanceof GPUOutOfMemoryError ? new AllocationRefused(text) : new Error(text),
    );
  }

  /** The first counts, but what lacks memory is also invalid, and of the two the lack is the reason. */
  #failWith(error: Error): void {
    const isReason = error instanceof AllocationRefused &&
      !(this.#failure instanceof AllocationRefused);
    if (this.#failure === null || isReason) this.#failure = error;
  }

  #refusal(act: string, message: string): string {
    return `Cannot ${act} on ${this.name}: ${message.trim().replaceAll(/\s*\n\s*/g, "; ")}`;
  }
}

/**
 * Opens a device with the limits of its adapter.
 *
 * @throws {Error} if the adapter gives no device.
 */
export async function openGpuDevice(adapter: GPUAdapter): Promise<GpuDevice> {
  const requiredLimits = Object.fromEntries(
    RAISED_LIMITS.map((name) => [name, adapter.limits[name]]),
  );
  try {
    const device = await requestDevice(adapter, requiredLimits);
    return new GpuDevice(device, adapter.info);
  } catch (cause) {
    throw new Error(
      `Cannot open a device on ${
        adapterName(adapter.info)
      }: the adapter refused it (--device cpu computes without it)`,
      { cause },
    );
  }
}

/**
 * A device with subgroups where the adapter grants them. It is asked and not looked up: Deno grants them also where
 * `adapter.features` does not list them.
 */
async function requestDevice(
  adapter: GPUAdapter,
  requiredLimits: Record<string, number>,
): Promise<GPUDevice> {
  const descriptor = { label: "deltascope", requiredLimits };
  try {
    return await adapter.requestDevice({ ...descriptor, requiredFeatures: [SUBGROUPS] });
  } catch {
    return await adapter.requestDevice(descriptor); // what else is wrong fails here again
  }
}

/** The adapter's own description, which some drivers leave empty. */
export function adapterName({ description }: Pick<GPUAdapterInfo, "description">): string {
  return description || "adapter without a description";
}
