package braid.training.cli;

import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;
import braid.transformer.io.PretrainedModel;
import braid.transformer.tokenizer.TextStream;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A published model, which is given the whole conversation again for each answer. */
final class PublishedSpeaker implements Speaker {

    private final PretrainedModel model;
    private final ChatTemplate template;
    private final Sampling sampling;
    private final int maxTokens;
    private int[] history = {};

    PublishedSpeaker(
            PretrainedModel model, ChatTemplate template, Sampling sampling, int maxTokens) {
        this.model = model;
        this.template = template;
        this.sampling = sampling;
        this.maxTokens = maxTokens;
    }

    @Override
    public String notice() {
        return template.notice();
    }

    @Override
    public void answer(String line, Predicate<String> show) {
        int[] asked = joined(history, template.turn(model, line, history.length == 0));
        int context = model.model().config().context();
        if (asked.length > context && history.length > 0) {
            var _ = show.test("(the context of " + context + " tokens is full; beginning anew)\n");
            asked = template.turn(model, line, true);
        }
        TextStream text = model.stream();
        int[] answer =
                new Generator(model.model(), sampling)
                        .generate(
                                List.of(asked),
                                new long[1],
                                maxTokens,
                                (sequence, id, logProbability) -> show.test(text.add(id)),
                                model.generation().stops())
                        .getFirst();
        var _ = show.test(text.end());
        history = joined(asked, answer);
    }

    private static int[] joined(int[] a, int[] b) {
        return IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray();
    }
}
