package braid.training.data.math;

import braid.training.data.Example;
import braid.training.data.FileTask;
import braid.training.data.Split;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Questions whose answers are right when they are equivalent to the reference. */
abstract class MathTask extends FileTask {

    private final Equivalence equivalence;

    MathTask(String source, Map<Split, List<Example>> splits) {
        super(source, splits);
        equivalence = Equivalence.EXACT;
    }

    MathTask(String source, List<Example> test, Equivalence equivalence) {
        super(source, test);
        this.equivalence = equivalence;
    }

    /** An example whose answer is on one line, as {@link #solution} needs it: matrices are not. */
    static Example example(String question, List<String> steps, String answer) {
        return new Example(question, steps, answer.strip().replaceAll("\\s+", " "));
    }

    /** As {@link AnswerFinder} finds it. */
    @Override
    public Optional<String> answer(String generated) {
        return AnswerFinder.find(generated);
    }

    /** Whether the text holds the reference or its equivalent; see {@link Equivalence}. */
    @Override
    public boolean correct(Example example, String generated) {
        return answer(generated)
                .filter(given -> equivalence.same(example.answer(), given))
                .isPresent();
    }
}
