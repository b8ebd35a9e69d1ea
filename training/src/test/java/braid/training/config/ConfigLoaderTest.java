package braid.training.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.training.ConfigurationException;
import braid.transformer.ModelConfig;
import braid.vqvae.VqVaeConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a configuration refuses, and in which words. */
final class ConfigLoaderTest {

    @TempDir private Path folder;

    private static TrainConfig train(String... settings) throws IOException {
        return ConfigLoader.load(TrainConfig.DEFAULTS, null, List.of(settings), TrainConfig.class)
                .config();
    }

    private static VqVaeRunConfig vqvae(String... settings) throws IOException {
        return ConfigLoader.load(
                        VqVaeRunConfig.DEFAULTS, null, List.of(settings), VqVaeRunConfig.class)
                .config();
    }

    private Path file(String text) throws IOException {
        Path file = folder.resolve("a.yaml");
        Files.writeString(file, text);
        return file;
    }

    private TrainConfig read(String text) throws IOException {
        return ConfigLoader.load(TrainConfig.DEFAULTS, file(text), List.of(), TrainConfig.class)
                .config();
    }

    @Test
    void defaultsAreSound() throws Exception {
        assertThat(train().train().settings().steps()).isPositive();
        assertThat(vqvae().vqvae().config(10).codes()).isEqualTo(128);
    }

