package braid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.training.config.ConfigLoader;
import braid.training.config.TrainConfig;
import braid.training.config.VqVaeRunConfig;
import braid.training.data.Split;
import braid.training.eval.Evaluation;
import braid.training.latent.LatentConstraints;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A run that is stopped and continued gives the same bits as one that is not, and damage is
 * refused.
 */
final class ResumeTest {

    private static final String TASK = "task=running-sums,train=200,valid=20,test=20";
    private static final List<String> SHORT =
            List.of(
                    TASK,
                    "train.steps=20",
                    "train.saveEvery=10",
                    "train.evaluateEvery=0",
                    "train.evaluateExamples=5",
                    "train.warmup=5");

    @TempDir Path folder;

    private VqVaeRun vqvae(String name) throws Exception {
        List<String> settings = new java.util.ArrayList<>(SHORT);
        settings.addAll(
                List.of(
                        "name=" + name,
                        "vqvae.width=32",
                        "vqvae.heads=2",
                        "train.batch=64",
                        "vqvae.promptContext=8"));
        return VqVaeRun.create(
                ConfigLoader.load(VqVaeRunConfig.DEFAULTS, null, settings, VqVaeRunConfig.class),
                folder.resolve(name));
    }

    private LanguageModelRun model(String name, Path vqvae) throws Exception {
        List<String> settings = new java.util.ArrayList<>(SHORT);
        settings.addAll(
                List.of(
                        "name=" + name,
                        "method=latent",
                        "vqvae=" + vqvae,
                        "model.layers=2",
                        "model.width=32",
                        "model.hidden=64",
                        "model.dropout=0.1",
                        "train.batch=16",
                        "train.accumulate=2"));
        return LanguageModelRun.create(
                ConfigLoader.load(TrainConfig.DEFAULTS, null, settings, TrainConfig.class),
                folder.resolve(name));
    }

    private static byte[] weights(RunDirectory run) throws Exception {
        return Files.readAllBytes(run.checkpoint(20).resolve("model.safetensors"));
    }

    @Test
    void twentyStepsAreTenAndResumeAndTen() throws Exception {
        VqVaeRun codes = vqvae("codes");
        assertThat(codes.train(false).finished()).isTrue();
        byte[] whole = weights(codes.directory());
        Checkpoint.delete(codes.directory().checkpoint(20));
        VqVaeRun again = VqVaeRun.open(codes.directory().root());
        assertThat(again.train(true).steps()).isEqualTo(20);
        assertThat(weights(again.directory())).isEqualTo(whole);

        LanguageModelRun model = model("model", codes.directory().root());
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
                .hasMessageContaining(file.toString())
                .hasMessageContaining("HINT");
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
