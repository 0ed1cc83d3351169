/**
 * The kernels of `kernels/` as pipelines, and how they are run.
 *
 * @module
 */

import { DTYPE_CODES } from "./kernel_codes.ts";
import addBiasCode from "../../kernels/add_bias.wgsl" with { type: "text" };
import combineRowsCode from "../../kernels/combine_rows.wgsl" with { type: "text" };
import gatedActivationCode from "../../kernels/gated_activation.wgsl" with { type: "text" };
import normCode from "../../kernels/norm.wgsl" with { type: "text" };
import oppositeRowsCode from "../../kernels/opposite_rows.wgsl" with { type: "text" };
import rowComparisonCode from "../../kernels/row_comparison.wgsl" with { type: "text" };
import unpackCode from "../../kernels/unpack.wgsl" with { type: "text" };
import weightTextureCode from "../../kernels/weight_texture.wgsl" with { type: "text" };
import type { WeightTensor } from "../sources/checkpoint/weights.ts";
import type { EngineOptions, WeightRounding } from "./engine.ts";

/** What a kernel expects at one binding. */
export type BindingKind =
  | "storage, read"
  | "storage, read_write"
  | "uniform"
  | "storage texture, u32"
  | "storage texture, f32";

/** One kernel of `kernels/`. */
export interface Kernel {
  readonly name: string;
  readonly code: string;
  /** By binding number; a test compares this with the `@binding` lines of the code. */
  readonly bindings: readonly BindingKind[];
}

/** RMSNorm or LayerNorm of the rows of a matrix. */
export const NORM: Kernel = {
  name: "norm",
  code: unpackCode + normCode,
  bindings: ["storage, read", "storage, read", "storage, read_write", "uniform"],
};

/** The rows of a matrix, each with a bias added. */
export const ADD_BIAS: Kernel = {
  name: "add_bias",
  code: unpackCode + addBiasCode,
  bindings: ["storage, read", "storage, read", "storage, read_write", "uniform"],
};

/** Sums over the rows of one tile of a weight matrix. */
export const COMBINE_ROWS: Kernel = {
  name: "combine_rows",
  code: unpackCode + weightTextureCode + combineRowsCode,
  bindings: ["storage texture, u32", "storage texture, f32", "storage, read_write", "uniform"],
};

/** act(gate) * up. */
export const GATED_ACTIVATION: Kernel = {
  name: "gated_activation",
  code: gatedActivationCode,
  bindings: ["storage, read", "storage, read", "storage, read_write", "uniform"],
};

/** Each row, followed by its negative. */
export const OPPOSITE_ROWS: Kernel = {
  name: "opposite_rows",
  code: oppositeRowsCode,
  bindings: ["storage, read", "storage, read_write", "uniform"],
};

/** Lengths and turns of pairs of rows. */
export const ROW_COMPARISON: Kernel = {
  name: "row_comparison",
  code: rowComparisonCode,
  bindings: ["storage, read", "storage, read", "storage, read_write", "uniform"],
};

/** Constants of `kernels/unpack.wgsl` for a weight. */
export function unpackConstants(
  { dtype }: Pick<WeightTensor, "dtype">,
  rounding: WeightRounding,
): Record<"DTYPE" | "IS_WEIGHT_ROUNDED", number> {
  const isRounded = rounding === "bf16" && dtype !== "BF16";
  return { DTYPE: DTYPE_CODES[dtype], IS_WEIGHT_ROUNDED: Number(isRounded) };
}

const LAYOUT_ENTRIES: Readonly<
  Record<BindingKind, Omit<GPUBindGroupLayoutEntry, "binding" | "visibility">>
> = {
  "storage, read": { buffer: { type: "read-only-storage" } },
  "storage, read_write": { buffer: { type: "storage" } },
  "uniform": { buffer: { type: "uniform", hasDynamicOffset: true } },
  "storage texture, u32": { storageTexture: { access: "read-only", format: "rgba32uint" } },
  "storage texture, f32": { storageTexture: { access: "read-only", format: "rgba32float" } },
};

/** A kernel with what it works on. */
export interface KernelUse {
  readonly kernel: Kernel;
  /** Values of the `override` constants; 0 and 1 for false and true. */
  readonly constants: Readonly<Record<string, number>>;
  /** What lies at bindings 0, 1, 2, ...: all but the uniform, which comes last in every kernel. */
  readonly resources: readonly (GPUBuffer | GPUTexture)[];
}

/** One run of a kernel. */
export interface Dispatch extends KernelUse {
  /** Fields of the uniform, u32 each. */
  readonly uniform: readonly number[];
  /** Workgroups along x and y. */
  readonly nGroups: readonly [number, number];
}

