package braid.training.data;

import braid.tensor.random.Random;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * ProsQA (Hao et al. 2024, arXiv:2412.06769) from a generator fitted to 800 of its rows: which of
 * two concepts can be reached from a person, in a random directed acyclic graph that is told edge
 * by edge. The trace is a shortest path, as published of 3 to 6 edges.
 *
 * <p>The graph is {@link ProsQaGraph}'s. A node without parents is a person, all others are
 * concepts.
 */
public final class ProsQaGenerator extends GeneratedTask {

    /** The persons of the real file. */
    static final List<String> NAMES =
            List.of(
                    "Alex", "Bob", "Carol", "Davis", "Eva", "Fae", "Gabriel", "Jack", "Max",
                    "Oliver", "Polly", "Rex", "Sally", "Sam", "Stella", "Tom", "Wren");

    /** The concepts of the real file. */
    static final List<String> CONCEPTS =
            List.of(
                    "bompus",
                    "boompus",
                    "brimpus",
                    "chorpus",
                    "dumpus",
                    "felpus",
                    "fompus",
                    "gerpus",
                    "gorpus",
                    "grimpus",
                    "gwompus",
                    "hilpus",
                    "impus",
                    "jelpus",
                    "jompus",
                    "kerpus",
                    "lempus",
                    "lorpus",
                    "numpus",
                    "quimpus",
                    "rempus",
                    "rompus",
                    "rorpus",
                    "scrompus",
                    "shumpus",
                    "sterpus",
                    "storpus",
                    "terpus",
                    "timpus",
                    "tumpus",
                    "vumpus",
                    "worpus",
                    "wumpus",
                    "yerpus",
                    "yimpus",
                    "yumpus",
                    "zhorpus",
                    "zumpus");

    static final Sizes SIZES = new Sizes(17_886, 300, 500);

    private final ProsQaSize size;

    /** Graphs and splits as large as the published ones: 17,886, 300 and 500 examples. */
    public ProsQaGenerator(long seed) {
        this(seed, ProsQaSize.PUBLISHED, SIZES);
    }

    /**
     * @param seed of all examples
     * @param size of all graphs
     * @param sizes number of examples in each split
     */
    public ProsQaGenerator(long seed, ProsQaSize size, Sizes sizes) {
        super(seed, sizes);
        this.size = size;
    }

    /** Graphs of the published size; never a question with one of these fingerprints. */
    ProsQaGenerator(long seed, Sizes sizes, Set<Long> excluded) {
        super(seed, sizes, excluded);
        this.size = ProsQaSize.PUBLISHED;
    }

    @Override
    public String name() {
        return "prosqa-gen";
    }

    @Override
    public String describe() {
        return "ProsQA: which of two concepts does a path of %d to %d edges from the person lead to, in a random graph of at most %d persons and made-up concepts. Generated: %d train, %d valid, %d test."
                .formatted(
                        size.shortest(),
                        size.longest(),
                        size.nodes(),
                        sizes().train(),
                        sizes().valid(),
                        sizes().test());
    }

    @Override
    protected Example draw(Random random) {
        ProsQaGraph graph = ProsQaGraph.draw(size, random);
        boolean[] persons = graph.persons();
        String[] symbols = symbols(persons, size.concepts(), random);
        List<String> sentences = sentences(graph.edges(), persons, symbols);
        Draws.shuffle(sentences, random);
        String person = symbols[graph.root()];
        String right = symbols[graph.target()];
        String wrong = symbols[graph.negativeTarget()];
        boolean rightFirst = random.nextInt(2) == 0;
        String question =
                String.join(" ", sentences)
                        + (" Is " + person + " a " + (rightFirst ? right : wrong))
                        + (" or " + (rightFirst ? wrong : right) + "?");
        List<String> steps = sentences(graph.shortestPath(random), persons, symbols);
        return new Example(question, steps, person + " is a " + right + ".");
    }

    private static String[] symbols(boolean[] persons, int most, Random random) {
        int[] names = Draws.permutation(NAMES.size(), random);
        int[] concepts = Draws.permutation(most, random);
        int named = 0;
        String[] symbols = new String[persons.length];
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = persons[i] ? NAMES.get(names[named++]) : CONCEPTS.get(concepts[i - named]);
        }
        return symbols;
    }

    /** One sentence an edge; as in the real file, the article is "a" before every word. */
    private static List<String> sentences(
            List<ProsQaGraph.Edge> edges, boolean[] persons, String[] symbols) {
        List<String> sentences = new ArrayList<>();
        for (ProsQaGraph.Edge edge : edges) {
            String every = persons[edge.from()] ? "" : "Every ";
            sentences.add(every + symbols[edge.from()] + " is a " + symbols[edge.to()] + ".");
        }
        return sentences;
    }
}