    @Test
    void oneFaultIsOneLine() {
        assertThatThrownBy(() -> train("train.steps=0"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "configuration: train.steps is 0, wanted: 1 or more\n"
                                + "  HINT: all keys with their meaning and defaults: braid train"
                                + " --show-defaults, or train-vqvae");
    }

    @Test
    void allFaultsAreToldAtOnceEachWithItsKey() {
        assertThatThrownBy(() ->
                        train(
                                "train.setps=3",
                                "method=coot",
                                "latent.caps=3",
                                "train.clip=much",
                                "train.batch=1.5",
                                "name=../x",
                                "train.steps=-3",
                                "train.accumulate=2147483647",
                                "train.learningRate=-1",
                                "train.warmup=-4",
                                "train.floor=9",
                                "train.weightDecay=-1",
                                "train.evaluateEvery=-1",
                                "train.evaluateExamples=0",
                                "train.saveEvery=-1",
                                "model.layers=0",
                                "model.width=0",
                                "model.dropout=1",
                                "model.initStd=0",
                                "model.context=99999999999"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("configuration: 20 faults\n    ")
                .hasMessageContainingAll(
                        "--set train.setps=3: unknown key train.setps (did you mean train.steps?)",
                        "method is 'coot', wanted: one of sol-only, cot, pause, icot, coconut, latent, deletion",
                        "latent.caps is 3, wanted: a list of whole numbers, as in [28]",
                        "train.clip is 'much', wanted: a number",
                        "train.batch is 1.5, wanted: a whole number below 2^31",
                        "name is '../x', wanted: a folder name",
                        "train.steps is -3, wanted: 1 or more",
                        "train.accumulate is 2147483647, wanted: from 1 to 1048576",
                        "train.learningRate is -1.0, wanted: more than 0",
                        "train.warmup is -4, wanted: 0 or more",
                        "train.floor is 9.0, wanted: from 0 to 1",
                        "train.weightDecay is -1.0, wanted: 0 or more",
                        "train.evaluateEvery is -1, wanted: 0 or more",
                        "train.evaluateExamples is 0, wanted: 1 or more",
                        "train.saveEvery is -1, wanted: 0 or more",
                        "model.layers is 0, wanted: from 1 to 1048576",
                        "model.width is 0, wanted: from 1 to 1048576",
                        "model.dropout is 1.0, wanted: in [0, 1)",
                        "model.initStd is 0.0, wanted: above 0, at most 1",
                        "model.context is 99999999999, wanted: a whole number below 2^31");
    }

    @Test
    void sizesHaveToFitEachOther() {
        assertThatThrownBy(() -> train("model.width=30", "model.heads=4", "model.kvHeads=3"))
                .hasMessageContaining("model.heads is 4, wanted: a divisor of model.width, 30")
                .hasMessageContaining("model.kvHeads is 3, wanted: a divisor of model.heads, 4");
        assertThatThrownBy(() -> train("model.width=12", "model.heads=4"))
                .hasMessageContaining("model.heads is 4, wanted: heads of an even size for rope");
        assertThatThrownBy(() -> train("model.width=100000"))
                .hasMessageContaining(
                        "model.width is 100000, wanted: matrices of less than 2^31 numbers");
    }

    @Test
    void everyWidthGoesWithItsOwnHeads() throws Exception {
        for (String preset : List.of("gpt2", "llama")) {
            var model =
                    train(
                                    "model.preset=" + preset,
                                    "model.width=130",
                                    "model.heads=13",
                                    "model.kvHeads=13")
                            .model()
                            .config(50);
            assertThat(model.headSize()).isEqualTo(10);
            assertThat(model.hidden()).isEqualTo(512);
        }
    }

    @Test
    void theSpreadOfTheInitialWeightsIsTheModels() throws Exception {
        assertThat(train("model.initStd=0.09").model().config(50).initStd()).isEqualTo(0.09);
        assertThat(train().model().config(50)).extracting(ModelConfig::initStd).isEqualTo(0.02);
    }

    @Test
    void stagesAreCountedFromNone() throws Exception {
        assertThat(train("coconut.stages=0", "coconut.thoughtsPerStep=0").coconut().stages())
                .isZero();
        assertThatThrownBy(() ->
                        train(
                                "coconut.stages=-1",
                                "coconut.thoughtsPerStep=2000",
                                "coconut.epochsPerStage=0"))
                .hasMessageContaining("coconut.stages is -1, wanted: from 0 to 1024")
                .hasMessageContaining("coconut.thoughtsPerStep is 2000, wanted: from 0 to 1024")
                .hasMessageContaining("coconut.epochsPerStage is 0, wanted: from 1 to 1048576");
    }

    @Test
    void latentNeedsAVqVae() {
        assertThatThrownBy(() -> train("method=latent", "latent.caps=[8,8]"))
                .hasMessageContaining(
                        "vqvae is empty, wanted with method latent: the run folder of a VQ-VAE")
                .hasMessageContaining(
                        "latent.caps is [8, 8], wanted: one number or more, none negative");
        assertThatThrownBy(() -> train("rows=codebook"))
                .hasMessageContaining("rows is codebook, wanted without method latent: mean");
    }

    @Test
    void faultsOfAVqVaeAreToldAtOnce() {
        assertThatThrownBy(() ->
                        vqvae(
                                "vqvae.chunk=5",
                                "vqvae.codes=1",
                                "vqvae.heads=3",
                                "vqvae.beta=-1",
                                "vqvae.emaDecay=2",
                                "vqvae.promptContext=-1",
                                "vqvae.restartAfter=-1",
                                "vqvae.rule=adam"))
                .hasMessageStartingWith("configuration: 8 faults")
                .hasMessageContainingAll(
                        "vqvae.compression is 2, wanted: a divisor of vqvae.chunk, 5",
                        "vqvae.codes is 1, wanted: 2 or more",
                        "vqvae.heads is 3, wanted: a divisor of vqvae.width, 128",
                        "vqvae.beta is -1.0, wanted: 0 or more",
                        "vqvae.emaDecay is 2.0, wanted: between 0 and 1",
                        "vqvae.promptContext is -1, wanted: 0 or more",
                        "vqvae.restartAfter is -1, wanted: 0 or more",
                        "vqvae.rule is 'adam', wanted: one of gradient, ema");
    }

    @Test
    void residualAndPredictiveCodesAreChecked() throws Exception {
        var usual = vqvae().vqvae();
        assertThat(usual.config(10).levels()).isEqualTo(1);
        assertThat(usual.config(10).prediction()).isNull();
        var next = vqvae("vqvae.predict=next-chunk", "vqvae.chunk=6", "vqvae.levels=2").vqvae();
        assertThat(next.config(10).prediction())
                .isEqualTo(new VqVaeConfig.Prediction(6, VqVaeConfig.Order.PARALLEL, 1));
        assertThat(next.totalCodes()).isEqualTo(256);
        var answer =
                vqvae(
                                "vqvae.predict=answer",
                                "vqvae.predictOrder=left-to-right",
                                "vqvae.predictWeight=0.5",
                                "vqvae.answerTokens=3")
                        .vqvae();
        assertThat(answer.config(10).prediction())
                .isEqualTo(new VqVaeConfig.Prediction(3, VqVaeConfig.Order.LEFT_TO_RIGHT, 0.5));
        assertThatThrownBy(() ->
                        vqvae(
                                "vqvae.levels=0",
                                "vqvae.predict=all",
                                "vqvae.predictOrder=right",
                                "vqvae.predictWeight=-1",
                                "vqvae.answerTokens=0"))
                .hasMessageStartingWith("configuration: 5 faults")
                .hasMessageContainingAll(
                        "vqvae.levels is 0, wanted: from 1 to 1048576",
                        "vqvae.predict is 'all', wanted: one of nothing, next-chunk, answer",
                        "vqvae.predictOrder is 'right', wanted: one of parallel, left-to-right",
                        "vqvae.predictWeight is -1.0, wanted: 0 or more",
                        "vqvae.answerTokens is 0, wanted: from 1 to 1048576");
        assertThatThrownBy(() -> vqvae("vqvae.levels=1000000"))
                .hasMessageContaining(
                        "vqvae.levels is 1000000, wanted: at most 1048576 codes in all levels"
                                + " together; vqvae.codes is 128");
    }

    @Test
    void filesAreNamedWithThePlace() throws Exception {
        assertThatThrownBy(() -> read("train: [1,2\n"))
                .hasMessageMatching(
                        "(?s)configuration \\S+a.yaml: line \\d, column \\d+: not YAML:"
                                + " [^\\n]*expected ',' or ']'[^\\n]*\\n"
                                + "  HINT: write key: value on lines of their own");
        assertThatThrownBy(() -> read("\n")).hasMessageContaining("a.yaml holds no keys");
        assertThatThrownBy(() -> read("train: 3\nname:\n  x: 1\nseed:\n"))
                .hasMessageContaining("train is a group of keys, no value")
                .hasMessageContaining("name takes a value")
                .hasMessageContaining("seed takes a value");
        assertThatThrownBy(() -> read("nme: x\n"))
                .hasMessageContaining("a.yaml: unknown key nme (did you mean name?)");
        assertThatThrownBy(() ->
                        ConfigLoader.load(
                                TrainConfig.DEFAULTS,
                                Path.of("nope.yaml"),
                                List.of(),
                                TrainConfig.class))
                .hasMessageStartingWith(
                        "configuration nope.yaml: no such file\n  HINT: the path is");
        assertThatThrownBy(() -> train("steps"))
                .hasMessageContaining("--set steps: no key and value");
    }

    @Test
    void aRunGoesOnAsItWasStarted() throws Exception {
        Path stored = file("name: a\nmethod: cot\ntrain:\n  steps: 20\n  learningRate: 0.002\n");
        ConfigLoader.requireSame(
                stored, null, List.of("train.steps=20", "train.learningRate=2e-3", "method=COT"));
        assertThatThrownBy(() ->
                        ConfigLoader.requireSame(
                                stored,
                                null,
                                List.of("train.steps=50", "name=a", "latent.caps=[1]")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("train.steps is 50, the run was started with 20")
                .hasMessageContaining("latent.caps is [1], the run was started with null")
                .hasMessageContaining("HINT: a run goes on as it was started");
    }
}
