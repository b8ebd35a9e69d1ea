package braid.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.random.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

final class ProntoQaTest {

    @Test
    void generatedAnswersAndStepsFollowFromTheRules() {
        checkLogic(new ProntoQaGenerator(3).examples(Split.TRAIN).subList(0, 1500), 5);
    }

    @Test
    void realAnswersAndStepsFollowFromTheRules() {
        checkLogic(real().examples(Split.VALID), 5);
    }

    private static void checkLogic(List<Example> examples, int hops) {
        for (Example example : examples) {
            Ontology ontology = new Ontology(example.question());
            assertThat(ontology.answer()).isEqualTo(example.answer());
            assertThat(example.steps()).hasSize(hops + 1);
            for (String step : example.steps().subList(0, hops)) {
                assertThat(example.question()).contains(step.substring(step.indexOf(". ") + 2));
            }
            boolean denied = ontology.derive().get(ontology.asked);
            assertThat(example.steps().getLast())
                    .isEqualTo(
                            ontology.entity
                                    + " is "
                                    + (denied ? "not " : "")
                                    + ontology.asked
                                    + ".");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6})
    void chainsAreAsLongAsAskedFor(int hops) {
        Task task = Tasks.parse("prontoqa-gen,train=500,hops=" + hops, 3);
        checkLogic(task.examples(Split.TRAIN), hops);
        for (Example example : task.examples(Split.TRAIN)) {
            // Two subclasses a concept of the chain and one of the distractor, and all properties.
            assertThat(new Ontology(example.question()).rules).hasSize(4 * hops + 3);
        }
    }

