package braid.training;

import braid.training.config.TokenizerKind;
import braid.training.data.Split;
import braid.training.data.Task;
import braid.transformer.tokenizer.Tokenizer;

import java.util.List;
import java.util.stream.Stream;

/** The texts from which a tokenizer takes its words. */
public final class Corpus {

    /** Examples whose words suffice where they are generated: the others have the same words. */
    private static final int MOST_GENERATED = 20_000;

    private Corpus() {}

    /**
     * A tokenizer for a task; it knows the words of all splits, of which the test split is only
     * read for words.
     */
    public static Tokenizer tokenizer(Task task, TokenizerKind kind, int vocabulary) {
        int most = task.isGenerated() ? MOST_GENERATED : Integer.MAX_VALUE;
        List<String> texts =
                Stream.of(Split.values())
                        .flatMap(split -> task.examples(split).stream().limit(most))
                        .map(task::text)
                        .toList();
        return kind.train(texts, vocabulary);
    }
}
