import assert from "node:assert/strict";
import { parseHTML } from "linkedom";
import { pathOf } from "../sources/checkpoint/adapter/adapted_pair.ts";
import { withVariable, withVariables } from "../environment.ts";
import { realPath, testOnRealData } from "../real_data.ts";
import { textOf } from "../site/html.ts";
import { type FakeRepository, startFakeHub } from "../sources/hub/fake_hub.ts";
import { readFiles, withFolder } from "../sources/temporary_folder.ts";
import { runMain } from "./run_main.ts";
import { writeCheckpoint } from "./small_pair.ts";
import { at } from "../weights/expected_rows.ts";
import { withWeights } from "./weights_command.ts";

const SAME =
  /^Base and instruct are the same files, as far as their names, sizes, times and the first bytes of each tensor tell: no /m;

Deno.test("weights compares two checkpoints, writes one file that tells of no place on this disk, and prints what it claims", () =>
  withWeights(async ({ at, run, files }) => {
    const { code, stdout, stderr } = await run();
    assert.equal(code, 0, stderr);
    const [claim, wrote] = stdout.split("\n");
    assert.match(wrote!, /^Wrote \/.*w\.html in \d+\.\d s$/);
    assert.match(stderr, /^Comparing .*base with .*instruct\n/);
    assert.match(stderr, /^Layer 0 done: 1 of 2 layers, .*\nLayer 1 done: 2 of 2 layers, .*$/m);
    assert.deepEqual(await files(), ["w.html"]);
    const text = await Deno.readTextFile(at("w.html"));
    assert.equal(text.includes(at("")), false);
    const document = parseHTML(text).document as Document;
    assert.equal(
      textOf(document.querySelector(".claim")).replaceAll("\u00a0", " "),
      claim,
    );
    assert.match(
      claim!,
      /^Of the MLPs of 2 layers, \w+_proj of layer \d changed most, by \d+ % of its length/,
    );
    const csv = decodeURIComponent(
      document.querySelector("a[download]")!.getAttribute("href")!.split(/,(.*)/s)[1]!,
    );
    assert.deepEqual(
      csv.trimEnd().split("\n").map((line) => line.split(",").slice(0, 3).join()),
      [
        "layer,tensor,n_elements",
        ...[0, 1].flatMap((layer) =>
          [["pre_norm", 16], ["gate", 192], ["up", 192], ["down", 192], ["post_norm", 16]].map((
            it,
          ) => `${layer},${it.join()}`)
        ),
      ],
    );
  }));

Deno.test("weights --plan tells what would be read, and writes nothing", () =>
  withWeights(async ({ run, files }) => {
    const { code, stdout, stderr } = await run("--plan", "--layers", "1");
    assert.equal(code, 0, stderr);
    // Norms [16], matrices [12, 16] and [16, 12]: 608 elements a side, BF16.
    assert.deepEqual(stdout.trimEnd().split("\n"), [
      "base against instruct: 1 of 2 layers (1)",
      "to read: 10 tensors, 2.43 kB, matrices up to four times (--spectrum off: once)",
      "bytes:   base: 1.22 kB, 1.22 kB a layer",
      "bytes:   instruct: 1.22 kB, 1.22 kB a layer",
    ]);
    assert.deepEqual(await files(), []);
  }));

