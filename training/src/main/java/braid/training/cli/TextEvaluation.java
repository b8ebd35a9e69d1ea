package braid.training.cli;

import braid.training.LanguageModelRun;
import braid.training.Published;
import braid.training.data.DataException;
import braid.training.eval.TextLikelihood;
import braid.transformer.Transformer;
import braid.transformer.io.PretrainedModel;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.bpe.PublishedTokenizer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * {@code braid eval --task text}: how likely a run or a published model finds a file. A model that
 * knows a token for the beginning is given it, and predicts the whole file from it.
 */
final class TextEvaluation {

    private static final long MOST_BYTES = 1L << 28;

    private TextEvaluation() {}

    /**
     * Measures.
     *
     * @param stride null for half of the model's context
     */
    static TextLikelihood of(
            Path folder, Path file, @Nullable Integer stride, @Nullable String device)
            throws IOException {
        String text = read(file);
        if (Published.isOne(folder)) {
            PretrainedModel model = Published.load(folder, device);
            int begin = model.generation().begin();
            return of(model.model(), model.tokenizer(), text, begin, stride);
        }
        LanguageModelRun run = LanguageModelRun.load(folder, device);
        Tokenizer whole =
                run.textVocabulary() instanceof PublishedTokenizer p ? p.base() : run.vocabulary();
        return of(run.model(), whole, text, run.generation().begin(), stride);
    }

    private static TextLikelihood of(
            Transformer model,
            Tokenizer tokenizer,
            String text,
            int begin,
            @Nullable Integer stride) {
        int[] ids = tokenizer.encode(text);
        long bytes = bytes(text);
        if (begin >= 0) {
            ids = IntStream.concat(IntStream.of(begin), IntStream.of(ids)).toArray();
        } else if (ids.length > 0) {
            bytes -= bytes(tokenizer.decode(ids[0]));
        }
        int every = stride == null ? Math.max(1, model.config().context() / 2) : stride;
        return TextLikelihood.of(model, ids, bytes, every);
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new DataException(
                    file + ": no such file",
                    "the path is relative to " + Path.of("").toAbsolutePath());
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new DataException(
                    file + ": has " + Files.size(file) + " bytes, more than " + MOST_BYTES,
                    "give a part of it");
        }
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new DataException(file + ": is no UTF-8", "give a text file, converted to UTF-8");
        }
    }
}
