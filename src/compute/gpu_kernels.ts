/**
 * The kernels of `kernels/` as pipelines, and one way to run them.
 *
 * @module
 */

import combineRowsCode from "../../kernels/combine_rows.wgsl" with { type: "text" };
import gatedActivationCode from "../../kernels/gated_activation.wgsl" with { type: "text" };
import rmsnormCode from "../../kernels/rmsnorm.wgsl" with { type: "text" };
import rowComparisonCode from "../../kernels/row_comparison.wgsl" with { type: "text" };
import unpackCode from "../../kernels/unpack.wgsl" with { type: "text" };
import weightTextureCode from "../../kernels/weight_texture.wgsl" with { type: "text" };
import type { WeightTensor } from "../sources/weights.ts";
import type { WeightRounding } from "./engine.ts";

/** What a kernel expects at one binding. */
export type BindingKind =
  | "storage, read"
  | "storage, read_write"
  | "uniform"
  | "texture, u32"
  | "texture, f32";

/** One kernel of `kernels/`. */
export interface Kernel {
  readonly name: string;
  readonly code: string;
  /** By binding number; a test compares this with the `@binding` lines of the code. */
  readonly bindings: readonly BindingKind[];
}

/** RMSNorm of the rows of a matrix. */
export const RMSNORM: Kernel = {
  name: "rmsnorm",
  code: unpackCode + rmsnormCode,
  bindings: ["storage, read", "storage, read", "storage, read_write", "uniform"],
};

/** Sums over the rows of one tile of a weight matrix. */
export const COMBINE_ROWS: Kernel = {
  name: "combine_rows",
  code: unpackCode + weightTextureCode + combineRowsCode,
  bindings: ["texture, u32", "texture, f32", "storage, read_write", "uniform"],
};

/** act(gate) * up. */
export const GATED_ACTIVATION: Kernel = {
  name: "gated_activation",
  code: gatedActivationCode,
  bindings: ["storage, read", "storage, read", "storage, read_write", "uniform"],
};

/** Lengths and turns of pairs of rows. */
export const ROW_COMPARISON: Kernel = {
  name: "row_comparison",
  code: rowComparisonCode,
  bindings: ["storage, read", "storage, read", "storage, read_write", "uniform"],
};

/** Values of `DTYPE` in `kernels/unpack.wgsl`. */
const DTYPE_CODES = { BF16: 0, F16: 1, F32: 2 } as const;

/** Constants of `kernels/unpack.wgsl` for a weight. */
export function unpackConstants(
  { dtype }: Pick<WeightTensor, "dtype">,
  rounding: WeightRounding,
): Record<"DTYPE" | "IS_WEIGHT_ROUNDED", number> {
  const isRounded = rounding === "bf16" && dtype !== "BF16";
  return { DTYPE: DTYPE_CODES[dtype], IS_WEIGHT_ROUNDED: Number(isRounded) };
}

/** Values of `ACTIVATION` in `kernels/gated_activation.wgsl`. */
export const ACTIVATION_CODES = { gelu_tanh: 0, silu: 1 } as const;

const LAYOUT_ENTRIES: Readonly<
  Record<BindingKind, Omit<GPUBindGroupLayoutEntry, "binding" | "visibility">>
> = {
  "storage, read": { buffer: { type: "read-only-storage" } },
  "storage, read_write": { buffer: { type: "storage" } },
  "uniform": { buffer: { type: "uniform" } },
  "texture, u32": { texture: { sampleType: "uint" } },
  "texture, f32": { texture: { sampleType: "unfilterable-float" } },
};

/** One run of a kernel. */
export interface Dispatch {
  readonly kernel: Kernel;
  /** Values of the `override` constants; 0 and 1 for false and true. */
  readonly constants: Readonly<Record<string, number>>;
  /** What lies at bindings 0, 1, 2, ...: all but the uniform, which comes last in every kernel. */
  readonly resources: readonly (GPUBuffer | GPUTexture)[];
  /** Fields of the uniform, u32 each. */
  readonly uniform: readonly number[];
  /** Workgroups along x and y. */
  readonly nGroups: readonly [number, number];
}

/**
 * Makes the function that encodes and submits one run of a kernel on a device; pipelines are made when first needed.
 */
export function createDispatcher(device: GPUDevice): (dispatch: Dispatch) => void {
  const modules = new Map<Kernel, { module: GPUShaderModule; layout: GPUBindGroupLayout }>();
  const pipelines = new Map<string, GPUComputePipeline>();

  function moduleOf(kernel: Kernel) {
    const known = modules.get(kernel);
    if (known !== undefined) return known;
    const made = {
      module: device.createShaderModule({ label: kernel.name, code: kernel.code }),
      layout: device.createBindGroupLayout({
        label: kernel.name,
        entries: kernel.bindings.map((kind, binding) => ({
          binding,
          visibility: GPUShaderStage.COMPUTE,
          ...LAYOUT_ENTRIES[kind],
        })),
      }),
    };
    modules.set(kernel, made);
    return made;
  }

  function pipelineOf(kernel: Kernel, constants: Dispatch["constants"]) {
    const key = kernel.name + JSON.stringify(constants);
    const known = pipelines.get(key);
    if (known !== undefined) return known;
    const { module, layout } = moduleOf(kernel);
    const made = device.createComputePipeline({
      label: kernel.name,
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: "main", constants },
    });
    pipelines.set(key, made);
    return made;
  }

  return ({ kernel, constants, resources, uniform, nGroups }) => {
    const values = new Uint32Array(uniform);
    const uniformBuffer = device.createBuffer({
      label: `uniform of ${kernel.name}`,
      size: values.byteLength,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    device.queue.writeBuffer(uniformBuffer, 0, values);
    const bindGroup = device.createBindGroup({
      label: kernel.name,
      layout: moduleOf(kernel).layout,
      entries: [...resources, uniformBuffer].map((resource, binding) => ({
        binding,
        resource: resource instanceof GPUTexture ? resource.createView() : { buffer: resource },
      })),
    });
    const encoder = device.createCommandEncoder({ label: kernel.name });
    const pass = encoder.beginComputePass({ label: kernel.name });
    pass.setPipeline(pipelineOf(kernel, constants));
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(...nGroups);
    pass.end();
    device.queue.submit([encoder.finish()]);
    uniformBuffer.destroy(); // takes effect once the submitted work is done
  };
}
