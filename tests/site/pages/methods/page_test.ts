import { ok, strictEqual } from "node:assert/strict";
import { parseHTML } from "linkedom";
import { samplePages, siteTexts, textOf } from "../../html.ts";
import { sampleResults, THREE_LAYERS } from "../../sample_results.ts";

Deno.test("methodsPage() writes formulas as MathML, for the recipe of the run", () => {
  const gemma = samplePages({ layers: THREE_LAYERS }).get("methods.html")!;
  ok(gemma.querySelectorAll("math").length >= 9);
  ok(textOf(gemma.querySelector(".formulas")).includes("tanh"));
  const results = sampleResults({ layers: THREE_LAYERS });
  for (const info of [results.inputs.base, results.inputs.instruct]) {
    Object.assign(info, { activation: "silu", norm_weight: "w", has_post_norm: false });
  }
  const llama = siteTexts(results).get("methods.html")!;
  ok(!llama.includes("tanh") && !llama.includes('<mi mathvariant="normal">post'));
});

Deno.test("methodsPage() tells options, device, versions and bytes, and leads to the command", () => {
  const main = samplePages({ layers: THREE_LAYERS }).get("methods.html")!.querySelector("main")!;
  ok(main.querySelector('a[href="cite.html#repeat"]'));
  const text = textOf(main);
  for (
    const fact of [
      "layers 17-18,24",
      "layers decomposed 18,24 (layer 18 where analysed, and the two peaks)",
      "random directions 32, each in both signs, from seed 42",
      "Sample GPU 4090 (Vulkan) (GPU)",
      "weights read 30.6 GB",
      "deno 2.9.6",
      "rounded to bfloat16 (to nearest even)",
      "Vector files passed over: 1",
    ]
  ) ok(text.includes(fact), fact);
});

Deno.test("methodsPage() counts components without the vectors that were given beside them, and names those", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  const { pcs } = results;
  const nComponents = pcs.length;
  const options = () =>
    textOf(parseHTML(siteTexts(results).get("methods.html")!).document.querySelector("main"));
  ok(!options().includes("further inputs"));
  results.options.pcs = nComponents + 1;
  pcs.push({ ...pcs[0]!, name: "probe" });
  ok(
    options().includes(
      `components ${nComponents} of ${
        nComponents + 1
      } asked for, each with its negative further inputs probe, with its negative`,
    ),
  );
  pcs.push({ ...pcs[0]!, name: "assistant_axis" });
  ok(options().includes("further inputs probe and assistant_axis, each with its negative"));
});

Deno.test("methodsPage() tells a default of the architecture from what config.json says", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  results.inputs.instruct.defaults = ["eps", "activation"];
  const text = siteTexts(results).get("methods.html")!;
  const words = " (default of Gemma2ForCausalLM: config.json does not name it)";
  ok(text.includes(`>0.000001${words}<`));
  ok(text.includes(`>GELU, tanh form${words}<`));
  strictEqual(text.split(words).length, 3);
});

Deno.test("methodsPage() shows the remark about the device", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  results.device.note = "No adapter was found: the CPU computed.";
  const page = siteTexts(results).get("methods.html")!;
  strictEqual(
    page.includes('<p class="warning">No adapter was found: the CPU computed.</p>'),
    true,
  );
});

Deno.test("methodsPage() states how the evidence is made, where there is some", () => {
  const page = samplePages({ layers: THREE_LAYERS }).get("methods.html")!;
  const text = textOf(page.querySelector("#evidence ~ .formulas"));
  for (
    const fact of [
      "O are the 8 coordinates of largest |µk|",
      "The smallest p there is here is 1 / 33",
      "µ is taken to be of the instruct model",
      "20 seeded resamples of the roles",
      "|d| / floor. Below 3 no sentence",
    ]
  ) ok(text.includes(fact), fact);
  ok(textOf(page.querySelector("main")).includes("row of µ same"));
  const without = samplePages({ layers: THREE_LAYERS, hasEvidence: false }).get("methods.html")!;
  ok(without.querySelector("#evidence") === null);
});

Deno.test("methodsPage() says what is tested of a projection, and when the level is exact", () => {
  const text = textOf(samplePages().get("methods.html")!.querySelector("#decomposition ~ dl"));
  ok(text.includes("(1 + #{k: maxs |zk(s)| ≥ |z(s)|}) / (N + 1), over all vectors of one input"));
  ok(text.includes("holds only if PC1 is otherwise a direction like them"), text);
  ok(text.includes("z is called length and direction"));
});
