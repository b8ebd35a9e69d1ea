package braid.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import braid.training.SmallRuns;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a user sees who gives the command something that cannot work. */
final class BadInputTest {

    @TempDir private static Path runs;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void train() throws Exception {
        SmallRuns.vqvae(runs, "codes").train(false);
        SmallRuns.model(runs, "cot", "method=cot", "model.context=64").train(false);
        SmallRuns.model(runs, "latent", "method=latent", "vqvae=" + runs.resolve("codes"))
                .train(false);
    }

    private static String run(String name) {
        return runs.resolve(name).toString();
    }

    /** Runs the command; it has to fail with this code and this text, and no stack trace. */
    private void fails(int code, String message, String... args) {
        err.getBuffer().setLength(0);
        int found =
                Braid.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(args);
        assertThat(err.toString()).startsWith("braid: " + message).doesNotContain("\tat ");
        assertThat(err.toString()).contains("\n  HINT: ");
        assertThat(found).isEqualTo(code);
    }

    @Test
    void dataFilesAreNamedWithRowAndField() throws Exception {
        fails(
                1,
                "no.jsonl: no such file\n  HINT: the path is relative to",
                "data",
                "jsonl:no.jsonl");
        Path file = runs.resolve("bad.jsonl");
        String good = "{\"question\":\"a\",\"steps\":[\"b\"],\"answer\":\"c\"}\n";
        Files.writeString(file, good + "{\"question\":\"a\",\"steps\":\"b\",\"answer\":\"c\"}\n");
        String task = "task=jsonl:" + file;
        String fault = file + ": row 2: field 'steps': expected an array of strings, found";
        fails(1, fault, "train", "--set", task);
        Files.writeString(file, good + "{\"question\":\"a\",\"steps\":[]}\n");
        fails(1, file + ": row 2: field 'answer' is missing", "train-vqvae", "--set", task);
        Files.writeString(file, good + "{\"question\":");
        fails(1, file + ": row 2, column", "data", "jsonl:" + file);
    }

    @Test
    void reportsNeedTheRecordsOfOneExperiment() throws Exception {
        Path records = Files.createDirectories(runs.resolve("experiment/runs"));
        String folder = run("experiment");
        fails(
                1,
                run("cot") + "/runs: no such folder\n  HINT: give the folder",
                "report",
                run("cot"));
        fails(1, records + ": holds no record\n  HINT: run the experiment", "report", folder);
        Files.writeString(records.resolve("cot-seed1.json"), "{\"experiment\": \"e\", ");
        fails(1, records.resolve("cot-seed1.json") + ": no record of a run: ", "report", folder);
        fails(2, "Missing required parameter: 'DIR'", "report");
    }

    @Test
    void commandLinesAreAnsweredInTwoLines() {
        fails(
                2,
                "Unknown option: '--device'\n  HINT: braid train --help",
                "train",
                "--device",
                "x");
        fails(2, "--examples is 0, wanted: 1 or more\n", "eval", run("cot"), "--examples", "0");
        fails(2, "--latents is -1, wanted: 0 or more\n", "eval", run("latent"), "--latents=0,-1");
        fails(2, "Invalid value for option '--latents'", "eval", run("cot"), "--latents", "x");
        fails(2, "Invalid value for option '--split'", "eval", run("cot"), "--split", "dev");
        fails(2, "--show is -3, wanted: 0 or more", "data", "running-sums", "--show", "-3");
        fails(2, "--index is -1, wanted: 0 or more", "data", "running-sums", "--index", "-1");
        fails(2, "--samples is 0, wanted: 1 or more", "eval", run("cot"), "--samples", "0");
        String topK = "--top-k";
        fails(2, "--top-k is -1, wanted: 0", "eval", run("cot"), "--samples=2", topK, "-1");
        fails(2, "Error: Missing required argument(s): --samples=N", "eval", run("cot"), topK, "2");
        fails(2, "Missing required parameter: 'QUESTION'", "generate", run("cot"));
        fails(2, "QUESTION is empty", "generate", run("cot"), " ");
        fails(2, "--max-tokens is 0, wanted: 1", "generate", run("cot"), "1", "--max-tokens=0");
        fails(2, "--temperature is -1, wanted", "generate", run("cot"), "1", "--temperature=-1");
        fails(2, "--top-p is 0.0, wanted: above 0", "generate", run("cot"), "1", "--top-p=0");
        fails(2, "--min-p is 2.0, wanted: from 0", "generate", run("cot"), "1", "--min-p=2");
        String penalty = "--repetition-penalty";
        fails(2, penalty + " is 0.0, wanted", "generate", run("cot"), "1", penalty + "=0");
        fails(2, "--stop is empty", "generate", run("cot"), "1", "--stop=");
        fails(2, "--scale is 0.0, wanted: a number above 0", "demo", "--scale", "0");
        fails(2, "--scale is NaN, wanted: a number above 0", "demo", "--scale", "NaN");
        String both = "--no-latents, --latents=K are mutually exclusive (specify only one)";
        fails(2, "Error: " + both, "generate", run("latent"), "1", "--no-latents", "--latents=2");
    }