    /** From before there was anything to ask for. */
    @Test
    void askedForNothingExamplesAreWhatTheyWere() {
        Example example = Tasks.parse("prontoqa-gen", 1).example(Split.TRAIN, 0);
        assertThat(example.fingerprint()).isEqualTo(-3447453184597819849L);
        assertThat(Tasks.parse("prontoqa-gen,hops=5", 1).example(Split.TRAIN, 0))
                .isEqualTo(example);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7})
    void hopsAreBounded(int hops) {
        assertThatThrownBy(() -> Tasks.parse("prontoqa-gen,hops=" + hops, 1))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "prontoqa-gen: hops="
                                + hops
                                + "\n  HINT: choose from 1 to 6; the default is 5");
    }

    @Test
    void generatorHasTheStatisticsOfTheRealFile() {
        List<Example> real = real().examples(Split.TRAIN);
        List<Example> generated = new ProntoQaGenerator(11).examples(Split.TRAIN).subList(0, 3000);
        compare("answers", real, generated, e -> List.of(e.answer()));
        compare("structure", real, generated, e -> List.of(structure(e)));
        compare("query", real, generated, e -> List.of(new Ontology(e.question()).asksNegated));
        compare("entities", real, generated, e -> List.of(new Ontology(e.question()).entity));
        compare(
                "forms",
                real,
                generated,
                e -> rules(e, r -> r.form() + (r.subclass() ? " is" : "")));
        compare("negation", real, generated, e -> rules(e, r -> r.subclass() + " " + r.negated()));
        compare("concepts", real, generated, e -> rules(e, Ontology.Rule::subject));
        compare("objects", real, generated, e -> rules(e, Ontology.Rule::object));
        compare("chain", real, generated, ProntoQaTest::negationsOnTheChain);
        assertThat(mean(generated, e -> e.question().length()))
                .isCloseTo(mean(real, e -> e.question().length()), within(1.5));
        assertThat(mean(generated, e -> e.trace().length()))
                .isCloseTo(mean(real, e -> e.trace().length()), within(1.0));
    }

    /** Sentences, rules of each kind, concepts, facts and where the root stands among the facts. */
    private static String structure(Example example) {
        Ontology o = new Ontology(example.question());
        Set<String> concepts = new HashSet<>(o.facts);
        o.rules.forEach(r -> concepts.add(r.subject()));
        o.rules.stream().filter(Ontology.Rule::subclass).forEach(r -> concepts.add(r.object()));
        long subclass = o.rules.stream().filter(Ontology.Rule::subclass).count();
        boolean denied = o.derive().get(o.asked);
        // The distractor of the answer: a concept that does not apply says the opposite.
        long opposed =
                o.rules.stream()
                        .filter(r -> r.object().equals(o.asked) && r.negated() != denied)
                        .count();
        boolean rootFirst = example.steps().getFirst().contains(" " + o.facts.getFirst() + ".");
        return o.rules.size()
                + " rules, "
                + subclass
                + " subclass, "
                + concepts.size()
                + " concepts, "
                + o.derive().size()
                + " derived, "
                + opposed
                + " opposed, "
                + rootFirst;
    }

    private static List<Object> rules(Example example, Function<Ontology.Rule, Object> property) {
        return new Ontology(example.question()).rules.stream().map(property).toList();
    }

    private static List<Object> negationsOnTheChain(Example example) {
        Ontology ontology = new Ontology(example.question());
        List<Object> found = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String[] words = example.steps().get(i).split("[ .]+", 0);
            boolean target = i == 4;
            ontology.rules.stream()
                    .filter(r -> !r.subclass() && r.subject().equals(words[3]))
                    .forEach(r -> found.add(target + " " + r.negated()));
        }
        return found;
    }

    /** Shares of every value must agree within 4.5 standard deviations of their difference. */
    private static void compare(
            String what,
            List<Example> real,
            List<Example> generated,
            Function<Example, List<?>> values) {
        Map<Object, int[]> counts = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        int[] totals = new int[2];
        count(real, values, counts, totals, 0);
        count(generated, values, counts, totals, 1);
        counts.forEach((value, count) -> {
            double a = (double) count[0] / totals[0];
            double b = (double) count[1] / totals[1];
            double p = (double) (count[0] + count[1]) / (totals[0] + totals[1]);
            double deviation = Math.sqrt(p * (1 - p) * (1.0 / totals[0] + 1.0 / totals[1]));
            assertThat(b).as(what + ": " + value).isCloseTo(a, within(4.5 * deviation + 1e-12));
        });
    }

    private static void count(
            List<Example> examples,
            Function<Example, List<?>> values,
            Map<Object, int[]> counts,
            int[] totals,
            int column) {
        for (Example example : examples) {
            for (Object value : values.apply(example)) {
                counts.computeIfAbsent(value, v -> new int[2])[column]++;
                totals[column]++;
            }
        }
    }

    private static double mean(List<Example> examples, Function<Example, Integer> value) {
        return examples.stream().mapToInt(value::apply).average().orElseThrow();
    }

    @Test
    void readsTheRealSplits() {
        ProntoQa task = real();
        assertThat(task.size(Split.TRAIN)).isEqualTo(9000);
        assertThat(task.size(Split.VALID)).isEqualTo(200);
        assertThat(task.size(Split.TEST)).isZero();
        assertThat(task.example(Split.TRAIN, 0).steps().getLast()).isEqualTo("Max is not wooden.");
        assertThat(task.example(Split.TRAIN, 0).answer()).isEqualTo("True");
        Set<String> valid = new HashSet<>();
        task.examples(Split.VALID).forEach(e -> valid.add(e.question()));
        assertThat(task.examples(Split.TRAIN)).noneMatch(e -> valid.contains(e.question()));
    }

    @Test
    void renamedCopiesAreNewAndAskTheSame() {
        ProntoQa task = new ProntoQa(SharedData.find("prontoqa"), 3, 5);
        assertThat(task.size(Split.TRAIN)).isEqualTo(27_000);
        assertThat(task.size(Split.VALID)).isEqualTo(200);
        for (int i = 0; i < 200; i++) {
            Example row = task.example(Split.TRAIN, i);
            Example first = task.example(Split.TRAIN, 9000 + i);
            Example second = task.example(Split.TRAIN, 18_000 + i);
            assertThat(first).isEqualTo(task.example(Split.TRAIN, 9000 + i));
            assertThat(Set.of(row.question(), first.question(), second.question())).hasSize(3);
            assertThat(first.answer()).isEqualTo(row.answer());
            assertThat(structure(first)).isEqualTo(structure(row));
            assertThat(first.question()).doesNotContain(" a impus").doesNotContain(" an vumpus");
        }
        checkLogic(task.examples(Split.TRAIN).subList(9000, 9300), 5);
    }

    @Test
    void renamingKeepsCaseNumberAndArticle() {
        Renaming renaming = new Renaming(List.of("impus", "vumpus"));
        Example example =
                new Example(
                        "Vumpuses are impuses. Max is an impus.",
                        List.of("Each vumpus is an impus."),
                        "True");
        Set<Example> seen = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            seen.add(renaming.apply(example, Random.of(seed)));
        }
        Example swapped =
                new Example(
                        "Impuses are vumpuses. Max is a vumpus.",
                        List.of("Each impus is a vumpus."),
                        "True");
        assertThat(seen).isEqualTo(new HashSet<>(Arrays.asList(example, swapped)));
    }

    private static ProntoQa real() {
        return new ProntoQa(SharedData.find("prontoqa"), 1, 1);
    }
}
