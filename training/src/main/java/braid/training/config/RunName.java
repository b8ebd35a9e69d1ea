package braid.training.config;

/** The name of a run, which is the name of its folder. */
final class RunName {

    private RunName() {}

    /** A name that is a path would put the folder somewhere else. */
    static void check(String name, Faults faults) {
        boolean fits = name.matches("[\\p{L}\\p{N}_.,+=-]{1,100}") && !name.matches("\\.+");
        faults.require(
                fits, "name", "'" + name + "'", "a folder name of letters, digits and _ . , + = -");
    }
}
