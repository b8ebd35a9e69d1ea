package braid.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.random.Random;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;
import braid.transformer.generate.TokenConstraint;
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
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

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

    private String text(String... more) {
        out.getBuffer().setLength(0);
        List<String> args =
                new ArrayList<>(List.of("generate", folder.toString(), "low", "--max-tokens=9"));
        args.addAll(List.of(more));
        assertThat(run(args.toArray(String[]::new))).as(err.toString()).isZero();
        return out.toString();
    }

    private int[] ids(Sampling sampling, TokenConstraint constraint) {
        return new Generator(model.model(), sampling, constraint)
                .generate(List.of(model.prompt("low")), 9, 0)
                .getFirst();
    }

    @Test
    void drawsByTheOptions() {
        var sampling =
                Sampling.temperature(1.5, 3).topK(50).topP(0.9).minP(0.01).repetitionPenalty(1.3);
        String found =
                text(
                        "--temperature=1.5",
                        "--seed=3",
                        "--top-k=50",
                        "--top-p=0.9",
                        "--min-p=0.01",
                        "--repetition-penalty=1.3");
        assertThat(found).isEqualTo(model.render(ids(sampling, TokenConstraint.none())) + "\n");
    }

    @Test
    void endsInFrontOfAStop() {
        String whole = text().stripTrailing();
        String stop = whole.substring(2, 4);
        int at = whole.indexOf(stop);
        assertThat(text("--stop=" + stop)).isEqualTo(whole.substring(0, at) + "\n");
        assertThat(text("--stop=" + whole + "!")).as("one that only begins").isEqualTo(text());
    }

    @Test
    void tokensAreAllowedAndForbiddenByName() {
        BitSet some = new BitSet();
        some.set(0); // the end
        some.set(model.tokenizer().id("l"));
        some.set(model.tokenizer().id("o"));
        String expected = model.render(ids(Sampling.greedy(), TokenConstraint.allow(some)));
        assertThat(text("--allow=l", "--allow", "o")).isEqualTo(expected + "\n");
        int[] free = ids(Sampling.greedy(), TokenConstraint.none());
        String name = model.tokenizer().token(free[0]);
        some.clear();
        some.set(free[0]);
        expected = model.render(ids(Sampling.greedy(), TokenConstraint.forbid(some)));
        assertThat(text("--forbid", name)).isEqualTo(expected + "\n");
        assertThat(run("generate", folder.toString(), "low", "--forbid=no such")).isEqualTo(78);
        assertThat(err.toString()).contains("no token of the model is named \"no such\"");
    }

    @Test
    void showsLogProbabilities() {
        List<String> lines = new ArrayList<>();
        new Generator(model.model(), Sampling.greedy())
                .generate(
                        List.of(model.prompt("low")),
                        new long[1],
                        9,
                        (sequence, id, l) ->
                                lines.add(
                                        String.format(
                                                Locale.ROOT,
                                                "%10.4f  %s",
                                                l,
                                                model.tokenizer().token(id))),
                        0);
        assertThat(text("--log-probabilities")).isEqualTo(text() + String.join("\n", lines) + "\n");
    }

    @Test
    void whatOnlyARunHasIsRefused() {
        assertThat(run("generate", folder.toString(), "low", "--latents=2")).isEqualTo(78);
        assertThat(err.toString()).contains("is a published model", "HINT: leave them out");
        assertThat(run("generate", folder.toString(), "x".repeat(40))).isEqualTo(78);
        assertThat(err.toString()).contains("tokens, the model's context 24");
    }
}
