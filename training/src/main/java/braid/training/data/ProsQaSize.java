package braid.training.data;

/**
 * How large the graphs of ProsQA are drawn. Fewer nodes make shorter questions, shorter paths fewer
 * steps to look ahead.
 *
 * @param nodes nodes that are drawn; those that get no edge are left out
 * @param shortest least number of edges from the person to the target
 * @param longest most edges from the person to the target
 */
public record ProsQaSize(int nodes, int shortest, int longest) {

    /** Both persons and a target of each. */
    private static final int LEAST_NODES = 4;

    /** At least two of the nodes are persons, so this many find a concept each. */
    private static final int MOST_NODES = ProsQaGenerator.CONCEPTS.size() + 2;

    /** Nodes that are on no path to the target: the other person and its target. */
    private static final int ELSEWHERE = 2;

    /** As published: 28 nodes, 3 to 6 edges. */
    static final ProsQaSize PUBLISHED = new ProsQaSize(28, 3, 6);

    /** Checks the ranges. */
    public ProsQaSize {
        between("nodes", nodes, LEAST_NODES, MOST_NODES, "");
        between("longest", longest, 1, nodes - ELSEWHERE - 1, " for " + nodes + " nodes");
        between("shortest", shortest, 1, longest, ", the longest");
    }

    private static void between(String option, int value, int least, int most, String why) {
        if (value < least || value > most) {
            throw new DataException(
                    "prosqa-gen: " + option + "=" + value,
                    "choose from " + least + " to " + most + why);
        }
    }
}
