import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { parseHTML } from "linkedom";
import { parse } from "@std/csv/parse";
import { renderWeights } from "../../../../src/site/write/single_file/weights_file.ts";
import { isOneLine, textOf } from "../../html.ts";
import { HOSTILE_NAMES } from "../../sample_results.ts";
import { gathered, otherRow, sampleWeights } from "../../sample_weights.ts";

const HEAD =
  "layer,tensor,n_elements,base_norm,instruct_norm,delta_norm,relative_change,delta_angular,changed_share,largest_change,rounding_change,delta_spectral_norm,delta_stable_rank,delta_top8_share,delta_low_rank,isotropic_top8_share";

const HOSTILE = HOSTILE_NAMES.join(" ");
const ZERO = { relative_change: null, base_norm: 0, delta_norm: 3, changed_share: 1 };
const VARIANTS = {
  "a pair": sampleWeights(),
  "no difference": sampleWeights({ gate: [0, 0], up: [0, 0], down: [0, 0] }),
  "hostile names": sampleWeights(undefined, {
    base: { name: HOSTILE, own_name: HOSTILE, unread: [{ path: HOSTILE, reason: HOSTILE }] },
    instruct: { name: HOSTILE, adapter: HOSTILE, synthetic: HOSTILE },
    remarks: [HOSTILE],
  }),
  "singular values": sampleWeights({
    pre_norm: [0.1, 0.2],
    gate: [gathered(0.2, 0.4), gathered(0.2, 0.5)],
    up: [gathered(0.2, 0.1), gathered(0.2, 0.2)],
    down: [gathered(0.2, 0.3), 0],
  }),
  "all zeros in the base": sampleWeights({
    gate: [ZERO, 0],
    up: [ZERO, ZERO],
    pre_norm: [ZERO, 0],
  }),
  "attention beside the MLPs": sampleWeights(undefined, {
    others: [0, 1, 2].flatMap((layer) => [
      otherRow(layer, "input_layernorm", { change: 0, isVector: true }),
      otherRow(layer, "self_attn.q_proj", { change: layer / 10 }),
    ]),
  }),
  "what is in no layer beside them": sampleWeights(undefined, {
    tensors: "all",
    others: [
      otherRow(null, "model.embed_tokens", { change: 0.3 }),
      otherRow(1, "self_attn.q_proj", { change: 0.1 }),
    ],
  }),
  "many layers, with biases and rounding": sampleWeights({
    gate: Array.from(
      { length: 60 },
      (_, i) => ({ relative_change: i / 100, rounding_change: 0.002 }),
    ),
    gate_bias: Array.from({ length: 60 }, () => 0.5),
    up: Array.from({ length: 60 }, () => 0.1),
    down: Array.from({ length: 60 }, () => 0.1),
  }),
};