Deno.test("weights --spectrum off reads everything once and tells no singular values; other commands do not take it", () =>
  withWeights(async ({ at, run }) => {
    const firstOf = async () => {
      const text = await Deno.readTextFile(at("w.html"));
      const csv = decodeURIComponent(
        (parseHTML(text).document as Document).querySelector("a[download]")!.getAttribute("href")!,
      );
      const facts = textOf((parseHTML(text).document as Document).querySelector("dl"));
      return [csv.split("\n")[2]!.split(",").slice(-5), facts] as const;
    };
    assert.equal((await run()).code, 0);
    const [known, facts] = await firstOf();
    assert.ok(known.every((value, i) => i === 3 || Number(value) > 0), known.join());
    assert.equal((await run("--spectrum", "off")).code, 0);
    const [unknown, factsOff] = await firstOf();
    assert.deepEqual(unknown, ["", "", "", "", ""]);
    const plan = await run("--spectrum", "off", "--plan");
    assert.match(plan.stdout, /^to read: 20 tensors, 4\.86 kB$/m);
    const readOnce = /weights read 4\.86 kB(?!, matrices several times)/;
    assert.match(factsOff.replaceAll("\u00a0", " "), readOnce);
    assert.doesNotMatch(facts.replaceAll("\u00a0", " "), readOnce);
    const other = await runMain("report", "--spectrum", "off");
    assert.equal(other.code, 2);
    assert.match(
      other.stderr,
      /Cannot understand "--spectrum": weights takes --spectrum, and this command does not/,
    );
  }));

/** Compares the pair of Llama's that the oracle knows. */
function runLlama(...options: string[]) {
  return runMain(
    "weights",
    "--base",
    at("llama/base"),
    "--instruct",
    at("llama/instruct"),
    ...options,
  );
}

Deno.test("weights --tensors layer compares attention too, and names what one side alone has", async () => {
  await withFolder({}, async (folder) => {
    const out = `${folder}/w.html`;
    const run = (...options: string[]) => runLlama("--out", out, ...options);
    const { code, stdout, stderr } = await run("--tensors", "layer");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^MLPs and their norms hold [\d.]+ % of the squared change of all /m);
    assert.match(
      stdout,
      /^Of matrices beside the MLPs self_attn\.\w_proj of layer \d changed most, by /m,
    );
    const text = await Deno.readTextFile(out);
    assert.match(text, /self_attn\.q_proj\.bias/);
    assert.doesNotMatch(text, /inv_freq/);
    const plan = await run("--tensors", "layer", "--plan");
    // Seven of each MLP, and four of the rest.
    assert.match(plan.stdout, /^to read: 44 tensors, /m);
    assert.match((await run("--plan")).stdout, /^to read: 28 tensors, /m);
    const other = await run("--tensors", "every");
    assert.equal(other.code, 2);
    assert.match(other.stderr, /--tensors.*mlp.*layer.*all/);
  });
});

Deno.test("weights --tensors all compares what is in no layer too, and tells the part of layers by itself", async () => {
  await withFolder({}, async (folder) => {
    const out = `${folder}/w.html`;
    const run = (...options: string[]) => runLlama("--out", out, "--tensors", "all", ...options);
    // Three more of each side, two of them of 40 by 18, beside 44 of the layers.
    const plan = (await run("--plan")).stdout;
    assert.match(plan, /^to read: 50 tensors, 31\.6 kB, /m);
    assert.match(plan, /^bytes: +base: 10\.5 kB, 3\.80 kB a layer, 2\.92 kB in no layer$/m);
    assert.match(plan, /^bytes: +instruct: 21\.0 kB, 7\.61 kB a layer, 5\.83 kB in no layer$/m);
    const { code, stdout, stderr } = await run();
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^MLPs and their norms hold [\d.]+ % of the squared change of all /m);
    const text = await Deno.readTextFile(out);
    assert.match(text, /MLPs hold [\d.]+\s% of the squared change of layers/);
    assert.match(text, /<bdi>model\.embed_tokens<\/bdi>/);
    assert.match(
      text,
      /were compared, in these layers and outside layers \(embeddings, /,
    );
    assert.match(text, /<title>Change of weights · /);
    assert.match(text, />Weights, tensor by tensor</);
  });
});

Deno.test("weights of a checkpoint with itself says that there is no difference", () =>
  withWeights(async ({ at, run }) => {
    const { code, stdout, stderr } = await run("--instruct", at("base"));
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^No difference in the MLPs: every MLP tensor of the 2 layers is the same in both checkpoints\.\n/,
    );
    assert.match(stderr, SAME);
    assert.ok(
      (await Deno.readTextFile(at("w.html"))).includes("Base and instruct are the same files"),
    );
  }));

