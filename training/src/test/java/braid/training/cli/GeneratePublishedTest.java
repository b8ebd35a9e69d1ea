package braid.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.random.Random;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;
import braid.transformer.io.GenerationConfig;
import braid.transformer.io.ModelFolder;
import braid.transformer.io.PretrainedModel;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.bpe.BpeTrainer;
import braid.transformer.tokenizer.bpe.SplitPattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;

/** {@code braid generate} with a model folder in place of a run. */
final class GeneratePublishedTest {

    @TempDir private Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path folder;
    private PretrainedModel model;

    @BeforeEach
    void save() throws IOException {
        Tokenizer text = BpeTrainer.train(List.of("low lower lowest"), 262, SplitPattern.GPT2);
        ModelConfig config = ModelConfig.llama(text.size()).context(24).layers(1).width(16);
        var weights = new Transformer(config.heads(2).hidden(16).initStd(0.5), Random.of(1));
        model = new PretrainedModel(weights, text, new GenerationConfig(1, List.of(0), -1));
        folder = temporary.resolve("m");
        ModelFolder.save(model, folder);
    }

    private int run(String... args) {
        return Braid.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    @Test
    void continuesAText() {
        assertThat(run("generate", folder.toString(), "low", "--max-tokens=6")).isZero();
        int[] ids =
                new Generator(model.model(), Sampling.greedy())
                        .generate(List.of(model.prompt("low")), 6, 0)
                        .getFirst();
        assertThat(out.toString().stripTrailing()).isEqualTo(model.render(ids).stripTrailing());
    }

    @Test
    void whatOnlyARunHasIsRefused() {
        assertThat(run("generate", folder.toString(), "low", "--latents=2")).isEqualTo(78);
        assertThat(err.toString()).contains("is a published model", "HINT: leave them out");
        assertThat(run("generate", folder.toString(), "x".repeat(40))).isEqualTo(78);
        assertThat(err.toString()).contains("tokens, the model's context 24");
    }
}
