package braid.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.random.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

final class ProsQaTest {

    private static final Pattern EDGE = Pattern.compile("(?:Every )?(\\w+) is a (\\w+)\\.");
    private static final Pattern QUERY = Pattern.compile("Is (\\w+) a (\\w+) or (\\w+)\\?");

    /** A question read back: the graph, and breadth-first search on it. */
    private static final class Read {
        final Map<String, List<String>> out = new HashMap<>();
        final Set<String> nodes = new TreeSet<>();
        final Set<String> children = new HashSet<>();
        final List<String> names = new ArrayList<>();
        final String person;
        final String target;
        final String other;
        int edges;

        Read(Example example) {
            int split = example.question().lastIndexOf(". ") + 2;
            Matcher edge = EDGE.matcher(example.question().substring(0, split));
            while (edge.find()) {
                out.computeIfAbsent(edge.group(1), k -> new ArrayList<>()).add(edge.group(2));
                nodes.add(edge.group(1));
                nodes.add(edge.group(2));
                children.add(edge.group(2));
                edges++;
            }
            Matcher query = QUERY.matcher(example.question().substring(split));
            assertThat(query.matches()).isTrue();
            person = query.group(1);
            target = example.answer().replace(person + " is a ", "").replace(".", "");
            other = query.group(2).equals(target) ? query.group(3) : query.group(2);
            nodes.stream().filter(n -> !children.contains(n)).forEach(names::add);
        }

        /** Distance and number of shortest paths to every node that can be reached. */
        Map<String, long[]> search(String from) {
            Map<String, long[]> found = new HashMap<>();
            found.put(from, new long[] {0, 1});
            ArrayDeque<String> queue = new ArrayDeque<>(List.of(from));
            while (!queue.isEmpty()) {
                String at = queue.poll();
                for (String next : out.getOrDefault(at, List.of())) {
                    long distance = found.get(at)[0] + 1;
                    if (!found.containsKey(next)) {
                        found.put(next, new long[] {distance, 0});
                        queue.add(next);
                    }
                    if (found.get(next)[0] == distance) {
                        found.get(next)[1] += found.get(at)[1];
                    }
                }
            }
            return found;
        }
    }

    @Test
    void generatedAnswersHoldAndStepsAreAShortestPath() {
        checkLogic(new ProsQaGenerator(3).examples(Split.TRAIN).subList(0, 1000));
    }

    @Test
    void realAnswersHoldAndStepsAreAShortestPath() {
        checkLogic(real().examples(Split.VALID));
    }

    private static void checkLogic(List<Example> examples) {
        for (Example example : examples) {
            Read read = new Read(example);
            Map<String, long[]> reached = read.search(read.person);
            assertThat(reached).containsKey(read.target).doesNotContainKey(read.other);
            assertThat(read.out).doesNotContainKeys(read.target, read.other);
            assertThat(example.steps()).hasSize((int) reached.get(read.target)[0]);
            String at = read.person;
            for (String step : example.steps()) {
                Matcher edge = EDGE.matcher(step);
                assertThat(edge.matches()).isTrue();
                assertThat(edge.group(1)).isEqualTo(at);
                assertThat(example.question()).contains(step);
                at = edge.group(2);
            }
            assertThat(at).isEqualTo(read.target);
            assertThat(read.names).isSubsetOf(ProsQaGenerator.NAMES);
            assertThat(read.children).isSubsetOf(ProsQaGenerator.CONCEPTS);
        }
    }

    /**
     * The figures of 800 real rows that the generator was fitted to; 300 of them are the validation
     * file.
     */
    @Test
    void generatorHasTheStatisticsOfTheRealRows() {
        checkStatistics(new ProsQaGenerator(17).examples(Split.TRAIN).subList(0, 3000), 1);
    }

    @Test
    void realRowsHaveTheirStatistics() {
        checkStatistics(real().examples(Split.VALID), 300.0 / 800);
    }

