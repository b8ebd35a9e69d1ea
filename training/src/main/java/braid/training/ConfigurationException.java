package braid.training;

/**
 * What was configured cannot work: an unknown key, a value out of its range, two choices that
 * exclude each other. The command answers with exit code 78. The message's first line says what is
 * wrong, the second, indented, how to mend it.
 */
public class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * An exception whose message reads {@code what} and, on a second line, {@code " HINT: " +
     * hint}.
     *
     * @param what what is wrong, with the place and the value
     * @param hint what to write instead
     */
    public ConfigurationException(String what, String hint) {
        super(what + "\n  HINT: " + hint);
    }
}
