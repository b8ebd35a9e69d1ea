package braid.training.cli;

import braid.transformer.io.JsonFile;
import braid.transformer.io.PretrainedModel;
import braid.transformer.tokenizer.bpe.BpeTokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How turns of a conversation become tokens. The {@code chat_template} of {@code
 * tokenizer_config.json} is a program in the language Jinja, which is not run here: two common ones
 * are known by their tokens. With another, or none, a line is text that goes on.
 */
enum ChatTemplate {
    /** Lines of text. */
    PLAIN("", "", "", List.of()),
    /** Llama 3. */
    LLAMA3(
            "<|start_header_id|>user<|end_header_id|>\n\n",
            "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
            "",
            List.of("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")),
    /** ChatML. */
    CHATML(
            "<|im_start|>user\n",
            "<|im_end|>\n<|im_start|>assistant\n",
            "\n",
            List.of("<|im_start|>", "<|im_end|>"));

    private static final String FILE = "tokenizer_config.json";

    private final String before;
    private final String behind;
    private final String between;
    private final List<String> tokens;

    ChatTemplate(String before, String behind, String between, List<String> tokens) {
        this.before = before;
        this.behind = behind;
        this.between = between;
        this.tokens = tokens;
    }

    /** That of a model; {@link #PLAIN} where it has none that is known. */
    static ChatTemplate of(Path model, PretrainedModel loaded) throws IOException {
        Path file = model.resolve(FILE);
        String text =
                Files.isRegularFile(file) ? JsonFile.read(file).text("chat_template", "") : "";
        for (ChatTemplate template : List.of(LLAMA3, CHATML)) {
            boolean named =
                    template.tokens.stream()
                            .allMatch(t -> text.contains(t) && loaded.tokenizer().id(t) >= 0);
            if (named) {
                return template;
            }
        }
        return PLAIN;
    }

    /** What the person should know. */
    String notice() {
        return this == PLAIN
                ? "No chat template that is known (Jinja is not run): the model continues the text."
                : "Chat template: " + name().toLowerCase(Locale.ROOT) + ".";
    }

    /**
     * The tokens of a turn up to where the model answers.
     *
     * @param first whether nothing stands before it
     */
    int[] turn(PretrainedModel model, String line, boolean first) {
        BpeTokenizer tokenizer = (BpeTokenizer) model.tokenizer(); // as files have it
        if (this == PLAIN) {
            return first ? model.prompt(line) : tokenizer.encodeBehind("\n" + line);
        }
        // What a person writes is text, though it may look like a token.
        int[] open = tokenizer.encodeWithAdded((first ? "" : between) + before);
        int[] said = tokenizer.encodeBehind(line.strip());
        int[] close = tokenizer.encodeWithAdded(behind);
        int begin = model.generation().begin();
        int[] head = first && begin >= 0 ? new int[] {begin} : new int[0];
        return joined(head, open, said, close);
    }

    private static int[] joined(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
    }
}
