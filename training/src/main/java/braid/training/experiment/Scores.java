package braid.training.experiment;

import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The outcomes of a run in one evaluation, over its seeds; all were asked the same questions.
 *
 * @param run name of the run, or of what was done with it
 * @param seeds ascending
 */
public record Scores(String run, List<Seed> seeds) {

    /**
     * The outcomes of one seed.
     *
     * @param seed of the run
     * @param evaluation its answers
     */
    public record Seed(long seed, RunRecord.Evaluation evaluation) {

        /** Share of right answers, in [0, 1]. */
        public double accuracy() {
            return (double) evaluation.right() / evaluation.questions();
        }

        /** Wilson's interval of the accuracy, 95 %. */
        public Interval interval() {
            return Interval.wilson(evaluation.right(), evaluation.questions());
        }

        /** Mean number of generated tokens an answer. */
        public double tokens() {
            return mean(evaluation.tokens());
        }

        /** Mean number of latent tokens an answer. */
        public double latents() {
            return mean(evaluation.latents());
        }

        /** Share of answers with a latent token, in [0, 1]. */
        public double latentUse() {
            long with = evaluation.latents().stream().filter(n -> n > 0).count();
            return (double) with / evaluation.questions();
        }

        private static double mean(List<Integer> values) {
            return values.stream().mapToInt(Integer::intValue).average().orElse(0);
        }
    }

    /** The same outcomes under another name. */
    public Scores named(String name) {
        return new Scores(name, seeds);
    }

    /** The outcomes of those seeds that another has too. */
    public Scores only(Scores other) {
        Set<Long> shared = other.seeds.stream().map(Seed::seed).collect(Collectors.toSet());
        return new Scores(run, seeds.stream().filter(s -> shared.contains(s.seed())).toList());
    }

    /** Number of questions that each seed was asked. */
    public int questions() {
        return seeds.getFirst().evaluation().questions();
    }

    /** Mean of a figure over the seeds. */
    public double mean(ToDoubleFunction<Seed> figure) {
        return seeds.stream().mapToDouble(figure).average().orElse(0);
    }

    /** 1 for a right answer, else 0; seeds × questions. */
    public double[][] correct() {
        return matrix((e, question) -> e.correct().charAt(question) - '0');
    }

    /** Generated tokens; seeds × questions. */
    public double[][] tokens() {
        return matrix((e, question) -> e.tokens().get(question));
    }

    private double[][] matrix(ToDoubleBiFunction<RunRecord.Evaluation, Integer> figure) {
        double[][] matrix = new double[seeds.size()][questions()];
        for (int s = 0; s < matrix.length; s++) {
            for (int q = 0; q < matrix[s].length; q++) {
                matrix[s][q] = figure.applyAsDouble(seeds.get(s).evaluation(), q);
            }
        }
        return matrix;
    }
}
