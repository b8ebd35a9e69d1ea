package braid.training.cli;

import java.io.IOException;
import java.util.function.Predicate;

/** A model that answers what a person says. */
interface Speaker {

    /** What the person should know before they begin. */
    String notice();

    /**
     * Answers a line.
     *
     * @param show is given the text as it comes; false ends the answer
     */
    void answer(String line, Predicate<String> show) throws IOException;
}