Deno.test("weights says that both are one checkpoint through a link too, and not of a copy or of others of one size and time", () =>
  withWeights(async ({ at, run }) => {
    await Deno.symlink(at("base"), at("link"));
    assert.match((await run("--instruct", at("link"))).stderr, SAME);
    const time = new Date(1e12);
    const file = (folder: string) => `${at(folder)}/model.safetensors`;
    for (const folder of ["base", "instruct"]) await Deno.utime(file(folder), time, time);
    assert.equal((await Deno.stat(file("base"))).size, (await Deno.stat(file("instruct"))).size);
    const { code, stderr } = await run();
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, SAME);
    await Deno.mkdir(at("copy"));
    for (const name of ["config.json", "model.safetensors"]) {
      await Deno.copyFile(`${at("base")}/${name}`, `${at("copy")}/${name}`);
    }
    assert.doesNotMatch((await run("--instruct", at("copy"))).stderr, SAME);
  }));

Deno.test("weights takes --layers, and exits with 2 where one is not in the model or checkpoints are missing", () =>
  withWeights(async ({ at, run, files }) => {
    const { code, stdout, stderr } = await run("--layers", "1", "--weights", "stored");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Of the MLP of one layer, \w+_proj of layer 1 changed most, by/);
    await Deno.remove(at("w.html"));
    for (
      const [args, why] of [
        [
          ["--layers", "1-2"],
          "Cannot analyse layer 2: expected layers 0 to 1 of a model with 2 layers",
        ],
        [["--layers", "2-1"], "Cannot use --layers 2-1: the range 2-1 is reversed; write 1-2"],
        [["--weights", "f16"], "Cannot use --weights f16: expected bf16 or stored"],
        [["--base-name", "a\nb"], null],
        [["--vectors", "v"], null],
        [["--out", at("w.csv")], null],
        // Its own name would do, and not the longer one that it has until it is whole.
        [
          ["--out", `${"n".repeat(240)}.html`],
          `Cannot use --out ${
            "n".repeat(240)
          }.html: a name in it is longer than the system allows; give it a shorter one`,
        ],
      ] as const
    ) {
      const refused = await run(...args);
      assert.deepEqual([refused.code, refused.stdout], [2, ""], refused.stderr);
      if (why !== null) assert.equal(refused.stderr.trimEnd(), `deltascope: ${why}`);
      assert.deepEqual(await files(), []);
    }
    const alone = await runMain("weights", "--base", at("base"), "--out", at("w.html"));
    assert.equal(alone.code, 2);
    assert.equal(
      alone.stderr,
      "deltascope: Cannot compare weights without --instruct: give both, a folder or an id on the Hugging Face Hub each\n",
    );
    const none = await runMain("weights");
    assert.match(
      none.stderr,
      /^deltascope: Cannot compare weights without --base and --instruct: /,
    );
  }));

Deno.test("weights refuses two checkpoints that are no pair, and weights that are not finite, and writes nothing", () =>
  withWeights(async ({ at, run, files }) => {
    await writeCheckpoint(at("base/other"), { seed: 3, config: { intermediate_size: 11 } });
    const { code, stderr } = await run("--instruct", at("base/other"));
    assert.equal(code, 1);
    assert.match(stderr, /^deltascope: Cannot .*$/m);
    await writeCheckpoint(at("base/llama"), {
      seed: 3,
      config: { hidden_activation: "gelu" },
    });
    const other = await run("--instruct", at("base/llama"));
    assert.equal(other.code, 1);
    assert.match(
      other.stderr,
      /^deltascope: Cannot compare base with llama: expected the same activation, got gelu_tanh \(Gemma2ForCausalLM\) and gelu /m,
    );
    const path = at("instruct/model.safetensors");
    await spoil(path, "model.layers.1.mlp.down_proj.weight");
    const broken = await run();
    assert.equal(broken.code, 1);
    assert.match(
      broken.stderr,
      /\ndeltascope: Cannot compare layer 1 of the instruct checkpoint: expected finite weights in "model\.layers\.1\.mlp\.down_proj\.weight" of model\.safetensors, got NaN at row 0, column 0\n$/,
    );
    assert.deepEqual(await files(), []);
  }));