    /** Bounds are four standard errors of the smaller of two samples, of which one has 800 rows. */
    private static void checkStatistics(List<Example> examples, double sampleOf800) {
        double slack = 4 / Math.sqrt(800 * Math.min(1, sampleOf800));
        double nodes = 0;
        double edges = 0;
        double persons = 0;
        double paths = 0;
        double rightFirst = 0;
        int[] lengths = new int[7];
        for (Example example : examples) {
            Read read = new Read(example);
            long[] target = read.search(read.person).get(read.target);
            nodes += read.nodes.size();
            edges += read.edges;
            persons += read.names.size();
            paths += target[1];
            lengths[(int) target[0]]++;
            rightFirst += example.question().contains(" a " + read.target + " or ") ? 1 : 0;
            assertThat(read.nodes.size()).isBetween(12, 28);
        }
        double n = examples.size();
        // Standard deviations: nodes 2.0, edges 5.7, persons 1.0, paths 1.1, shares sqrt(p (1 -
        // p)).
        assertThat(nodes / n).isCloseTo(22.8, within(2.0 * slack));
        assertThat(edges / n).isCloseTo(36.0, within(5.7 * slack));
        assertThat(persons / n).isCloseTo(2.52, within(1.0 * slack));
        assertThat(paths / n).isCloseTo(1.58, within(1.1 * slack));
        assertThat(rightFirst / n).isCloseTo(0.5, within(0.5 * slack));
        assertThat(lengths[3] / n).isCloseTo(0.41, within(0.49 * slack));
        assertThat(lengths[4] / n).isCloseTo(0.44, within(0.50 * slack));
        assertThat(lengths[5] / n).isCloseTo(0.13, within(0.34 * slack));
        assertThat(lengths[6] / n).isCloseTo(0.02, within(0.14 * slack));
    }

    @Test
    void allWordsAreUsedEvenly() {
        Map<String, Integer> counts = new HashMap<>();
        for (Example example : new ProsQaGenerator(19).examples(Split.TRAIN).subList(0, 2000)) {
            Read read = new Read(example);
            read.nodes.forEach(word -> counts.merge(word, 1, Integer::sum));
        }
        assertThat(counts.keySet())
                .containsAll(ProsQaGenerator.NAMES)
                .containsAll(ProsQaGenerator.CONCEPTS);
        assertThat(counts).hasSize(17 + 38);
        // 20.3 of 38 concepts and 2.5 of 17 persons a question.
        ProsQaGenerator.CONCEPTS.forEach(c -> assertThat(counts.get(c)).isBetween(950, 1190));
        ProsQaGenerator.NAMES.forEach(p -> assertThat(counts.get(p)).isBetween(220, 380));
    }

    @Test
    void splitsWithoutAFileAreGenerated() {
        ProsQa task = real();
        assertThat(task.size(Split.TRAIN)).isEqualTo(17_886);
        assertThat(task.size(Split.VALID)).isEqualTo(300);
        assertThat(task.size(Split.TEST)).isEqualTo(500);
        assertThat(task.describe())
                .contains("17886 train (generated), 300 valid (file), 500 test (generated)");
        assertThat(task.example(Split.VALID, 0).answer()).isEqualTo("Tom is a lempus.");
        Set<Long> valid = new HashSet<>();
        task.examples(Split.VALID).forEach(e -> valid.add(e.fingerprint()));
        assertThat(task.examples(Split.TRAIN).subList(0, 2000))
                .noneMatch(e -> valid.contains(e.fingerprint()));
    }

