package braid.training.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.random.Random;
import braid.training.LanguageModelRun;
import braid.training.SmallRuns;
import braid.training.eval.TextLikelihood;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;
import braid.transformer.io.GenerationConfig;
import braid.transformer.io.ModelFolder;
import braid.transformer.io.PretrainedModel;
import braid.transformer.tokenizer.bpe.BpeTrainer;
import braid.transformer.tokenizer.bpe.SplitPattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code braid eval --task text}. */
final class EvalTextTest {

    private static final String STORY = "low lower \u00e9 lowest, low as lower\n";

    @TempDir private Path temporary;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Braid.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    private static PretrainedModel model(int begin) {
        var text = BpeTrainer.train(List.of("low lower lowest"), 262, SplitPattern.GPT2);
        ModelConfig config = ModelConfig.llama(text.size()).context(12).layers(1).width(16);
        var weights = new Transformer(config.heads(2).hidden(16).initStd(0.5), Random.of(1));
        return new PretrainedModel(weights, text, new GenerationConfig(begin, List.of(0), -1));
    }

    /** All bytes where the model has a token to begin with; else without those of the first. */
    @Test
    void aPublishedModelReadsAFile() throws Exception {
        Path file = Files.writeString(temporary.resolve("story.txt"), STORY);
        for (int begin : new int[] {1, -1}) {
            PretrainedModel model = model(begin);
            Path folder = temporary.resolve("m" + begin);
            ModelFolder.save(model, folder);
            out.getBuffer().setLength(0);
            assertThat(run("eval", folder.toString(), "--task=text", file.toString(), "--json"))
                    .as(err.toString())
                    .isZero();
            JsonNode facts = JsonMapper.shared().readTree(out.toString());
            int[] ids = begin < 0 ? model.tokenizer().encode(STORY) : model.prompt(STORY);
            int bytes = STORY.length() + 1 - (begin < 0 ? "low".length() : 0);
            TextLikelihood expected = TextLikelihood.of(model.model(), ids, bytes, 6);
            assertThat(facts.get("tokens").asInt()).isEqualTo(ids.length - 1);
            assertThat(facts.get("bytes").asInt()).isEqualTo(bytes);
            assertThat(facts.get("stride").asInt()).isEqualTo(6);
            assertThat(facts.get("log_likelihood").asDouble())
                    .isCloseTo(-expected.nats(), within(1e-9));
            assertThat(facts.get("bits_per_byte").asDouble())
                    .isCloseTo(expected.bitsPerByte(), within(1e-12));
        }
    }

    @Test
    void soDoesARun() throws Exception {
        LanguageModelRun trained = SmallRuns.model(temporary, "cot", "tokenizer=byte");
        trained.train(false);
        String runFolder = temporary.resolve("cot").toString();
        Path file = Files.writeString(temporary.resolve("sums.txt"), "1 2 3 =\n");
        assertThat(run("eval", runFolder, "--task", "text", file.toString(), "--stride=2"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .containsPattern("tokens +7\n")
                .containsPattern("bytes +7\n")
                .containsPattern("perplexity +[0-9.]+\n")
                .containsPattern("stride +2\n");
    }

    private void fails(int code, String message, String... args) {
        err.getBuffer().setLength(0);
        assertThat(run(args)).isEqualTo(code);
        assertThat(err.toString()).startsWith("braid: " + message).contains("HINT");
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() throws Exception {
        Path folder = temporary.resolve("m");
        ModelFolder.save(model(1), folder);
        String m = folder.toString();
        Path file = temporary.resolve("t");
        String f = Files.writeString(file, "low").toString();
        fails(2, "--task text asks for a FILE", "eval", m, "--task=text");
        fails(2, "--latents, --caps", "eval", m, "--task=text", f, "--caps=1");
        fails(2, "FILE and --stride are for --task text", "eval", m, f);
        fails(78, m + " is a published model, which answers no questions", "eval", m);
        fails(78, "text: a stride of 13", "eval", m, "--task=text", f, "--stride=13");
        fails(1, "nothing: no such file", "eval", m, "--task=text", "nothing");
        Files.write(file, new byte[] {'a', (byte) 0xC3});
        fails(1, f + ": is no UTF-8", "eval", m, "--task=text", f);
    }
}
