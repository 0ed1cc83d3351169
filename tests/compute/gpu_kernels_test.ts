import assert from "node:assert/strict";
import {
  ADD_BIAS,
  type BindingKind,
  COMBINE_ROWS,
  GATED_ACTIVATION,
  type Kernel,
  KernelRunner,
  NORM,
  OPPOSITE_ROWS,
  ROW_COMPARISON,
} from "../../src/compute/gpu_kernels.ts";
import { LINEAR_TABLE } from "../../src/compute/linear_kernels.ts";
import { openGpuDevice } from "../../src/compute/gpu_device.ts";
import { testAdapter, testOnGpu } from "./gpu.ts";

const LINEAR_KERNELS = [...new Set(LINEAR_TABLE.map(({ chosen }) => chosen.kernel))];
const KERNELS = [
  ADD_BIAS,
  NORM,
  ...LINEAR_KERNELS,
  COMBINE_ROWS,
  GATED_ACTIVATION,
  OPPOSITE_ROWS,
  ROW_COMPARISON,
];

/** Declarations such as `@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;` as binding kinds. */
function declaredBindings(code: string): BindingKind[] {
  const declarations = code.matchAll(
    /^@group\(0\) @binding\((\d+)\) var(?:<([^>]*)>)? \w+: (?:texture_storage_2d<rgba32(uint|float), read>)?/gm,
  );
  return Array.from(declarations, ([, binding, space, texel], i) => {
    assert.equal(Number(binding), i, "bindings in order");
    return (space ?? `storage texture, ${texel === "uint" ? "u32" : "f32"}`) as BindingKind;
  });
}

/** Header lines such as `//   @binding(1) x: storage, read, f32 [V, Cp], four at a time` as binding kinds. */
function documentedBindings(code: string): BindingKind[] {
  const kinds =
    /^\/\/ {3}@binding\((\d+)\) \w+: (storage, read_write|storage, read|uniform|storage texture)/gm;
  return Array.from(code.matchAll(kinds), ([, binding, kind], i) => {
    assert.equal(Number(binding), i, "bindings in order");
    return kind as BindingKind;
  });
}

for (const { name, code, bindings } of KERNELS) {
  Deno.test(`the bindings of ${name} are those that its kernel declares`, () => {
    assert.deepEqual(declaredBindings(code), bindings);
  });

  Deno.test(`the header of ${name} tells its bindings`, () => {
    const documented = bindings.map((kind) =>
      kind.replace(/^storage texture, .*/, "storage texture")
    );
    assert.deepEqual(documentedBindings(code), documented);
  });

  Deno.test(`the header of ${name} names a CPU twin that exists`, () => {
    const twin = code.match(/CPU twin: (src\/compute\/cpu\/\w+\.ts)/)?.[1];
    const isLinear = LINEAR_KERNELS.some((kernel) => kernel.name === name);
    assert.equal(twin, `src/compute/cpu/${isLinear ? "linear" : name}.ts`);
    assert.ok(Deno.statSync(new URL(`../../${twin}`, import.meta.url)).isFile);
  });
}

/** Runs a kernel without resources and waits for the errors of it. */
async function runAlone(kernel: Kernel, constants: Record<string, number> = {}): Promise<void> {
  const gpu = await openGpuDevice(await testAdapter());
  try {
    const kernels = new KernelRunner(gpu.device);
    gpu.scoped(
      `run "${kernel.name}"`,
      () =>
        kernels.run({ kernel, constants, resources: [], uniform: [1, 0, 0, 0], nGroups: [1, 1] }),
    );
    await gpu.settle();
  } finally {
    gpu.dispose();
  }
}

const UNIFORM_ONLY: Kernel = {
  name: "uniform_only",
  code: `
    @group(0) @binding(0) var<uniform> size: vec4<u32>;
    @compute @workgroup_size(1) fn main() { _ = size; }
  `,
  bindings: ["uniform"],
};

testOnGpu("KernelRunner runs a kernel", () => runAlone(UNIFORM_ONLY));

testOnGpu("KernelRunner reports a kernel that does not parse, in one line", async () => {
  const broken = { ...UNIFORM_ONLY, name: "broken", code: "fn main( {" };
  await assert.rejects(runAlone(broken), (error: Error) => {
    assert.match(error.message, /^Cannot run "broken" on .+: .*expected/);
    assert.ok(!error.message.includes("\n"));
    return true;
  });
});

testOnGpu("KernelRunner reports bindings that a kernel does not declare so", async () => {
  const other: Kernel = { ...UNIFORM_ONLY, code: UNIFORM_ONLY.code.replace("uniform", "storage") };
  await assert.rejects(runAlone(other), /^Error: Cannot run "uniform_only" on .+: /);
});

testOnGpu("KernelRunner reports a constant that a kernel does not have", async () => {
  await assert.rejects(
    runAlone(UNIFORM_ONLY, { LANES: 8 }),
    /^Error: Cannot run "uniform_only" on .+: .*LANES/,
  );
});
