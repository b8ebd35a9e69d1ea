package braid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.TensorException;
import braid.training.config.ConfigLoader;
import braid.training.config.TrainConfig;
import braid.training.data.RunningSums;
import braid.training.data.Split;
import braid.training.data.TokenizedExample;
import braid.training.eval.Evaluation;
import braid.training.latent.EncodedTraces;
import braid.training.latent.LatentConstraints;
import braid.training.latent.VqVaeCodec;
import braid.training.optim.AdamW;
import braid.transformer.generate.TokenConstraint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A run that is stopped and continued gives the same bits as one that is not, and damage is
 * refused.
 */
final class ResumeTest {

    @TempDir Path folder;

    private static byte[] weights(RunDirectory run) throws Exception {
        return Files.readAllBytes(run.checkpoint(20).resolve("model.safetensors"));
    }

    @Test
    void twentyStepsAreTenAndResumeAndTen() throws Exception {
        VqVaeRun codes = SmallRuns.vqvae(folder, "codes");
        assertThat(codes.train(false).finished()).isTrue();
        byte[] whole = weights(codes.directory());
        Checkpoint.delete(codes.directory().checkpoint(20));
        VqVaeRun again = VqVaeRun.open(codes.directory().root());
        assertThat(again.train(true).steps()).isEqualTo(20);
        assertThat(weights(again.directory())).isEqualTo(whole);

        LanguageModelRun model =
                SmallRuns.model(
                        folder, "model", "method=latent", "vqvae=" + codes.directory().root());
        model.train(false);
        byte[] trained = weights(model.directory());
        Checkpoint.delete(model.directory().checkpoint(20));
        LanguageModelRun resumed = LanguageModelRun.open(model.directory().root());
        resumed.train(true);
        assertThat(weights(resumed.directory())).isEqualTo(trained);
        assertThat(Files.readAllLines(model.directory().metrics())).hasSize(21);

        forcedLatentsAreCounted(resumed);
        truncatedCheckpointsAreRefused(resumed.directory());
    }

    /**
     * Two levels, and what follows is predicted: the streams and counts of both levels are kept.
     */
    @Test
    void residualAndPredictiveCodesAreResumedToo() throws Exception {
        String[] settings = {
            "vqvae.levels=2",
            "vqvae.codes=16",
            "vqvae.restartAfter=3",
            "vqvae.predict=next-chunk",
            "vqvae.predictOrder=left-to-right"
        };
        VqVaeRun codes = SmallRuns.vqvae(folder, "codes", settings);
        Trainer.Result result = codes.train(false);
        assertThat(result.evaluation())
                .containsKeys("prediction", "code_usage_level_0", "code_perplexity_level_1");
        assertThat(result.evaluation().get("restarts")).isPositive();
        assertThat(result.evaluation().get("score"))
                .isEqualTo(
                        -result.evaluation().get("reconstruction")
                                - result.evaluation().get("prediction"));
        byte[] whole = weights(codes.directory());
        Checkpoint.delete(codes.directory().checkpoint(20));
        VqVaeRun again = VqVaeRun.open(codes.directory().root());
        again.train(true);
        assertThat(weights(again.directory())).isEqualTo(whole);

        SmallRuns.model(folder, "text", "method=cot").train(false);
        for (String rows : List.of("mean", "codebook")) {
            LanguageModelRun model =
                    SmallRuns.model(
                            folder,
                            rows,
                            "method=latent",
                            "latent.caps=[8]",
                            "rows=" + rows,
                            "from=" + folder.resolve("text"),
                            "vqvae=" + codes.directory().root());
            assertThat(model.latentVocabulary().codes()).isEqualTo(32);
            model.train(false);
            var questions = model.task().examples(Split.TEST).subList(0, 5);
            var four = LatentConstraints.exactly(model.latentVocabulary(), 4);
            assertThat(model.evaluate(questions, four).outcomes()).allMatch(o -> o.latents() == 4);
        }
    }