/** Values of the uniform of one kernel, from which each of its runs takes one. */
export interface UniformBlocks {
  readonly buffer: GPUBuffer;
  /** Bytes of one value, and from one to the next. */
  readonly blockBytes: number;
  readonly pitchBytes: number;
}

/** A kernel that is ready to run with any of some values of its uniform. */
export interface BoundKernel {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly blocks: UniformBlocks;
}

/** Makes pipelines and runs them; each is made when it is first needed. */
export class KernelRunner {
  readonly #device: GPUDevice;
  readonly #modules = new Map<Kernel, { module: GPUShaderModule; layout: GPUBindGroupLayout }>();
  readonly #pipelines = new Map<string, GPUComputePipeline>();

  readonly #onBuilt: EngineOptions["onKernelBuilt"];

  constructor(device: GPUDevice, onBuilt?: EngineOptions["onKernelBuilt"]) {
    this.#device = device;
    this.#onBuilt = onBuilt;
  }

  /** Encodes and submits one run. */
  run({ uniform, nGroups, ...use }: Dispatch): void {
    const blocks = this.uniformBlocks([uniform]);
    const bound = this.bind(use, blocks);
    this.submit(use.kernel.name, (pass) => this.encode(pass, bound, { blockIx: 0, nGroups }));
    blocks.buffer.destroy(); // takes effect once the submitted work is done
  }

  /** Puts values of a uniform, all of as many u32 fields, on the device; the caller destroys the buffer. */
  uniformBlocks(values: readonly (readonly number[])[]): UniformBlocks {
    const blockBytes = Uint32Array.BYTES_PER_ELEMENT * (values[0]?.length ?? 0);
    const alignment = this.#device.limits.minUniformBufferOffsetAlignment;
    const pitchBytes = Math.ceil(blockBytes / alignment) * alignment;
    const fields = new Uint32Array(values.length * pitchBytes / Uint32Array.BYTES_PER_ELEMENT);
    values.forEach((value, ix) => fields.set(value, ix * pitchBytes / fields.BYTES_PER_ELEMENT));
    const buffer = this.#device.createBuffer({
      label: "uniform",
      size: fields.byteLength,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    this.#device.queue.writeBuffer(buffer, 0, fields);
    return { buffer, blockBytes, pitchBytes };
  }

  /** Binds a kernel to its resources. */
  bind({ kernel, constants, resources }: KernelUse, blocks: UniformBlocks): BoundKernel {
    const uniform = { buffer: blocks.buffer, size: blocks.blockBytes };
    const bindGroup = this.#device.createBindGroup({
      label: kernel.name,
      layout: this.#moduleOf(kernel).layout,
      entries: [
        ...resources.map((resource) =>
          resource instanceof GPUTexture ? resource.createView() : { buffer: resource }
        ),
        uniform,
      ].map((resource, binding) => ({ binding, resource })),
    });
    return { pipeline: this.#pipelineOf(kernel, constants), bindGroup, blocks };
  }

  /** Encodes one run of a bound kernel with value `blockIx` of its uniform. */
  encode(
    pass: GPUComputePassEncoder,
    { pipeline, bindGroup, blocks }: BoundKernel,
    { blockIx, nGroups }: { blockIx: number; nGroups: readonly [number, number] },
  ): void {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup, [blockIx * blocks.pitchBytes]);
    pass.dispatchWorkgroups(...nGroups);
  }

  /** Submits what `encode` encodes as one pass. */
  submit(label: string, encode: (pass: GPUComputePassEncoder) => void): void {
    const encoder = this.#device.createCommandEncoder({ label });
    const pass = encoder.beginComputePass({ label });
    encode(pass);
    pass.end();
    this.#device.queue.submit([encoder.finish()]);
  }

  #moduleOf(kernel: Kernel) {
    const known = this.#modules.get(kernel);
    if (known !== undefined) return known;
    const made = {
      module: this.#device.createShaderModule({ label: kernel.name, code: kernel.code }),
      layout: this.#device.createBindGroupLayout({
        label: kernel.name,
        entries: kernel.bindings.map((kind, binding) => ({
          binding,
          visibility: GPUShaderStage.COMPUTE,
          ...LAYOUT_ENTRIES[kind],
        })),
      }),
    };
    this.#modules.set(kernel, made);
    return made;
  }

  #pipelineOf(kernel: Kernel, constants: KernelUse["constants"]): GPUComputePipeline {
    const key = kernel.name + JSON.stringify(constants);
    const known = this.#pipelines.get(key);
    if (known !== undefined) return known;
    const started = performance.now();
    const { module, layout } = this.#moduleOf(kernel);
    const made = this.#device.createComputePipeline({
      label: kernel.name,
      layout: this.#device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: "main", constants },
    });
    this.#pipelines.set(key, made);
    this.#onBuilt?.({ name: kernel.name, ms: performance.now() - started });
    return made;
  }
}
