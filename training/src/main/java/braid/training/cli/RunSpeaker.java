package braid.training.cli;

import braid.training.ConfigurationException;
import braid.training.LanguageModelRun;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;
import braid.transformer.generate.TokenConstraint;
import braid.transformer.tokenizer.TextStream;
import braid.transformer.tokenizer.Tokenizer;

import java.util.List;
import java.util.function.Predicate;

/** A run, which was trained on single questions and answers each by itself. */
final class RunSpeaker implements Speaker {

    private final LanguageModelRun run;
    private final Sampling sampling;
    private final int maxTokens;

    RunSpeaker(LanguageModelRun run, Sampling sampling, int maxTokens) {
        this.run = run;
        this.sampling = sampling;
        this.maxTokens = maxTokens;
    }

    @Override
    public String notice() {
        return "Answers each question by itself, as it was trained to.";
    }

    @Override
    public void answer(String line, Predicate<String> show) {
        Tokenizer vocabulary = run.vocabulary();
        int[] prompt = run.method().prompt(vocabulary.prompt(line.strip() + "\n"), vocabulary);
        int context = run.model().config().context();
        if (prompt.length + run.thoughts().positions() > context) {
            throw new ConfigurationException(
                    "the question has " + prompt.length + " tokens, the model's context " + context,
                    "shorten it");
        }
        var generator =
                new Generator(run.model(), sampling, TokenConstraint.none(), run.thoughts());
        TextStream text = run.stream();
        if (!show.test(run.renderThoughts())) {
            return;
        }
        generator.generate(
                List.of(prompt),
                new long[1],
                maxTokens,
                (sequence, id, logProbability) -> show.test(text.add(id)),
                vocabulary.eos());
        var _ = show.test(text.end());
    }
}
