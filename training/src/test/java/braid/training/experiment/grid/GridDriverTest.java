package braid.training.experiment.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.training.ConfigurationException;
import braid.training.LanguageModelRun;
import braid.training.data.Split;
import braid.training.experiment.Experiment;
import braid.training.experiment.Records;
import braid.training.experiment.RunRecord;
import braid.training.experiment.Status;
import braid.transformer.generate.TokenConstraint;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.WordTokenizer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A grid of a few steps on a few running sums. */
final class GridDriverTest {

    private static final String HEAD =
            """
            name: tiny
            task: running-sums,digits=4,train=200,valid=20,test=20
            seeds: [1, 2]
            questions: 10
            train:
              model: {layers: 1, width: 16, heads: 2, kvHeads: 2, hidden: 16, context: 64}
              train: {steps: 6, batch: 8, warmup: 2, evaluateEvery: 3, saveEvery: 3, evaluateExamples: 5}
              latent: {caps: [8]}
            vqvae:
              vqvae: {width: 16, heads: 2, codes: 8, codeWidth: 8, layers: 1}
              train: {steps: 4, batch: 16, warmup: 1}
            vqvaes:
              - {name: codes}
            """;

    private static final String RUNS =
            """
            runs:
              - {name: cot, method: cot}
              - {name: latent, method: latent, vqvae: codes, forced: [0, 2]}
            """;

