package braid.training.data;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** Turns a row of the project's own form into an example. */
final class ExampleJson {

    static final String SHAPE =
            "a row is {\"question\": \"…\", \"steps\": [\"…\", …], \"answer\": \"…\"}";

    private final Limits limits;

    ExampleJson(Limits limits) {
        this.limits = limits;
    }

    Example example(JsonRow row) {
        String question = row.text("question");
        JsonNode steps = row.field("steps");
        if (!steps.isArray()) {
            throw row.bad(
                    "field 'steps': expected an array of strings, found " + JsonRow.found(steps),
                    SHAPE);
        }
        if (steps.size() > limits.steps()) {
            throw row.bad(
                    "field 'steps': "
                            + steps.size()
                            + " steps, more than the limit of "
                            + limits.steps(),
                    "join short steps, or raise Limits.steps");
        }
        List<String> texts = new ArrayList<>(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            texts.add(row.text("steps[" + i + "]", steps.get(i)));
        }
        return new Example(question, texts, row.text("answer"));
    }
}
