package braid.training;

import static org.assertj.core.api.Assertions.assertThat;

import braid.training.data.Split;
import braid.training.latent.LatentConstraints;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs with chunks that end with steps. */
final class StepAlignedRunTest {

    @TempDir private Path folder;

    /** Steps of two words and a line break. */
    private String task() throws IOException {
        var rows = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            char a = (char) ('a' + i % 5);
            char b = (char) ('a' + i % 7);
            rows.append(
                    """
                    {"question": "q %c %c", "steps": ["%c %c", "%c %c", "%c %c"], "answer": "%c"}
                    """
                            .formatted(a, b, a, b, b, a, a, a, b));
        }
        Path file = Files.writeString(folder.resolve("data.jsonl"), rows);
        return "task=jsonl:" + file;
    }

    private static void assertSame(braid.nn.Module a, braid.nn.Module b) {
        a.stateDict()
                .forEach((name, t) ->
                        assertThat(b.stateDict().get(name).toFloats())
                                .as(name)
                                .isEqualTo(t.toFloats()));
    }

    /** Bit for bit: VQ-VAE, codes, and language models of both kinds. */
    @Test
    void stepsOfAChunkEachAreFixedChunks() throws Exception {
        String task = task();
        String[] aligned = {"fixed", "step"};
        VqVaeRun[] vqvaes = new VqVaeRun[2];
        LanguageModelRun[] latent = new LanguageModelRun[2];
        LanguageModelRun[] deletion = new LanguageModelRun[2];
        for (int i = 0; i < 2; i++) {
            String align = aligned[i];
            vqvaes[i] =
                    SmallRuns.vqvae(
                            folder,
                            "codes-" + align,
                            task,
                            "scope=all",
                            "vqvae.chunk=3",
                            "vqvae.compression=3",
                            "vqvae.predict=next-chunk",
                            "vqvae.align=" + align);
            vqvaes[i].train(false);
            latent[i] =
                    SmallRuns.model(
                            folder,
                            "latent-" + align,
                            task,
                            "method=latent",
                            "latent.caps=[0,4,9]",
                            "vqvae=" + folder.resolve("codes-" + align));
            latent[i].train(false);
            deletion[i] =
                    SmallRuns.model(
                            folder,
                            "deletion-" + align,
                            task,
                            "method=deletion",
                            "latent.caps=[0,4,9]",
                            "latent.chunk=3",
                            "latent.align=" + align);
            deletion[i].train(false);
        }
        assertSame(vqvaes[0].model(), vqvaes[1].model());
        assertSame(latent[0].model(), latent[1].model());
        assertSame(deletion[0].model(), deletion[1].model());
        List<String> fixed = Files.readAllLines(latent[0].directory().codes());
        List<String> step = Files.readAllLines(latent[1].directory().codes());
        assertThat(step.subList(1, step.size())).isEqualTo(fixed.subList(1, fixed.size()));
        assertThat(step.getFirst()).contains("\"align\":\"step\"");
    }

    /** Chunks of 2, 2, 2 tokens and a line break: 7 latents stand for them. */
    @Test
    void raggedStepsTrainLoadAndAnswer() throws Exception {
        String task = task();
        SmallRuns.vqvae(
                        folder,
                        "codes",
                        task,
                        "vqvae.chunk=2",
                        "vqvae.align=step",
                        "vqvae.levels=2")
                .train(false);
        LanguageModelRun run =
                SmallRuns.model(
                        folder,
                        "latent",
                        task,
                        "method=latent",
                        "latent.caps=[9]",
                        "vqvae=" + folder.resolve("codes"));
        run.train(false);
        LanguageModelRun loaded = LanguageModelRun.load(run.directory().root());
        var questions = loaded.task().examples(Split.TEST).subList(0, 3);
        var forced = LatentConstraints.exactly(loaded.latentVocabulary(), 12);
        assertThat(loaded.evaluate(questions, forced).outcomes()).allMatch(o -> o.latents() == 12);
        // A step of three tokens is two chunks, each with two codes.
        List<String> codes = Files.readAllLines(run.directory().codes());
        assertThat(codes.get(1).split(",")).hasSize(3 * 2 * 2);
    }
}