    @Test
    void commandsThatAreMisspeltAreGuessed() {
        assertThat(Braid.commandLine().setErr(new PrintWriter(err)).execute("trian")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("braid: Unmatched argument at index 0: 'trian'")
                .contains("Did you mean: braid train");
    }

    @Test
    void runFoldersOfTheWrongKindSayWhatTheyAre() {
        fails(78, "run folder nowhere holds no run: it has no config.yaml", "eval", "nowhere");
        String codes = "run folder " + run("codes") + " holds a VQ-VAE, no language model\n";
        fails(78, codes, "eval", run("codes"));
        fails(78, codes, "generate", run("codes"), "1 2");
        String cot = "run folder " + run("cot") + " holds a language model, no VQ-VAE\n";
        fails(78, cot, "encode", run("cot"), "out.jsonl");
        fails(78, cot, "train", "--set=method=latent", "--set=vqvae=" + run("cot"));
    }

    @Test
    void capsThatAreNotThereAreRefusedBeforeAnythingIsEvaluated() {
        String none = "run " + run("latent") + " has no control token for a cap of 8\n";
        fails(78, none, "eval", run("latent"), "--caps=8");
        fails(78, none, "generate", run("latent"), "1 2", "--cap", "8");
        fails(2, "Invalid value for option '--caps'", "eval", run("latent"), "--caps", "x");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void latentsThatAreNotThereAreRefusedBeforeAnythingIsEvaluated() {
        String none = "run " + run("cot") + " has no latent tokens: its method is cot\n";
        fails(78, none, "eval", run("cot"), "--latents", "2");
        fails(78, none, "generate", run("cot"), "1 2", "--no-latents");
        fails(78, none, "generate", run("cot"), "1 2", "--latents", "2");
        fails(
                78,
                "--latents 126 do not fit into the model's context, 128",
                "eval",
                run("latent"),
                "--latents=126");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void codesNeedTracesToLearnFromAndOthersToBeMeasuredOn() throws Exception {
        Path folder = Files.createDirectories(runs.resolve("no-valid"));
        String row = "{\"question\":\"a\",\"steps\":[\"b c d e\"],\"answer\":\"c\"}\n";
        Files.writeString(folder.resolve("train.jsonl"), row);
        fails(
                78,
                "jsonl:" + folder + " has no examples to train on, or none for validation\n",
                "train-vqvae",
                "--set=task=jsonl:" + folder,
                "--runs=" + runs);
    }

    @Test
    void questionsHaveToFit() {
        fails(
                78,
                "the question has 101 tokens, the model's context 64\n",
                "generate",
                run("cot"),
                "1 ".repeat(100));
        fails(1, "tokenizer: the word \"what\"", "generate", run("cot"), "what is it");
    }

    @Test
    void tracesLongerThanTheContextAreCountedAndCanBeSkipped() {
        String[] args = {
            "train",
            "--runs=" + runs,
            "--set=name=short",
            "--set=task=running-sums,train=60,valid=9,test=9",
            "--set=model.context=20",
            "--set=model.width=16",
            "--set=train.steps=1",
            "--set=train.evaluateExamples=1"
        };
        fails(
                1,
                "batches: 60 of 60 sequences are longer than the context: 54 tokens, context 20 (+ 1"
                        + " for the last target)\n  HINT: raise model.context to 53, or set"
                        + " train.tooLong to truncate or to skip",
                args);
        // The folder that was left is no obstacle to the next try.
        args[4] = "--set=train.tooLong=truncate";
        args[5] = "--set=model.context=32";
        assertThat(Braid.commandLine().setOut(new PrintWriter(out)).execute(args)).isZero();
        fails(78, "run folder " + run("short") + " holds a run already", args);
    }

    @Test
    void resumeWithOtherValuesIsRefused() {
        fails(
                78,
                "--resume with "
                        + runs.resolve("cot/config.yaml")
                        + ": train.steps is 50, the run was started with 20",
                "train",
                "--runs=" + runs,
                "--set=name=cot",
                "--set=train.steps=50",
                "--resume");
    }

    @Test
    void absentDevicesAreAMatterOfConfiguration() {
        String fault = "cuda:9: "; // and what is missing: the driver, or the device
        fails(78, fault, "train", "--set=device=cuda:9", "--runs=" + runs, "--set=name=device");
        fails(78, fault, "train-vqvae", "--set=device=cuda:9", "--runs=" + runs);
        String unknown = "device tpu:0: no backend for it on the class path";
        fails(78, unknown, "train-vqvae", "--set=device=tpu:0", "--runs=" + runs);
        assertThat(runs.resolve("device")).doesNotExist();
    }

    @Test
    void filesOfDifferentRunsDoNotGoTogether() throws Exception {
        Path mixed = runs.resolve("mixed");
        copy(runs.resolve("cot"), mixed);
        SmallRuns.model(runs, "bytes", "tokenizer=byte", "model.context=400").train(false);
        Files.delete(mixed.resolve("tokenizer.json"));
        Files.copy(runs.resolve("bytes/tokenizer.json"), mixed.resolve("tokenizer.json"));
        fails(
                78,
                "checkpoint "
                        + mixed.resolve("checkpoints/step-000020")
                        + " does not fit: state dict:",
                "eval",
                mixed.toString());
        assertThat(err.toString()).contains("wte.weight is").contains("belong together");
    }

    @Test
    void dataWithWordsThatTheRunDoesNotKnowIsNamed() throws Exception {
        Path other = runs.resolve("other");
        copy(runs.resolve("cot"), other);
        Path config = other.resolve("config.yaml");
        String text = Files.readString(config);
        Files.writeString(
                config,
                text.replaceAll("running-sums[^\"\\n]*", "prosqa-gen,train=9,valid=9,test=9"));
        fails(1, "question \"", "eval", other.toString());
        assertThat(err.toString())
                .contains("…\": tokenizer: the word \"")
                .contains("HINT: the tokenizer was made from other data");
    }

    @Test
    void otherTasksAreAskedForByName() throws Exception {
        String other = "prosqa-gen,train=9,valid=9,test=9";
        fails(1, "question \"", "eval", run("cot"), "--task", other);
        String none = "prosqa-gen,test=0";
        fails(78, "task " + none + " has no test split\n", "eval", run("cot"), "--task", none);
        String[] args = {
            "eval", run("cot"), "--json", "--task", "running-sums,digits=4,test=3", "--examples=9"
        };
        assertThat(Braid.commandLine().setOut(new PrintWriter(out)).execute(args)).isZero();
        assertThat(out.toString()).contains("\"questions\":3");
    }

    @Test
    void picturesAreOfTasksAndSamplesThatHaveThem() {
        String file = runs.resolve("picture.svg").toString();
        String none = "task running-sums has no pictures\n";
        fails(1, none, "data", "running-sums", "--show=0", "--svg", file);
        String few = "maze,rooms=2,cells=3,train=4";
        String index = "--index is 4, wanted: less than 4\n";
        fails(2, index, "data", few, "--show=0", "--svg", file, "--index=4");
        assertThat(Path.of(file)).doesNotExist();
    }

    @Test
    void setsToEvaluateOnAreNotTrainedOn() throws Exception {
        Path set = runs.resolve("theoremqa.json");
        Files.writeString(set, "[{\"Question\": \"q\", \"Answer\": 1}]");
        String fault = "task 'math-set:" + set + "': no example to train on\n";
        fails(1, fault, "train", "--runs=" + runs, "--set=task=math-set:" + set);
        fails(1, fault, "train-vqvae", "--runs=" + runs, "--set=task=math-set:" + set);
    }

    @Test
    void damagedFilesAreNamed() throws Exception {
        Path damaged = runs.resolve("damaged");
        copy(runs.resolve("latent"), damaged);
        Path model = damaged.resolve("checkpoints/step-000020/model.safetensors");
        Files.write(model, java.util.Arrays.copyOf(Files.readAllBytes(model), 1000));
        fails(1, "safetensors " + model + ": says that its header has", "eval", damaged.toString());
        Files.writeString(damaged.resolve("tokenizer.json"), "{");
        String tokenizer = damaged.resolve("tokenizer.json").toString();
        fails(1, "tokenizer file " + tokenizer + " is not a tokenizer", "eval", damaged.toString());
    }

    @Test
    void aRunTellsWhereItRan() throws Exception {
        JsonNode facts =
                JsonMapper.shared().readTree(Files.readString(runs.resolve("cot/run.json")));
        assertThat(facts.get("seed").asInt()).isEqualTo(1);
        assertThat(facts.get("git").asString()).matches("([0-9a-f]{12}(-dirty)?)?");
        assertThat(facts.get("java").asString()).startsWith(Runtime.version().toString());
        assertThat(facts.get("cpu").get("processor").asString()).isNotBlank();
        assertThat(facts.get("flags").toString()).contains("jdk.incubator.vector");
        assertThat(facts.get("started").asString()).startsWith("20");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var tree = Files.walk(from)) {
            for (Path p : tree.toList()) {
                Files.copy(p, to.resolve(from.relativize(p)));
            }
        }
    }
}