    @ParameterizedTest
    @CsvSource({"4, 1, 1", "10, 2, 3", "12, 3, 3", "16, 2, 4", "40, 5, 8"})
    void graphsAreOfTheSizeThatIsAskedFor(int nodes, int shortest, int longest) {
        String task =
                "prosqa-gen,nodes=%d,shortest=%d,longest=%d,train=400"
                        .formatted(nodes, shortest, longest);
        List<Example> examples = Tasks.parse(task, 5).examples(Split.TRAIN);
        checkLogic(examples);
        TreeSet<Integer> lengths = new TreeSet<>();
        int most = 0;
        for (Example example : examples) {
            lengths.add(example.steps().size());
            most = Math.max(most, new Read(example).nodes.size());
        }
        assertThat(lengths)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(shortest, longest).boxed().toList());
        // Nodes that get no edge are left out: at 40 always some.
        assertThat(most).isBetween(nodes * 3 / 4, nodes);
    }

    /** Depth alone must not tell which concept is the target's. */
    @Test
    void theOtherConceptIsAsFarWhereThatIsAskedFor() {
        int nearer = 0;
        for (ProsQaSize.Other other : ProsQaSize.Other.values()) {
            var size = new ProsQaSize(12, 3, 4, 12, other);
            for (int i = 0; i < 200; i++) {
                var graph = ProsQaGraph.draw(size, Random.of(i));
                int far = distances(graph, graph.root())[graph.target()];
                int otherFar = distances(graph, 1 - graph.root())[graph.negativeTarget()];
                if (other == ProsQaSize.Other.FAR) {
                    assertThat(otherFar).isEqualTo(far);
                } else {
                    nearer += otherFar < far ? 1 : 0;
                }
            }
        }
        assertThat(nearer).isGreaterThan(100);
    }

    private static int[] distances(ProsQaGraph graph, int root) {
        return ProsQaGraph.distances(graph.edges(), graph.nodes(), root);
    }

    @Test
    void noMoreConceptsThanAskedForAreUsed() {
        Set<String> words = new HashSet<>();
        for (Example example :
                Tasks.parse("prosqa-gen,nodes=10,concepts=8,train=200", 5).examples(Split.TRAIN)) {
            Read read = new Read(example);
            words.addAll(read.nodes);
            words.removeAll(read.names);
        }
        assertThat(words)
                .containsExactlyInAnyOrderElementsOf(ProsQaGenerator.CONCEPTS.subList(0, 8));
    }

    /** From before there was anything to ask for. */
    @Test
    void askedForNothingExamplesAreWhatTheyWere() {
        Example example = Tasks.parse("prosqa-gen", 1).example(Split.TRAIN, 0);
        assertThat(example.fingerprint()).isEqualTo(4400446629521452457L);
        assertThat(example.steps())
                .containsExactly(
                        "Bob is a lorpus.",
                        "Every lorpus is a impus.",
                        "Every impus is a dumpus.",
                        "Every dumpus is a fompus.");
        assertThat(
                        Tasks.parse("prosqa-gen,nodes=28,shortest=3,longest=6,concepts=38", 1)
                                .example(Split.TRAIN, 0))
                .isEqualTo(example);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nodes=3|nodes=3|choose from 4 to 40",
                "nodes=41|nodes=41|choose from 4 to 40",
                "nodes=8|longest=6|choose from 1 to 5 for 8 nodes",
                "longest=0|longest=0|choose from 1 to 25 for 28 nodes",
                "shortest=0|shortest=0|choose from 1 to 6, the longest",
                "shortest=7|shortest=7|choose from 1 to 6, the longest",
                "nodes=12,concepts=9|concepts=9|choose from 10 to 38 for 12 nodes",
                "concepts=39|concepts=39|choose from 26 to 38 for 28 nodes",
            })
    void sizesThatCannotBeAreRefused(String options, String fault, String hint) {
        assertThatThrownBy(() -> Tasks.parse("prosqa-gen," + options, 1))
                .isInstanceOf(DataException.class)
                .hasMessage("prosqa-gen: " + fault + "\n  HINT: " + hint);
    }

    @Test
    void whatIsTooUnlikelyIsToldAfterManyDraws() {
        Task task = Tasks.parse("prosqa-gen,nodes=20,shortest=17,longest=17", 1);
        assertThatThrownBy(() -> task.example(Split.TRAIN, 0))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "prosqa-gen: none of 100000 graphs of 20 nodes has a path of 17 to 17 edges\n"
                                + "  HINT: ask for more nodes or for shorter paths");
    }

    @Test
    void excludedQuestionsAreNeverDrawn() {
        ProsQaGenerator open = new ProsQaGenerator(1, ProsQaSize.PUBLISHED, new Sizes(5, 0, 0));
        Set<Long> excluded = Set.of(open.example(Split.TRAIN, 2).fingerprint());
        ProsQaGenerator closed = new ProsQaGenerator(1, new Sizes(5, 0, 0), excluded);
        assertThat(closed.example(Split.TRAIN, 1)).isEqualTo(open.example(Split.TRAIN, 1));
        assertThat(closed.example(Split.TRAIN, 2)).isNotEqualTo(open.example(Split.TRAIN, 2));
    }

    private static ProsQa real() {
        return new ProsQa(SharedData.find("prosqa"), ProsQaGenerator.SIZES, 1);
    }
}