    /** As a folder of before there were such keys: without them in its configuration. */
    @Test
    void aVqVaeOfBeforeIsLoaded() throws Exception {
        VqVaeRun run = SmallRuns.vqvae(folder, "codes");
        run.train(false);
        Path config = run.directory().config();
        List<String> lines = Files.readAllLines(config);
        List<String> before =
                lines.stream()
                        .filter(l -> !l.matches("  (levels|predict.*|answerTokens|align):.*"))
                        .toList();
        assertThat(before).hasSize(lines.size() - 6);
        Files.write(config, before);
        VqVaeRun loaded = VqVaeRun.load(run.directory().root());
        var examples = TokenizedExample.all(new RunningSums(2), Split.VALID, run.tokenizer());
        EncodedTraces.encode(new VqVaeCodec(run.model()), examples).save(folder.resolve("a"));
        EncodedTraces.encode(new VqVaeCodec(loaded.model()), examples).save(folder.resolve("b"));
        assertThat(Files.readAllBytes(folder.resolve("b")))
                .isEqualTo(Files.readAllBytes(folder.resolve("a")));
    }

    /** Bit for bit: encoder, decoder, prompt encoder and codebook, after twenty steps. */
    @Test
    void aPredictionOfNoWeightTrainsWhatNoneTrains() throws Exception {
        VqVaeRun plain = SmallRuns.vqvae(folder, "plain");
        plain.train(false);
        for (String what : List.of("next-chunk", "answer")) {
            VqVaeRun other =
                    SmallRuns.vqvae(folder, what, "vqvae.predict=" + what, "vqvae.predictWeight=0");
            other.train(false);
            plain.model()
                    .stateDict()
                    .forEach((name, t) ->
                            assertThat(other.model().stateDict().get(name).toFloats())
                                    .as(name)
                                    .isEqualTo(t.toFloats()));
        }
    }

    @Test
    void whatCannotBePredictedIsRefused() throws Exception {
        VqVaeRun whole =
                SmallRuns.vqvae(
                        folder,
                        "whole",
                        "vqvae.predict=next-chunk",
                        "vqvae.chunk=33",
                        "vqvae.compression=33");
        assertThatThrownBy(() -> whole.train(false))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("nothing follows the first chunk in the traces of")
                .hasMessageContaining("HINT: lower vqvae.chunk, or set vqvae.predict to answer");
        VqVaeRun cut =
                SmallRuns.vqvae(folder, "cut", "vqvae.predict=answer", "vqvae.answerTokens=2");
        assertThatThrownBy(() -> cut.train(false))
                .hasMessageContaining("vqvae.answerTokens is 2, the longest answer of")
                .hasMessageContaining("HINT: set it to that or more");
    }

    private static void forcedLatentsAreCounted(LanguageModelRun run) {
        var questions = run.task().examples(Split.TEST).subList(0, 5);
        Evaluation three =
                run.evaluate(questions, LatentConstraints.exactly(run.latentVocabulary(), 3));
        assertThat(three.outcomes()).allMatch(o -> o.latents() == 3);
        Evaluation none =
                run.evaluate(questions, LatentConstraints.forbidden(run.latentVocabulary()));
        assertThat(none.latentShare()).isZero();
    }

