package braid.training.data;

/**
 * How large the graphs of ProsQA are drawn, and of how many words. Fewer nodes make shorter
 * questions, and a model learns the sooner to copy words from a question the fewer there are.
 *
 * @param nodes nodes that are drawn; those that get no edge are left out
 * @param shortest least number of edges from the person to the target
 * @param longest most edges from the person to the target
 * @param concepts different concepts in all questions
 * @param other which concept the person is not
 */
public record ProsQaSize(int nodes, int shortest, int longest, int concepts, Other other) {

    /** The leaf that only the other person leads to. */
    public enum Other {
        /** Any, as published: mostly a near one, so that a far target is told without its path. */
        ANY,
        /** One as far from its person as the target is from its own. */
        FAR
    }

    /** Both persons and a target of each. */
    private static final int LEAST_NODES = 4;

    /** Of the nodes at least so many are persons, all others are concepts. */
    private static final int PERSONS = 2;

    /** Nodes that are on no path to the target: the other person and its target. */
    private static final int ELSEWHERE = 2;

    /** As published: 28 nodes, 3 to 6 edges, 38 concepts. */
    static final ProsQaSize PUBLISHED =
            new ProsQaSize(28, 3, 6, ProsQaGenerator.CONCEPTS.size(), Other.ANY);

    /** Checks the ranges. */
    public ProsQaSize {
        between("nodes", nodes, LEAST_NODES, ProsQaGenerator.CONCEPTS.size() + PERSONS, "");
        between("longest", longest, 1, nodes - ELSEWHERE - 1, " for " + nodes + " nodes");
        between("shortest", shortest, 1, longest, ", the longest");
        between(
                "concepts",
                concepts,
                nodes - PERSONS,
                ProsQaGenerator.CONCEPTS.size(),
                " for " + nodes + " nodes");
    }

    private static void between(String option, int value, int least, int most, String why) {
        if (value < least || value > most) {
            throw new DataException(
                    "prosqa-gen: " + option + "=" + value,
                    "choose from " + least + " to " + most + why);
        }
    }
}
