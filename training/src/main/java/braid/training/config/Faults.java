package braid.training.config;

import braid.training.ConfigurationException;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a configuration, each fault with its key, to tell all at once. */
public final class Faults {

    /** Above every size that fits a machine, and small enough that products do not overflow. */
    private static final int LARGEST = 1 << 20;

    private final List<String> all = new ArrayList<>();

    /** Adds a fault. */
    void add(String fault) {
        all.add(fault);
    }

    /** Adds a fault unless the value is as wanted. */
    void require(boolean holds, String key, Object value, String wanted) {
        if (!holds) {
            add(key + " is " + value + ", wanted: " + wanted);
        }
    }

    /** A number of things: 1 or more, and not absurdly many. */
    void size(String key, int value) {
        require(value >= 1 && value <= LARGEST, key, value, "from 1 to " + LARGEST);
    }

    /** 0 or more. */
    void notNegative(String key, double value) {
        require(value >= 0 && value < Double.POSITIVE_INFINITY, key, value, "0 or more");
    }

    /** 0 or more. */
    void notNegative(String key, int value) {
        require(value >= 0, key, value, "0 or more");
    }

    /** One number has to divide another; says nothing where one of them is wrong by itself. */
    void divides(String key, int value, String whole, int of) {
        boolean known = value >= 1 && of >= 1;
        require(!known || of % value == 0, key, value, "a divisor of " + whole + ", " + of);
    }

    /**
     * Throws if there is a fault.
     *
     * @param source where the configuration comes from
     */
    void throwIfAny(String source, String hint) {
        if (all.size() == 1) {
            throw new ConfigurationException(source + ": " + all.getFirst(), hint);
        }
        if (!all.isEmpty()) {
            String lines = String.join("\n    ", all);
            throw new ConfigurationException(
                    source + ": " + all.size() + " faults\n    " + lines, hint);
        }
    }
}
