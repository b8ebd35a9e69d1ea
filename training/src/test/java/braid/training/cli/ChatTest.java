package braid.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.random.Random;
import braid.training.LanguageModelRun;
import braid.training.SmallRuns;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;
import braid.transformer.io.GenerationConfig;
import braid.transformer.io.ModelFolder;
import braid.transformer.io.PretrainedModel;
import braid.transformer.tokenizer.AddedTokens;
import braid.transformer.tokenizer.bpe.BpeTrainer;
import braid.transformer.tokenizer.bpe.SplitPattern;

import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** {@code braid chat} on JLine's dumb terminal. */
final class ChatTest {

    private static final List<String> LLAMA3 =
            List.of("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>");

    @TempDir private Path temporary;

    /** Says what it was told. */
    private static class Echo implements Speaker {

        final List<String> heard = new ArrayList<>();

        @Override
        public String notice() {
            return "Echo.";
        }

        @Override
        public void answer(String line, Predicate<String> show) {
            heard.add(line);
            var _ = show.test("said " + line);
        }
    }

    private static DumbTerminal terminal(String typed, ByteArrayOutputStream shown)
            throws IOException {
        var in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
        return new DumbTerminal("test", "dumb", in, shown, StandardCharsets.UTF_8);
    }

    private static String chat(Speaker speaker, String typed) throws IOException {
        var shown = new ByteArrayOutputStream();
        try (var terminal = terminal(typed, shown)) {
            new ChatLoop(terminal, speaker).run();
        }
        return shown.toString(StandardCharsets.UTF_8);
    }

    @Test
    void linesAreAnsweredUntilTheInputEnds() throws IOException {
        var echo = new Echo();
        String shown = chat(echo, "hello!\n\nagain\n");
        assertThat(echo.heard).containsExactly("hello!", "again");
        assertThat(shown)
                .startsWith("Echo. Ctrl-C ends an answer, Ctrl-D the conversation.")
                .containsSubsequence("said hello!", "said again");
    }

    @Test
    void ctrlCEndsAnAnswerAndNotTheConversation() throws IOException {
        var shown = new ByteArrayOutputStream();
        try (var terminal = terminal("count\nbye\n", shown)) {
            var endless =
                    new Echo() {
                        @Override
                        public void answer(String line, Predicate<String> show) {
                            super.answer(line, show);
                            int n = 0;
                            while (line.equals("count") && show.test(" " + n)) {
                                if (++n == 3) {
                                    terminal.raise(Signal.INT);
                                }
                            }
                        }
                    };
            new ChatLoop(terminal, endless).run();
        }
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .contains("said count 0 1 2 3 …")
                .contains("said bye");
    }

    @Test
    void aRunAnswersEachQuestionAndShowsLatentTokens() throws Exception {
        SmallRuns.vqvae(temporary, "codes").train(false);
        SmallRuns.model(
                        temporary,
                        "run",
                        "method=latent",
                        "vqvae=" + temporary.resolve("codes"),
                        "latent.caps=[16]",
                        "train.steps=40",
                        "train.learningRate=0.01")
                .train(false);
        LanguageModelRun run = LanguageModelRun.load(temporary.resolve("run"));
        String question = "1 2 3 4 5 6 7 8 =";
        int[] prompt =
                run.method().prompt(run.vocabulary().prompt(question + "\n"), run.vocabulary());
        int[] answer =
                new Generator(run.model(), Sampling.greedy())
                        .generate(List.of(prompt), 20, run.vocabulary().eos())
                        .getFirst();
        String shown =
                chat(
                        new RunSpeaker(run, Sampling.greedy(), 20),
                        question + "\nunheard of\n" + question + "\n");
        String expected = run.render(answer).strip();
        assertThat(shown).containsSubsequence(lines(expected), "HINT", lines(expected));
    }

    /** The terminal's end of a line. */
    private static String lines(String text) {
        return text.lines().findFirst().orElse("");
    }

    private PretrainedModel published() {
        var text = BpeTrainer.train(List.of("low lower lowest"), 262, SplitPattern.LLAMA3);
        var words = new AddedTokens(text, LLAMA3);
        ModelConfig config = ModelConfig.llama(words.size()).context(64).layers(1).width(16);
        var weights = new Transformer(config.heads(2).hidden(16).initStd(0.5), Random.of(1));
        return new PretrainedModel(weights, words, new GenerationConfig(0, List.of(1), -1));
    }

    private PretrainedModel saved() throws IOException {
        ModelFolder.save(published(), temporary.resolve("m"));
        return ModelFolder.load(temporary.resolve("m"));
    }

    @Test
    void aPublishedModelIsGivenTheConversation() throws IOException {
        PretrainedModel model = saved();
        ChatTemplate template = ChatTemplate.of(temporary.resolve("m"), model);
        assertThat(template).isEqualTo(ChatTemplate.PLAIN);
        assertThat(template.notice()).contains("Jinja is not run");
        var speaker = new PublishedSpeaker(model, template, Sampling.greedy(), 4);
        var shown = new StringBuilder();
        Predicate<String> show =
                text -> {
                    shown.append(text);
                    return true;
                };
        speaker.answer("low", show);
        speaker.answer("lower", show);
        var generator = new Generator(model.model(), Sampling.greedy());
        List<Integer> all = new ArrayList<>();
        add(all, model.prompt("low"));
        int[] first = generator.generate(List.of(array(all)), 4, 1).getFirst();
        add(all, first);
        add(all, model.tokenizer().encode("\nlower"));
        int[] second = generator.generate(List.of(array(all)), 4, 1).getFirst();
        assertThat(shown.toString()).isEqualTo(model.render(first) + model.render(second));
    }

    private static void add(List<Integer> all, int[] ids) {
        for (int id : ids) {
            all.add(id);
        }
    }

    private static int[] array(List<Integer> all) {
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void aFullContextBeginsAnew() throws IOException {
        PretrainedModel model = saved();
        String shown =
                chat(
                        new PublishedSpeaker(model, ChatTemplate.PLAIN, Sampling.greedy(), 30),
                        "low\nlower\nlowest\n");
        assertThat(shown).contains("(the context of 64 tokens is full; beginning anew)");
    }

    @Test
    void theTemplateOfLlama3IsKnownByItsTokens() throws IOException {
        PretrainedModel model = saved();
        Files.writeString(
                temporary.resolve("m/tokenizer_config.json"),
                "{\"chat_template\": \"{{ '<|start_header_id|>' + role + '<|end_header_id|>' }}…<|eot_id|>\"}");
        ChatTemplate template = ChatTemplate.of(temporary.resolve("m"), model);
        assertThat(template).isEqualTo(ChatTemplate.LLAMA3);
        int[] turn = template.turn(model, "low <|eot_id|>", true);
        assertThat(turn[0]).isZero();
        assertThat(turn[1]).isEqualTo(model.tokenizer().id("<|start_header_id|>"));
        int end = model.tokenizer().id("<|eot_id|>");
        assertThat(turn).as("what is typed is text").containsOnlyOnce(end);
        assertThat(template.turn(model, "low", false)[0]).isEqualTo(turn[1]);
    }
}
