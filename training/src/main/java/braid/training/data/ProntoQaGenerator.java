package braid.training.data;

import braid.tensor.random.Random;

import java.util.ArrayList;
import java.util.List;

/**
 * ProntoQA (Saparov and He 2023, arXiv:2210.01240) from a generator fitted to the 9,000 training
 * examples that Coconut uses: five hops, or as many as asked for, through an ontology of made-up
 * concepts, with distractors.
 *
 * <p>All 9,000 have one structure, read off them: a chain of five concepts, each with a property of
 * its own and a second child beside the chain (the last has two); all these children but one have a
 * property; the last concept's property is asked for. A concept outside the tree has that same
 * property with the other sign, and the entity also belongs to a concept that leads nowhere. That
 * makes 14 of 17 concepts, 11 subclass and 12 property rules in random order, then two facts and
 * the query. The properties come from different families (colour, size, …). Half the rules are
 * plural, a quarter each "Each" and "Every". The shares of negation differ by place and are the
 * constants of this class.
 */
public final class ProntoQaGenerator extends GeneratedTask {

    /** The made-up concepts of the real files. */
    static final List<String> CONCEPTS =
            List.of(
                    "brimpus", "dumpus", "gorpus", "grimpus", "impus", "jompus", "lempus", "lorpus",
                    "numpus", "rompus", "shumpus", "sterpus", "tumpus", "vumpus", "wumpus",
                    "yumpus", "zumpus");

    /** The entities of the real files. */
    static final List<String> NAMES =
            List.of("Alex", "Fae", "Max", "Polly", "Rex", "Sally", "Sam", "Stella", "Wren");

    /** Properties that exclude each other, a family a row. */
    static final List<List<String>> FAMILIES =
            List.of(
                    List.of("blue", "red", "brown", "orange"),
                    List.of("small", "large"),
                    List.of("metallic", "wooden", "luminous", "liquid"),
                    List.of("transparent", "opaque"),
                    List.of("nervous", "happy", "feisty", "shy"),
                    List.of("bright", "dull"),
                    List.of("sweet", "sour", "spicy", "bitter"),
                    List.of("floral", "fruity", "earthy"),
                    List.of("hot", "cold", "temperate"),
                    List.of("kind", "mean", "angry", "amenable", "aggressive"),
                    List.of("melodic", "muffled", "discordant", "loud"),
                    List.of("slow", "moderate", "fast"),
                    List.of("windy", "sunny", "overcast", "rainy", "snowy"));

    static final int HOPS = 5;

    /** More need more concepts and families than there are. */
    private static final int MOST_HOPS = 6;

    private static final double NOT_ON_CHAIN = 0.275;
    private static final double NOT_AT_TARGET = 0.467;
    private static final double NOT_ELSEWHERE = 1.0 / 3;
    static final Sizes SIZES = new Sizes(9_000, 200, 800);

    private final int hops;

    /** Five hops; as many examples as Coconut's split: 9,000, 200 and 800. */
    public ProntoQaGenerator(long seed) {
        this(seed, HOPS, SIZES);
    }

    /**
     * @param seed of all examples
     * @param hops concepts on the chain, 1 to 6
     * @param sizes number of examples in each split
     */
    public ProntoQaGenerator(long seed, int hops, Sizes sizes) {
        super(seed, sizes);
        if (hops < 1 || hops > MOST_HOPS) {
            throw new DataException(
                    "prontoqa-gen: hops=" + hops,
                    "choose from 1 to " + MOST_HOPS + "; the default is " + HOPS);
        }
        this.hops = hops;
    }

    @Override
    public String name() {
        return "prontoqa-gen";
    }

    @Override
    public String describe() {
        return "ProntoQA: true or false, by "
                + hops
                + (hops == 1 ? " hop" : " hops")
                + " through a made-up ontology. Generated: "
                + sizes().train()
                + " train, "
                + sizes().valid()
                + " valid, "
                + sizes().test()
                + " test.";
    }

    @Override
    protected Example draw(Random random) {
        return new World(random).example(hops);
    }

    /** One ontology while it is being written down. */
    private static final class World {

        private final Random random;
        private final int[] concepts;
        private final int[] families;
        private final List<String> rules = new ArrayList<>();
        private int conceptsUsed;
        private int familiesUsed;

        World(Random random) {
            this.random = random;
            this.concepts = Draws.permutation(CONCEPTS.size(), random);
            this.families = Draws.permutation(FAMILIES.size(), random);
        }

        Example example(int hops) {
            String entity = Draws.pick(NAMES, random);
            String root = concept();
            String distractor = concept();
            List<String> steps = new ArrayList<>(hops + 1);
            String at = root;
            for (int hop = 1; hop < hops; hop++) {
                String next = concept();
                steps.add(entity + " is " + withArticle(at) + ". " + subclass(at, next));
                sideChild(at, true);
                property(at, property(), Draws.chance(NOT_ON_CHAIN, random));
                at = next;
            }
            sideChild(at, true);
            sideChild(at, false);
            String target = property();
            boolean negated = Draws.chance(NOT_AT_TARGET, random);
            steps.add(entity + " is " + withArticle(at) + ". " + property(at, target, negated));
            steps.add(entity + " is " + not(negated) + target + ".");

            subclass(distractor, concept());
            property(distractor, property(), Draws.chance(NOT_ELSEWHERE, random));
            property(concept(), target, !negated);

            Draws.shuffle(rules, random);
            boolean rootFirst = random.nextInt(2) == 0;
            String first = rootFirst ? root : distractor;
            String second = rootFirst ? distractor : root;
            boolean asksNegated = random.nextInt(2) == 0;
            String question =
                    String.join(" ", rules)
                            + (" " + entity + " is " + withArticle(first) + ".")
                            + (" " + entity + " is " + withArticle(second) + ".")
                            + (" True or false: "
                                    + entity
                                    + " is "
                                    + not(asksNegated)
                                    + target
                                    + ".");
            return new Example(question, steps, asksNegated == negated ? "True" : "False");
        }

        private void sideChild(String parent, boolean withProperty) {
            String child = concept();
            subclass(parent, child);
            if (withProperty) {
                property(child, property(), Draws.chance(NOT_ELSEWHERE, random));
            }
        }

        private String concept() {
            return CONCEPTS.get(concepts[conceptsUsed++]);
        }

        private String property() {
            return Draws.pick(FAMILIES.get(families[familiesUsed++]), random);
        }

        private String subclass(String concept, String parent) {
            return rule(concept, " is " + withArticle(parent), " are " + parent + "es");
        }

        private String property(String concept, String property, boolean negated) {
            return rule(
                    concept, " is " + not(negated) + property, " are " + not(negated) + property);
        }

        private String rule(String concept, String singular, String plural) {
            String rule =
                    switch (random.nextInt(4)) {
                        case 0 -> "Each " + concept + singular;
                        case 1 -> "Every " + concept + singular;
                        default ->
                                Character.toUpperCase(concept.charAt(0))
                                        + concept.substring(1)
                                        + "es"
                                        + plural;
                    };
            rules.add(rule + ".");
            return rule + ".";
        }

        private static String not(boolean negated) {
            return negated ? "not " : "";
        }
    }

    /** The word with the indefinite article that English wants: "a vumpus", "an impus". */
    static String withArticle(String concept) {
        return ("aeiou".indexOf(concept.charAt(0)) >= 0 ? "an " : "a ") + concept;
    }
}