/** Makes the first element of a tensor NaN. */
async function spoil(path: string, name: string): Promise<void> {
  const bytes = await Deno.readFile(path);
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  bytes.set([0xc0, 0x7f], 8 + length + header[name].data_offsets[0]);
  await Deno.writeFile(path, bytes);
}

Deno.test("weights takes an adapter of the base, and two of them", () =>
  withWeights(async ({ run }) => {
    const base = ["--base", pathOf("llama/base")];
    const { code, stdout, stderr } = await run(...base, "--instruct", pathOf("llama/patterns"));
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /^The instruct model is the checkpoint base with the adapter patterns added/m,
    );
    assert.match(stdout, /^Of the MLPs of 2 layers, /);
    const two = await run(
      ...base,
      ...["--base-adapter", pathOf("llama/patterns"), "--instruct", pathOf("llama/dora")],
    );
    assert.equal(two.code, 0, two.stderr);
    const attention = await run(...base, "--instruct", pathOf("llama/attention"));
    assert.equal(attention.code, 1);
    assert.match(attention.stderr, /the adapter changes no MLP \(it trains q_proj and v_proj\)/);
  }));

Deno.test("verify and compare say of the file of a comparison of weights what it is", () =>
  withWeights(async ({ at, run }) => {
    const file = at("weights.html");
    const sides = ["--base", at("base"), "--instruct", at("instruct")];
    assert.equal((await run("--out", file, "--spectrum", "off")).code, 0);
    for (
      const args of [["verify", file], ["verify", file, ...sides], [
        "compare",
        file,
        file,
        "--out",
        at("c"),
      ]]
    ) {
      const { code, stdout, stderr } = await runMain(...args);
      assert.equal(`${code}${stdout}`, "1", stderr);
      assert.ok(
        stderr.endsWith(
          `deltascope: Cannot read ${file}: expected results, found a comparison of weights, which holds none and is ` +
            "computed again by the command that it names; verify and compare take the folder of a report, or its " +
            "data/results.json\n",
        ),
        stderr,
      );
    }
  }));

Deno.test("weights writes over nothing that is not its own, keeps an edited file, and says what it replaces", () =>
  withWeights(async ({ at, run, files }) => {
    await Deno.writeTextFile(at("w.html"), "<!DOCTYPE html><title>mine</title>");
    const refused = await run();
    assert.equal(refused.code, 2);
    assert.match(
      refused.stderr,
      /^deltascope: Cannot use --out .*w\.html: it is not a file of deltascope's/,
    );
    await Deno.remove(at("w.html"));
    const replaced =
      /^This comparison replaces another file of deltascope, .*w\.html: another --out would have kept it$/m;
    for (
      const [options, isSaid] of [
        [[], false],
        [[], false],
        [["--tensors", "layer"], true],
        [["--tensors", "layer"], false],
        [[], true],
        [["--layers", "1"], true],
      ] as const
    ) {
      const { code, stderr } = await run(...options);
      assert.deepEqual([code, replaced.test(stderr)], [0, isSaid], stderr);
      assert.deepEqual(await files(), ["w.html"]);
    }
    // Of other checkpoints in folders of the same names.
    await writeCheckpoint(at("instruct/again/instruct"), { seed: 3 });
    const other = await run("--instruct", at("instruct/again/instruct"), "--layers", "1");
    assert.match(other.stderr, replaced);
    const edited = `${await Deno.readTextFile(at("w.html"))}<!-- mine -->`;
    await Deno.writeTextFile(at("w.html"), edited);
    const { stderr } = await run();
    assert.match(stderr, /had been changed by hand: the changed file is kept in/);
    const [kept] = (await files()).filter((name) => name !== "w.html");
    assert.equal(await Deno.readTextFile(at(kept!)), edited);
  }));