for (const [name, comparison] of Object.entries(VARIANTS)) {
  const text = renderWeights(comparison);
  const document = parseHTML(text).document as Document;

  Deno.test(`renderWeights() writes valid and accessible HTML: ${name}`, async () => {
    const validator = new HtmlValidate(
      new StaticConfigLoader({
        extends: ["html-validate:recommended", "html-validate:a11y"],
        rules: { "no-inline-style": "off" },
      }),
    );
    const { results } = await validator.validateString(text);
    const messages = results.flatMap((result) => result.messages);
    deepStrictEqual(messages.map((m) => `${m.line} ${m.ruleId} ${m.message}`), []);
  });

  Deno.test(`renderWeights() says unfolded what was not compared: ${name}`, () => {
    const told = Array.from(document.querySelectorAll("p"))
      .find((it) => textOf(it).includes("embeddings"));
    ok(told !== undefined && told.closest("details") === null);
  });

  Deno.test(`renderWeights() asks for nothing, and its links land in it: ${name}`, () => {
    deepStrictEqual([...document.querySelectorAll("[src], iframe, object, embed, img")], []);
    ok(!/@import|url\((?!#|data:image\/png;base64,)/.test(text), "a style sheet asks for a file");
    const ids = Array.from(document.querySelectorAll("[id]"), ({ id }) => id);
    deepStrictEqual(ids.filter((id, i) => ids.indexOf(id) !== i), []);
    for (const link of document.querySelectorAll("body [href]")) {
      const href = link.getAttribute("href")!;
      ok(
        href.startsWith("data:text/csv") || href.startsWith("#") && ids.includes(href.slice(1)),
        href,
      );
    }
    strictEqual(text.split("<script").length, 2);
    ok(!/NaN|Infinity|undefined/.test(text.replace(/<(script|style)>[^]*?<\/\1>/g, "")));
  });

  Deno.test(`renderWeights() holds every number as CSV: ${name}`, () => {
    const link = document.querySelector("a[download]")!;
    strictEqual(link.getAttribute("download"), "weights.csv");
    const [kind, csv = ""] = link.getAttribute("href")!.split(/,(.*)/s);
    strictEqual(kind, "data:text/csv;charset=utf-8");
    const read = decodeURIComponent(csv);
    strictEqual(read.split("\n")[0], HEAD);
    const rows = parse(read, { skipFirstRow: true }) as Record<string, string>[];
    deepStrictEqual(
      rows,
      comparison.rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map((
            [column, value],
          ) => [column, value === null ? "" : String(value)]),
        )
      ),
    );
    // What is shown is the same tables.
    const shown = [
      ...document.querySelectorAll("#numbers ~ * tbody tr, #numbers ~ details tbody tr"),
    ];
    strictEqual(new Set(shown).size, rows.length + (comparison.others?.length ?? 0));
  });

  Deno.test(`renderWeights() has captions of one line and charts with names: ${name}`, () => {
    const figures = [...document.querySelectorAll("section.figure")];
    for (const figure of figures) {
      isOneLine(figure);
      for (const svg of figure.querySelectorAll(".chart > svg")) {
        ok(
          svg.getAttribute("aria-label")! && svg.getAttribute("aria-description")!,
          svg.outerHTML.slice(0, 300),
        );
      }
    }
    strictEqual(
      figures.length,
      {
        "no difference": 0,
        "all zeros in the base": 0,
        "many layers, with biases and rounding": 1,
        "singular values": 3,
        "attention beside the MLPs": 3,
        "what is in no layer beside them": 3,
      }[name] ?? 2,
    );
  });
}

Deno.test("renderWeights() speaks of MLP weights, and of checkpoints of bfloat16 alone, only where nothing else was compared", () => {
  const told = (others: Parameters<typeof sampleWeights>[1]) => {
    const text = renderWeights(sampleWeights(undefined, others));
    return [
      /<title>([^·<]*) ·/.exec(text)![1],
      /class="kicker">([^<]*)</.exec(text)![1],
      text.includes("Both checkpoints are stored as bfloat16"),
    ];
  };
  const wide = otherRow(0, "self_attn.q_norm", { change: 0.1, rounding_change: 0.002 });
  deepStrictEqual(told({}), ["Change of MLP weights", "MLP weights, tensor by tensor", true]);
  deepStrictEqual(told({ others: [wide] }), [
    "Change of weights",
    "Weights, tensor by tensor",
    false,
  ]);
});

Deno.test("renderWeights() leads to a report only where there is a difference", () => {
  const leads = (changes?: Parameters<typeof sampleWeights>[0]) =>
    renderWeights(sampleWeights(changes)).includes("deno task report --base");
  deepStrictEqual([leads(), leads({ gate: [0] })], [true, false]);
});

Deno.test("renderWeights() says synthetic of synthetic weights alone", () => {
  ok(!/synthetic/i.test(renderWeights(sampleWeights())));
  const made = renderWeights(
    sampleWeights(undefined, { base: { synthetic: "made by a program" } }),
  );
  match(made, /<title>[^<]* · synthetic · deltascope<\/title>/);
  match(textOf(parseHTML(made).document.querySelector(".banner")), /^Synthetic weights\./);
  match(
    textOf(parseHTML(made).document.querySelector(".claim")),
    /^Synthetic data\. Of the MLPs of 3 layers/,
  );
});

Deno.test("renderWeights() puts the claim first, and gives the line that repeats it and the one that goes further", () => {
  const comparison = sampleWeights(undefined, {
    remarks: ["Norm weights stand 1 above."],
    run: {
      ...sampleWeights().run,
      command:
        "deno task weights --base org/b@0123456789012345678901234567890123456789 --instruct lora --base-name B --layers 0-2 --out w.html --offline",
    },
  });
  const document = parseHTML(renderWeights(comparison)).document as Document;
  const [next, again] = Array.from(document.querySelectorAll("pre.command"), textOf);
  strictEqual(textOf(document.querySelector(".kicker")), "MLP weights, tensor by tensor");
  strictEqual(
    next,
    "deno task report --base org/b@0123456789012345678901234567890123456789 --instruct path/to/lora --vectors path/to/vectors",
  );
  strictEqual(
    again,
    "deno task weights --base org/b@0123456789012345678901234567890123456789 --instruct path/to/lora --base-name B --layers 0-2",
  );
  const main = textOf(document.querySelector("main"));
  const places = [
    "up_proj of layer 1 changed most",
    "Figure 1.",
    "Figure 2.",
    "Numbers",
    "How to read this",
    "What was compared",
    "Norm weights stand 1 above.",
  ]
    .map((text) => main.indexOf(text));
  deepStrictEqual(places.toSorted((a, b) => a - b), places);
  ok(places[0]! > 0);
});

Deno.test("renderWeights() draws no chart of what has no percentage, and does not say of it that nothing changed", () => {
  const { document } = parseHTML(renderWeights(VARIANTS["all zeros in the base"]));
  strictEqual(document.querySelectorAll("figure").length, 0);
  const text = textOf(document.querySelector("main"));
  ok(!/No (?:matrix|norm) changed/.test(text), text);
  match(text, /gate_proj of layer 0 and up_proj of layers 0-1 are all zeros in the base/);
});

Deno.test("renderWeights() calls no layer a peak where all changed alike, and draws what rounding does by itself", () => {
  const titles = (changes: Parameters<typeof sampleWeights>[0]) => {
    const { document } = parseHTML(renderWeights(sampleWeights(changes)));
    return [...(document as Document).querySelectorAll("section.figure")].map((figure) => ({
      title: textOf(figure.querySelector("h2, h3")).replaceAll("\u00a0", " "),
      caption: textOf(figure.querySelector(".caption, figcaption")).replaceAll("\u00a0", " "),
    }));
  };
  const [alike, ranks] = titles({
    gate: [gathered(0.101, 1, 4), gathered(0.101, 1, 4)],
    up: [0.05, 0.06],
  });
  match(
    alike!.title,
    /gate_proj changed by 10\.1 % at each of 2 layers, and nothing here by more$/,
  );
  match(alike!.caption, /dashed: about what rounding alone does\.$/);
  match(ranks!.title, /Every change of an MLP matrix lies in few directions: rank 4$/);
  const [peak] = titles({ gate: [0.1, { relative_change: 0.2, rounding_change: 0.001 }] });
  match(peak!.title, /Largest change of an MLP matrix: gate_proj of layer 1, by 20 %$/);
  match(peak!.caption, /dashed: what rounding alone does\.$/);
});

Deno.test("renderWeights() holds the numbers of tensors beside MLPs as CSV of their own, and says what was compared", () => {
  const comparison = VARIANTS["attention beside the MLPs"]!;
  const document = parseHTML(renderWeights(comparison)).document as Document;
  const links = [...document.querySelectorAll("a[download]")];
  deepStrictEqual(links.map((link) => link.getAttribute("download")), [
    "weights.csv",
    "other_weights.csv",
  ]);
  const csv = decodeURIComponent(links[1]!.getAttribute("href")!.split(/,(.*)/s)[1]!);
  strictEqual(csv.split("\n")[0], HEAD.replace("tensor,", "tensor,shape,"));
  const rows = parse(csv, { skipFirstRow: true }) as Record<string, string>[];
  deepStrictEqual(
    rows.map(({ layer, tensor, shape, delta_norm }) => [layer, tensor, shape, delta_norm]),
    comparison.others!.map((row) => [
      ...[`${row.layer}`, row.tensor, row.shape, `${row.delta_norm}`],
    ]),
  );
  match(
    textOf(document.body),
    /All tensors of these layers that both checkpoints have in the same shape were compared: embeddings/,
  );
  match(
    textOf(document.body),
    /MLPs hold 86 % of the squared change, of single layers 64\.7 % to 100 %/,
  );
});

Deno.test("renderWeights() leads from an adapter to no option that refuses it", () => {
  for (const more of [{}, { others: [otherRow(1, "self_attn.q_proj", { change: 0.1 })] }]) {
    ok(renderWeights(sampleWeights(undefined, more)).includes("--tensors all"));
    const adapted = sampleWeights(undefined, { ...more, instruct: { adapter: "tuned" } });
    ok(!renderWeights(adapted).includes("--tensors all"));
  }
});

Deno.test("renderWeights() lets few far larger changes not pale all others on the map", () => {
  const scaleOf = (first: number) => {
    const others = Array.from(
      { length: 40 },
      (_, layer) => otherRow(layer, "self_attn.q_proj", { change: layer === 0 ? first : 0.1 }),
    );
    const gate = Array.from({ length: 40 }, () => 0.1);
    const html = renderWeights(sampleWeights({ gate }, { others }));
    return textOf(parseHTML(html).document.querySelector(".heat-scale")!);
  };
  match(scaleOf(20), /^0 +10 or more$/);
  match(scaleOf(0.3), /^0 +30$/);
});