    @TempDir Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("tiny.yaml"), text);
    }

    private String run(Path file) throws IOException {
        var out = new StringWriter();
        boolean finished =
                GridDriver.load(file, null)
                        .run(
                                folder.resolve("runs"),
                                folder.resolve("results"),
                                new PrintWriter(out));
        assertThat(finished).isTrue();
        return out.toString();
    }

    private RunRecord record(String name) {
        return Records.read(folder.resolve("results/tiny/runs/" + name + ".json"));
    }

    @Test
    void everyRunLeavesARecordOnce() throws Exception {
        Path file = file(HEAD + RUNS);
        assertThat(run(file))
                .contains("[1/4] cot, seed 1: begins", "[4/4] latent, seed 2: accuracy");
        RunRecord latent = record("latent-seed1");
        assertThat(latent.status()).isEqualTo(Status.DONE);
        assertThat(latent.steps()).isEqualTo(6);
        assertThat(latent.evaluations().stream().map(RunRecord.Evaluation::name))
                .containsExactly("free", "latents=0", "latents=2");
        assertThat(latent.evaluations().get(2).latents()).containsOnly(2);
        assertThat(latent.curve().evalStep()).containsExactly(3, 6);
        assertThat(latent.codes()).isNotNull();
        assertThat(record("latent-seed2").hash()).isEqualTo(latent.hash());
        assertThat(record("cot-seed1").hash()).isNotEqualTo(latent.hash());
        outcomesAreThoseOfTheRun(record("cot-seed1"));
        assertThat(record("cot-seed1").promptAttention()).isNotNull();
        assertThat(record("cot-seed1").promptAttention().questions()).isEqualTo(10);
        assertThat(record("cot-seed1").promptAttention().text().layers()).hasSize(1);
        assertThat(record("cot-seed1").promptAttention().latent()).isNull();

        Path done = folder.resolve("results/tiny/runs/cot-seed1.json");
        FileTime before = Files.getLastModifiedTime(done);
        assertThat(run(file))
                .contains("[1/4] cot, seed 1: has its record")
                .doesNotContain("begins");
        assertThat(Files.getLastModifiedTime(done)).isEqualTo(before);

        // Another number of latents to be forced is another evaluation of latent, not of cot.
        assertThat(run(file((HEAD + RUNS).replace("forced: [0, 2]", "forced: [1]"))))
                .contains("cot, seed 1: has its record", "latent, seed 1: begins");
        Experiment all = Records.readAll(folder.resolve("results/tiny"));
        assertThat(all.runs()).hasSize(2);
    }

    private void outcomesAreThoseOfTheRun(RunRecord cot) throws Exception {
        Path run;
        try (Stream<Path> all = Files.list(folder.resolve("runs/tiny"))) {
            run =
                    all.filter(f -> f.getFileName().toString().startsWith("cot-seed1"))
                            .findFirst()
                            .orElseThrow();
        }
        LanguageModelRun model = LanguageModelRun.load(run);
        var again =
                model.evaluate(
                        model.task().examples(Split.TEST).subList(0, 10), TokenConstraint.none());
        RunRecord.Evaluation free = cot.evaluations().getFirst();
        assertThat(free.tokens())
                .isEqualTo(again.outcomes().stream().map(o -> o.tokens()).toList());
        assertThat(free.right()).isEqualTo((int) Math.round(10 * again.accuracy()));
    }

    @Test
    void theTraceEndsWhereTheSolutionBegins() {
        Tokenizer words = WordTokenizer.train(List.of("1 2 = # \n"));
        int[] ids = words.encode("1 2 1\n# 2");
        assertThat(AttentionFindings.traceLength(words, ids)).isEqualTo(4);
        assertThat(AttentionFindings.traceLength(words, words.encode("# 2"))).isZero();
        assertThat(AttentionFindings.traceLength(words, words.encode("1 # 2"))).isEqualTo(3);
        int[] ended = Arrays.copyOf(ids, 3);
        ended[2] = Tokenizer.EOS;
        assertThat(AttentionFindings.traceLength(words, ended)).isEqualTo(2);
    }

    /** As after kill -9: no record, no end, a checkpoint half-way. */
    @Test
    void aRunThatWasStoppedGoesOn() throws Exception {
        Path file = file(HEAD + RUNS.lines().limit(2).reduce("", (a, b) -> a + b + "\n"));
        run(file);
        RunRecord whole = record("cot-seed1");
        Files.delete(folder.resolve("results/tiny/runs/cot-seed1.json"));
        try (Stream<Path> all = Files.walk(folder.resolve("runs/tiny"))) {
            for (Path done : all.filter(f -> f.endsWith("step-000006/DONE")).toList()) {
                Files.delete(done);
            }
        }
        run(file);
        RunRecord resumed = record("cot-seed1");
        assertThat(resumed.evaluations().getFirst().tokens())
                .isEqualTo(whole.evaluations().getFirst().tokens());
        assertThat(resumed.curve()).isEqualTo(whole.curve());
        assertThat(resumed.trainTokens()).isEqualTo(whole.trainTokens());
    }

    @Test
    void aRunThatDivergesIsNotedAndTheGridGoesOn() throws Exception {
        String runs =
                """
                runs:
                  - name: hot
                    method: cot
                    train: {learningRate: 1.0e+30, warmup: 0, clip: 0.0, schedule: constant, evaluateEvery: 0}
                  - {name: cot, method: cot}
                """;
        assertThat(run(file(HEAD.replace("[1, 2]", "[1]") + runs)))
                .contains("hot, seed 1: failed: ", "cot, seed 1: accuracy");
        assertThat(record("hot-seed1").status()).isEqualTo(Status.FAILED);
        assertThat(record("hot-seed1").fault()).contains("step");
        assertThat(run(file(HEAD.replace("[1, 2]", "[1]") + runs))).doesNotContain("begins");
    }

    @Test
    void allFaultsAreToldBeforeAnythingRuns() throws Exception {
        Path file =
                file(
                        HEAD.replace("questions: 10", "questions: 0")
                                + """
                                runs:
                                  - {name: a, method: cot, vqvae: codes}
                                  - {name: a, method: latent, vqvae: other}
                                  - {name: b, method: latent, vqvae: codes, train: {setps: 3}}
                                  - {name: c, method: cot, forced: [1], seed: 3}
                                """);
        assertThatThrownBy(() -> GridDriver.load(file, null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("questions is 0, wanted: 1 or more")
                .hasMessageContaining("runs [a, a, b, c]: one name twice")
                .hasMessageContaining("run a: vqvae without method latent")
                .hasMessageContaining("run a: vqvae is 'other', wanted: one of [codes]")
                .hasMessageContaining("unknown key train.setps (did you mean train.steps?)")
                .hasMessageContaining("run c: seed belongs to the experiment")
                .hasMessageContaining("run c: forced without method latent")
                .hasMessageContaining("HINT: nothing was run");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void aGridThatDoesNotFitItsDataIsRefused() throws Exception {
        Path file =
                file(
                        HEAD.replace("context: 64", "context: 10")
                                + """
                                runs:
                                  - {name: far, method: deletion, latent: {caps: [64], chunk: 2}}
                                  - {name: long, method: deletion, latent: {policy: all, chunk: 16}}
                                  - {name: sol-only, method: sol-only}
                                """);
        assertThatThrownBy(() -> GridDriver.load(file, null))
                .hasMessageContaining("run far: latent.caps has 64, the longest trace has 9 tokens")
                .hasMessageContaining("run long: chunks of 16 tokens, the longest trace has 9")
                .hasMessageContaining("run far: model.context is 10, the longest text takes")
                .hasMessageNotContaining("run sol-only");
        for (String text : List.of("name: [", "name: tiny\nrnus: 3", "- a")) {
            Path broken = file(text);
            assertThatThrownBy(() -> GridDriver.load(broken, null))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(broken.toString());
        }
    }

    /** Two levels of 8 codes: 16 latent tokens in the model, two for each chunk. */
    @Test
    void residualAndPredictiveCodesRunLikeOthers() throws Exception {
        Path file =
                file(
                        HEAD.replace("[1, 2]", "[1]")
                                + """
                                  - {name: residual, vqvae: {levels: 2}}
                                  - {name: next, vqvae: {predict: next-chunk}}
                                runs:
                                  - {name: latent, method: latent, vqvae: codes}
                                  - {name: residual, method: latent, vqvae: residual, forced: [4]}
                                  - {name: random, method: latent, vqvae: residual, latent: {codes: random}}
                                  - {name: next, method: latent, vqvae: next}
                                """);
        var plan = new StringWriter();
        GridDriver.load(file, null).plan(new PrintWriter(plan));
        run(file);
        RunRecord plain = record("latent-seed1");
        RunRecord residual = record("residual-seed1");
        int width = 16;
        assertThat(residual.parameters() - plain.parameters()).isEqualTo(8L * width);
        assertThat(residual.codes().levels()).hasSize(2);
        assertThat(residual.codes().levels().getFirst().stateBits()).isNotNull();
        assertThat(residual.evaluations().get(1).latents()).containsOnly(4);
        assertThat(plain.codes().levels()).isNull();
        assertThat(record("random-seed1").status()).isEqualTo(Status.DONE);
        assertThat(record("next-seed1").hash()).isNotEqualTo(plain.hash());
        assertThat(planned(plan.toString(), "residual") - planned(plan.toString(), "latent"))
                .isEqualTo(8L * width);
    }

    /** Parameters of a run in the plan. */
    private static long planned(String plan, String run) {
        String line = plan.lines().filter(l -> l.startsWith(run + " ")).findFirst().orElseThrow();
        return Long.parseLong(line.split(" +")[2].replace(",", ""));
    }

    /** Keys that are as they were before there were such keys do not make another run. */
    @Test
    void keysThatCameLaterLeaveRecordsValid() throws Exception {
        Path file = file(HEAD + RUNS);
        String before = hash(file);
        String written =
                "codes: 8, align: fixed, levels: 1, predict: nothing, predictOrder: parallel, predictWeight: 1.0,"
                        + " answerTokens: 8,";
        assertThat(hash(file((HEAD + RUNS).replace("codes: 8,", written)))).isEqualTo(before);
        assertThat(hash(file((HEAD + RUNS).replace("codes: 8,", "codes: 8, levels: 2,"))))
                .isNotEqualTo(before);
        assertThat(hash(file((HEAD + RUNS).replace("codes: 8,", "codes: 8, predictWeight: 2,"))))
                .isNotEqualTo(before);
        assertThat(hash(file((HEAD + RUNS).replace("layers: 1,", "layers: 1, initStd: 0.02,"))))
                .isEqualTo(before);
        assertThat(hash(file((HEAD + RUNS).replace("layers: 1,", "layers: 1, initStd: 0.09,"))))
                .isNotEqualTo(before);
        // Of this grid, before there were the keys.
        assertThat(before).isEqualTo("2534008e3c");
    }

    private static String hash(Path file) throws IOException {
        return Grid.of(ExperimentFile.read(file), file).runs().get(1).hash();
    }

    @Test
    void whatCannotBePredictedIsToldBeforeAnythingRuns() throws Exception {
        Path file =
                file(
                        HEAD
                                + """
                                  - {name: whole, vqvae: {chunk: 9, compression: 9, predict: next-chunk}}
                                  - {name: short, vqvae: {predict: answer, answerTokens: 2}}
                                runs:
                                  - {name: whole, method: latent, vqvae: whole}
                                  - {name: short, method: latent, vqvae: short}
                                """);
        assertThatThrownBy(() -> GridDriver.load(file, null))
                .hasMessageContaining("run whole: nothing follows chunks of 9 tokens, whole traces")
                .hasMessageContaining(
                        "run short: vqvae.answerTokens is 2, the longest answer has 3");
    }

    /** The tokens are two rows of the embedding; the largest is what is given without a word. */
    @Test
    void aModelThatIsToldCapsIsAskedWithEach() throws Exception {
        String runs =
                """
                runs:
                  - {name: latent, method: latent, vqvae: codes}
                  - {name: told, method: latent, vqvae: codes, latent: {caps: [0, 8], control: true}, forced: [2]}
                """;
        Path file = file(HEAD.replace("[1, 2]", "[1]") + runs);
        var plan = new StringWriter();
        GridDriver.load(file, null).plan(new PrintWriter(plan));
        run(file);
        RunRecord told = record("told-seed1");
        assertThat(told.evaluations().stream().map(RunRecord.Evaluation::name))
                .containsExactly("free", "latents=2", "cap=0", "cap=8");
        assertThat(told.evaluations().stream().map(RunRecord.Evaluation::cap))
                .containsExactly(null, null, 0, 8);
        assertThat(told.evaluation("latents=2").latents()).containsOnly(2);
        assertThat(told.evaluation("cap=8").tokens()).isEqualTo(told.evaluation("free").tokens());
        assertThat(told.parameters() - record("latent-seed1").parameters()).isEqualTo(2L * 16);
        assertThat(planned(plan.toString(), "told"))
                .isGreaterThan(planned(plan.toString(), "latent"));
        Path plain = file(HEAD.replace("[8]", "[8], control: false") + RUNS);
        assertThat(hash(plain)).isEqualTo(hash(file(HEAD + RUNS)));
        Path all = file(HEAD + runs.replace("control: true", "control: true, policy: all"));
        assertThatThrownBy(() -> GridDriver.load(all, null))
                .hasMessageContaining("run told")
                .hasMessageContaining("latent.control is true, wanted with method latent");
    }

    /** A step has two tokens, the last one three, with the line break. */
    @Test
    void chunksOfStepsRunLikeOthers() throws Exception {
        Path file =
                file(
                        HEAD.replace("[1, 2]", "[1]")
                                + """
                                  - {name: step, vqvae: {chunk: 3, compression: 3, align: step}}
                                runs:
                                  - {name: step, method: latent, vqvae: step, forced: [4]}
                                  - {name: deletion, method: deletion, latent: {chunk: 3, align: step}}
                                """);
        run(file);
        RunRecord step = record("step-seed1");
        assertThat(step.evaluations().get(1).latents()).containsOnly(4);
        assertThat(step.codes().stateBits()).isNotNull();
        assertThat(step.codes().heldOutTokenAccuracy()).isBetween(0.0, 1.0);
        assertThat(step.codes().frequent().getFirst().chunks().getFirst().text())
                .matches("\\d \\d");
        assertThat(record("deletion-seed1").status()).isEqualTo(Status.DONE);
    }

    @Test
    void chunksOfStepsThatCannotBeAreToldTogether() throws Exception {
        Path file =
                file(
                        HEAD
                                + """
                                  - {name: long, vqvae: {chunk: 4, compression: 4, align: step}}
                                runs:
                                  - {name: long, method: latent, vqvae: long}
                                  - {name: low, method: deletion, latent: {caps: [0, 1], chunk: 3, align: step}}
                                  - {name: little, method: deletion, latent: {caps: [1], chunk: 2}}
                                  - {name: zero, method: deletion, latent: {caps: [0], chunk: 3, align: step}}
                                """);
        assertThatThrownBy(() -> GridDriver.load(file, null))
                .hasMessageContaining("run long: chunks of 4 tokens, the longest step has 3")
                .hasMessageContaining(
                        "run low: latent.caps has no more than 1, the first chunk of a trace has 2")
                .hasMessageContaining(
                        "run little: latent.caps has no more than 1, the first chunk of a trace has")
                .hasMessageNotContaining("run zero");
    }

    @Test
    void stepsThatAreWholeTracesAreFollowedByNothing() throws Exception {
        Path data = folder.resolve("one.jsonl");
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            rows.append(
                    "{\"question\": \"q " + i + "\", \"steps\": [\"a b c\"], \"answer\": \"a\"}\n");
        }
        Files.writeString(data, rows);
        Path file =
                file(
                        HEAD.replace("  latent: {caps: [8]}\n", "  latent: {caps: [4]}\n")
                                + """
                                  - {name: next, vqvae: {chunk: 4, compression: 4, align: step, predict: next-chunk}}
                                runs:
                                  - {name: next, method: latent, vqvae: next}
                                """);
        assertThatThrownBy(() -> GridDriver.load(file, "jsonl:" + data))
                .hasMessageContaining(
                        "run next: nothing follows chunks of steps, each a whole trace");
    }

    @Test
    void stagesNeedStepsToReplace() throws Exception {
        Path data = folder.resolve("bare.jsonl");
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            rows.append("{\"question\": \"q " + i + "\", \"steps\": [], \"answer\": \"a\"}\n");
        }
        Files.writeString(data, rows);
        String runs =
                """
                runs:
                  - {name: coconut, method: coconut}
                  - {name: none, method: coconut, coconut: {stages: 0}}
                """;
        Path file = file(HEAD + runs);
        assertThatThrownBy(() -> GridDriver.load(file, "jsonl:" + data))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("run coconut: coconut.stages is 6, no trace has a step")
                .hasMessageNotContaining("run none");
    }

    /** Records of runs that it does not concern are kept when a method comes. */
    @Test
    void keysOfCoconutAreNoPartOfOtherRuns() throws Exception {
        String other = HEAD.replace("  latent: {", "  coconut: {stages: 3}\n  latent: {");
        List<GridRun> usual = grid(HEAD + RUNS);
        List<GridRun> changed = grid(other + RUNS);
        assertThat(hashes(changed)).isEqualTo(hashes(usual));
        assertThat(Grid.relevant(usual.getFirst().config()))
                .doesNotContain("coconut", "thoughtsPerStep")
                .contains("smoothing", "loss: ");
        String runs = "runs:\n  - {name: a, method: coconut}\n";
        List<GridRun> coconut = grid(other + runs);
        assertThat(Grid.relevant(coconut.getFirst().config())).contains("thoughtsPerStep");
        assertThat(hashes(coconut)).isNotEqualTo(hashes(grid(HEAD + runs)));
    }

    private List<GridRun> grid(String text) throws IOException {
        Path file = file(text);
        return Grid.of(ExperimentFile.read(file), file).runs();
    }

    private static List<String> hashes(List<GridRun> runs) {
        return runs.stream().map(GridRun::hash).toList();
    }

    @Test
    void thePlanNamesEveryRun() throws Exception {
        var out = new StringWriter();
        GridDriver.load(file(HEAD + RUNS), null).plan(new PrintWriter(out));
        assertThat(out.toString()).contains("cot ", "latent ", "2 seeds: about");
    }
}