Deno.test("weights names a folder that was typed as dots in the lines that repeat it", () =>
  withWeights(async ({ at, files }) => {
    await withVariable("INIT_CWD", at("base"), async () => {
      const { code, stderr } = await runMain(
        ...["weights", "--base", ".", "--instruct", "../instruct/.", "--out", "../w.html"],
      );
      assert.equal(code, 0, stderr);
    });
    assert.deepEqual(await files(), ["w.html"]);
    const document = parseHTML(await Deno.readTextFile(at("w.html"))).document as Document;
    const inputs = "--base path/to/base --instruct path/to/instruct";
    assert.deepEqual(Array.from(document.querySelectorAll("pre"), textOf), [
      `deno task report ${inputs} --vectors path/to/vectors`,
      `deno task weights ${inputs}`,
    ]);
  }));

Deno.test("weights writes weights.html into the folder where it was typed, and takes relative paths as of that", () =>
  withWeights(async ({ at, files }) => {
    await withVariable("INIT_CWD", at("").replace(/\/$/, ""), async () => {
      const { code, stdout, stderr } = await runMain(
        ...["weights", "--base", "base", "--instruct", "instruct"],
      );
      assert.equal(code, 0, stderr);
      assert.match(stdout, /\nWrote weights\.html in /);
    });
    assert.deepEqual(await files(), ["weights.html"]);
  }));

Deno.test("weights names the file that it wrote as refusals name it", () =>
  withWeights(async ({ at, run }) => {
    const { code, stdout, stderr } = await run("--out", at('w".html'));
    assert.equal(code, 0, stderr);
    assert.match(stdout, /\nWrote "\/.*w\\".html" in /);
  }));

testOnRealData(
  "weights on ids fetches what it reads once, and tells the commits",
  "stories260k/base",
  async () => {
    const repository = async (
      id: string,
      commit: string,
      part: string,
    ): Promise<FakeRepository> => ({
      kind: "models",
      id,
      commit,
      files: await readFiles(realPath(`stories260k/${part}`)),
    });
    await using hub = await startFakeHub([
      await repository("org/base", "b".repeat(40), "base"),
      await repository("org/tuned", "1".repeat(40), "finetuned"),
    ]);
    await withFolder({}, (folder) =>
      withVariables({
        HF_ENDPOINT: hub.endpoint,
        HF_HOME: `${folder}/hf`,
        XDG_CACHE_HOME: `${folder}/cache`,
      }, async () => {
        const ids = ["--base", "org/base", "--instruct", "org/tuned", "--out", `${folder}/w.html`];
        const first = await runMain("weights", ...ids, "--layers", "3");
        assert.equal(first.code, 0, first.stderr);
        const text = await Deno.readTextFile(`${folder}/w.html`);
        const command = `deno task weights --base org/base@${"b".repeat(40)} --instruct org/tuned@${
          "1".repeat(40)
        } --layers 3`;
        assert.ok(text.includes(`<code>${command}</code>`));
        const nRequests = hub.requests.length;
        const again = await runMain("weights", ...ids, "--layers", "3", "--offline");
        assert.equal(again.code, 0, again.stderr);
        assert.equal(hub.requests.length, nRequests);
        const local = await runMain(
          ...["weights", "--base", realPath("stories260k/base"), "--layers", "3"],
          ...["--instruct", realPath("stories260k/finetuned"), "--out", `${folder}/local.html`],
        );
        const claim = (stdout: string) => stdout.split("\n")[0];
        assert.equal(claim(local.stdout), claim(first.stdout));
      }));
  },
);

Deno.test("report without vectors exits with 2 and names the command that needs none", () =>
  withWeights(async ({ at }) => {
    const { code, stderr } = await runMain(
      ...["report", "--base", at("base"), "--instruct", at("instruct"), "--out", at("site")],
    );
    assert.equal(code, 2);
    assert.equal(
      stderr,
      "deltascope: Cannot run without --vectors: give --base, --instruct and --vectors, or none of them for the demonstration; " +
        "where there are no vectors, deno task weights with these two tells by how much their weights changed\n",
    );
  }));