    private static void truncatedCheckpointsAreRefused(RunDirectory run) throws Exception {
        Path file = run.checkpoint(20).resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 100));
        assertThatThrownBy(() -> LanguageModelRun.load(run.root()))
                .isInstanceOf(TensorException.class)
                .hasMessageStartingWith("safetensors " + file)
                .hasMessageContaining("HINT")
                .hasMessageNotContaining("codes of");
    }

    /** The optimiser begins anew with every six batches; its steps are part of a checkpoint. */
    @Test
    void stagesAndTheOptimisersBeginningAreResumed() throws Exception {
        String[] settings = {
            "method=icot", "icot.tokensPerEpoch=3", "train.epochBatches=6", "train.saveEvery=5"
        };
        LanguageModelRun whole = SmallRuns.model(folder, "stages", settings);
        whole.train(false);
        byte[] trained = weights(whole.directory());
        Checkpoint.delete(whole.directory().checkpoint(20));
        LanguageModelRun resumed = LanguageModelRun.open(whole.directory().root());
        assertThat(resumed.train(true).steps()).isEqualTo(20);
        assertThat(weights(resumed.directory())).isEqualTo(trained);

        List<String> kept = new ArrayList<>(List.of(settings));
        kept.add("icot.resetOptimizer=false");
        LanguageModelRun other = SmallRuns.model(folder, "kept", kept.toArray(String[]::new));
        other.train(false);
        assertThat(weights(other.directory())).isNotEqualTo(trained);
    }

    /** A stage of five steps each; continued within stage 2, where the optimiser began anew. */
    @Test
    void stagesOfThoughtsAreResumed() throws Exception {
        LanguageModelRun whole =
                SmallRuns.model(
                        folder,
                        "thoughts",
                        "method=coconut",
                        "coconut.stages=3",
                        "coconut.epochsPerStage=1",
                        "train.epochBatches=10",
                        "train.saveEvery=7",
                        "task=running-sums,digits=4,train=200,valid=20,test=20");
        assertThat(whole.thoughts().count()).isZero();
        whole.train(false);
        byte[] trained = weights(whole.directory());
        thoughtsAreCounted(whole, 3);

        Checkpoint.delete(whole.directory().checkpoint(20));
        thoughtsAreCounted(LanguageModelRun.load(whole.directory().root()), 2);
        LanguageModelRun resumed = LanguageModelRun.open(whole.directory().root());
        assertThat(resumed.train(true).steps()).isEqualTo(20);
        assertThat(weights(resumed.directory())).isEqualTo(trained);
    }

    private static void thoughtsAreCounted(LanguageModelRun run, int thoughts) {
        assertThat(run.thoughts().count()).isEqualTo(thoughts);
        var questions = run.task().examples(Split.TEST).subList(0, 5);
        assertThat(run.evaluate(questions, TokenConstraint.none()).outcomes())
                .allMatch(o -> o.latents() == thoughts && o.tokens() >= thoughts);
        assertThat(run.render(new int[0])).isEqualTo("<thought>".repeat(thoughts));
    }

    /** Bit for bit, and so are the checks that a baseline is what it is said to be. */
    @Test
    void methodsThatDoNothingTrainTheirBaseline() throws Exception {
        byte[] cot = trained("cot", "method=cot");
        assertThat(trained("icot", "method=icot", "icot.tokensPerEpoch=0")).isEqualTo(cot);
        assertThat(trained("deletion", "method=deletion", "latent.caps=[0]")).isEqualTo(cot);
        assertThat(trained("coconut", "method=coconut", "coconut.stages=0")).isEqualTo(cot);
        assertThat(trained("pause", "method=pause", "pause.count=0"))
                .isEqualTo(trained("sol-only", "method=sol-only"))
                .isNotEqualTo(cot);
    }

    private byte[] trained(String name, String... settings) throws Exception {
        LanguageModelRun run = SmallRuns.model(folder, name, settings);
        run.train(false);
        return weights(run.directory());
    }

    @Test
    void anInterruptedRunSavesAndContinues() throws Exception {
        LanguageModelRun whole = SmallRuns.model(folder, "whole", "method=cot");
        whole.train(false);

        LanguageModelRun stopped = SmallRuns.model(folder, "stopped", "method=cot");
        Thread.currentThread().interrupt();
        Trainer.Result result = stopped.train(false);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.finished()).isFalse();
        assertThat(Checkpoint.isWhole(stopped.directory().checkpoint(0))).isTrue();
        LanguageModelRun.open(stopped.directory().root()).train(true);
        assertThat(weights(stopped.directory())).isEqualTo(weights(whole.directory()));
    }

    @Test
    void aRunThatDivergesNamesStepTensorAndCheckpoint() throws Exception {
        LanguageModelRun run =
                SmallRuns.model(
                        folder,
                        "diverges",
                        "method=cot",
                        "train.saveEvery=1",
                        "train.warmup=0",
                        "train.clip=0",
                        "train.schedule=constant",
                        "train.learningRate=1e30");
        assertThatThrownBy(() -> run.train(false))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("step 2")
                .hasMessageContaining("loss")
                .hasMessageContaining("step-000001");
    }

    @Test
    void aFailedSaveLeavesTheCheckpointBefore() throws Exception {
        LanguageModelRun run = SmallRuns.model(folder, "full", "method=cot");
        run.train(false);
        Path last = run.directory().checkpoint(20);
        var state = new Checkpoint.State(21, 0, 0, null, 21, Map.of());
        Path next = run.directory().checkpoint(21);
        Files.createFile(next); // a file where the folder has to go
        var optimizer = new AdamW(AdamW.Settings.languageModel(0));
        assertThatThrownBy(() -> Checkpoint.save(next.resolve("x"), run.model(), optimizer, state))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(next.toString())
                .hasMessageContaining("the checkpoint before is whole");
        assertThat(Checkpoint.isWhole(last)).isTrue();
        Checkpoint.loadModel(last, run.model());
    }

    @Test
    void aLatentRunKeepsTheCodesItBeganWith() throws Exception {
        VqVaeRun source = SmallRuns.vqvae(folder, "codes");
        source.train(false);
        LanguageModelRun run =
                SmallRuns.model(
                        folder, "latent", "method=latent", "vqvae=" + folder.resolve("codes"));
        run.train(false);
        byte[] codes = Files.readAllBytes(run.directory().codes());
        Checkpoint.delete(source.directory().root());

        LanguageModelRun loaded = LanguageModelRun.load(run.directory().root());
        var examples = TokenizedExample.all(run.task(), Split.TRAIN, run.textVocabulary());
        var codec = new VqVaeCodec(loaded.latentSource().model());
        EncodedTraces.encode(codec, examples).save(folder.resolve("again.jsonl"));
        assertThat(Files.readAllBytes(folder.resolve("again.jsonl"))).isEqualTo(codes);
        assertThat(loaded.train(true).finished()).isTrue();
    }

    @Test
    void codesOfARunThatTookNoStepAreForgotten() throws Exception {
        SmallRuns.vqvae(folder, "codes").train(false);
        String source = "vqvae=" + folder.resolve("codes");
        LanguageModelRun first = SmallRuns.model(folder, "latent", "method=latent", source);
        Files.writeString(first.directory().codes(), "those of another VQ-VAE");
        LanguageModelRun second = SmallRuns.model(folder, "latent", "method=latent", source);
        assertThat(second.directory().codes()).doesNotExist();
    }

    @Test
    void aCodebookOfAnotherSizeIsNamed() throws Exception {
        SmallRuns.vqvae(folder, "codes").train(false);
        LanguageModelRun run =
                SmallRuns.model(
                        folder, "latent", "method=latent", "vqvae=" + folder.resolve("codes"));
        run.train(false);
        Checkpoint.delete(run.directory().vqvae());
        SmallRuns.vqvae(run.directory().root(), "vqvae", "vqvae.codes=32").train(false);
        assertThatThrownBy(() -> LanguageModelRun.load(run.directory().root()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("with the 32 codes of")
                .hasMessageContaining("bring back the one that the run was trained with");
    }

    @Test
    void aBadModelLeavesNoFolder() {
        assertThatThrownBy(() -> SmallRuns.model(folder, "bad", "method=cot", "model.heads=3"))
                .hasMessageContaining("model.heads is 3, wanted: a divisor of model.width, 32");
        assertThat(folder.resolve("bad")).doesNotExist();
    }

    @Test
    void valuesOfTheWrongKindNameTheirKey() {
        assertThatThrownBy(() -> SmallRuns.model(folder, "bad", "train.steps=abc"))
                .hasMessageContaining("train.steps is 'abc', wanted: a whole number");
        assertThatThrownBy(() -> SmallRuns.model(folder, "bad", "method=coot"))
                .hasMessageContaining(
                        "method is 'coot', wanted: one of sol-only, cot, pause, icot, coconut, latent, deletion");
    }

    @Test
    void configurationFaultsAreAllNamed() {
        assertThatThrownBy(() ->
                        ConfigLoader.load(
                                TrainConfig.DEFAULTS,
                                null,
                                List.of("train.setps=3", "modle.layers=2"),
                                TrainConfig.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("train.setps (did you mean train.steps?)")
                .hasMessageContaining("modle (did you mean model?)");
    }
}
