package braid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.training.config.ConfigLoader;
import braid.training.config.TrainConfig;
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
