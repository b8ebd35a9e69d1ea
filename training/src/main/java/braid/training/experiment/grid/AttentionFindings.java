package braid.training.experiment.grid;

import braid.training.LanguageModelRun;
import braid.training.config.MethodName;
import braid.training.data.Example;
import braid.training.data.Task;
import braid.training.eval.Evaluation;
import braid.training.eval.PromptAttention;
import braid.training.experiment.RunRecord.Attention;
import braid.training.latent.LatentVocabulary;
import braid.transformer.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/** How much the traces that a model wrote look at their questions. */
final class AttentionFindings {

    private static final int QUESTIONS = 50;

    private AttentionFindings() {}

    /**
     * Measures the answers to the first questions.
     *
     * @param answers one to each question
     * @return null where no trace is written, or the method has none
     */
    static @Nullable Attention of(
            LanguageModelRun run, List<Example> questions, Evaluation answers) {
        MethodName name = run.config().method();
        if (name == MethodName.SOL_ONLY || name == MethodName.PAUSE) {
            return null;
        }
        Tokenizer vocabulary = run.vocabulary();
        var latents = vocabulary instanceof LatentVocabulary v ? v : null;
        int texts = run.textVocabulary().size();
        var measure =
                new PromptAttention(
                        run.model(),
                        run.thoughts(),
                        id -> id < texts,
                        id -> latents != null && latents.isLatent(id));
        int n = Math.min(QUESTIONS, questions.size());
        for (int q = 0; q < n; q++) {
            int[] ids = answers.outcomes().get(q).ids();
            int[] question = vocabulary.prompt(run.task().prompt(questions.get(q)));
            int[] given = run.method().prompt(question, vocabulary);
            if (given.length + run.thoughts().positions() <= run.config().model().context()) {
                int trace = traceLength(vocabulary, ids);
                measure.add(given, question.length, Arrays.copyOf(ids, trace));
            }
        }
        long positions = measure.text().positions() + measure.latent().positions();
        return positions == 0
                ? null
                : new Attention(n, looks(measure.text()), looks(measure.latent()));
    }

    private static Attention.@Nullable Looks looks(PromptAttention.Mean mean) {
        return mean.positions() == 0
                ? null
                : new Attention.Looks(mean.positions(), mean.layers(), mean.uniform());
    }

    /** Tokens before the first line that begins with the mark of an answer, and before the end. */
    static int traceLength(Tokenizer vocabulary, int[] ids) {
        for (int n = 1; n <= ids.length; n++) {
            String text = vocabulary.decode(Arrays.copyOf(ids, n));
            boolean ends = ids[n - 1] == vocabulary.eos();
            if (ends || text.lines().anyMatch(l -> l.strip().startsWith(Task.ANSWER_MARK))) {
                return n - 1;
            }
        }
        return ids.length;
    }
}
