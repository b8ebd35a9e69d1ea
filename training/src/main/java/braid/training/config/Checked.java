package braid.training.config;

/** A configuration that can say what is wrong with its values. */
public interface Checked {

    /** Adds a fault for each value that cannot work. */
    void check(Faults faults);
}
