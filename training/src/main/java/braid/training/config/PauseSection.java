package braid.training.config;

import braid.training.method.Pause;

/**
 * The part {@code pause} of a configuration; see {@link Pause}.
 *
 * @param count pause tokens
 * @param position where they stand
 */
public record PauseSection(int count, Pause.Position position) {

    void check(Faults faults) {
        faults.notNegative("pause.count", count);
    }
}
