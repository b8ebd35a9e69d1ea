package braid.training.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two sets of outcomes on the same questions and seeds, side by side.
 *
 * @param first name of the one
 * @param second name of the other
 * @param seeds that both have
 * @param test of the answers of both
 * @param difference interval of the difference in accuracy, first minus second, over seeds and
 *     questions
 * @param corrected p after Holm's correction for all comparisons made together
 */
public record Comparison(
        String first,
        String second,
        int seeds,
        McNemar test,
        Interval difference,
        double corrected) {

    /**
     * Every run against {@link Experiment#COT}, and {@link Experiment#LATENT} against every other
     * run and against itself without latents; corrected together.
     *
     * @param evaluation in which the answers were given
     */
    public static List<Comparison> all(Experiment experiment, String evaluation) {
        List<Scores> arms = arms(experiment, evaluation);
        List<Comparison> found = new ArrayList<>();
        Optional<Scores> cot = named(arms, Experiment.COT);
        Optional<Scores> latent = named(arms, Experiment.LATENT);
        for (Scores arm : arms) {
            boolean ofARun = experiment.run(arm.run()).isPresent();
            if (cot.isPresent() && ofARun && !arm.run().equals(Experiment.COT)) {
                compare(arm, cot.get()).ifPresent(found::add);
            }
        }
        for (Scores arm : arms) {
            boolean other =
                    !arm.run().equals(Experiment.COT) && !arm.run().equals(Experiment.LATENT);
            if (latent.isPresent() && other) {
                compare(latent.get(), arm).ifPresent(found::add);
            }
        }
        return corrected(found);
    }

    /**
     * The outcomes that are compared in an evaluation: those of every run, and in {@link
     * Experiment#FREE} those of {@link Experiment#LATENT} with latents forbidden, if asked for.
     */
    public static List<Scores> arms(Experiment experiment, String evaluation) {
        List<Scores> arms = new ArrayList<>();
        for (Experiment.Run run : experiment.runs()) {
            run.scores(evaluation).ifPresent(arms::add);
            if (run.name().equals(Experiment.LATENT) && evaluation.equals(Experiment.FREE)) {
                run.first().evaluations().stream()
                        .filter(e -> Integer.valueOf(0).equals(e.forcedLatents()))
                        .findFirst()
                        .flatMap(e -> run.scores(e.name()))
                        .ifPresent(scores -> arms.add(scores.named(run.name() + " held to text")));
            }
        }
        return arms;
    }

    private static Optional<Scores> named(List<Scores> arms, String name) {
        return arms.stream().filter(arm -> arm.run().equals(name)).findFirst();
    }

    private static Optional<Comparison> compare(Scores a, Scores b) {
        if (a.questions() != b.questions()) {
            return Optional.empty();
        }
        Scores first = a.only(b);
        Scores second = b.only(a);
        if (first.seeds().isEmpty()) {
            return Optional.empty();
        }
        double[][] x = first.correct();
        double[][] y = second.correct();
        return Optional.of(
                new Comparison(
                        a.run(),
                        b.run(),
                        x.length,
                        McNemar.of(x, y),
                        Bootstrap.difference(x, y),
                        Double.NaN));
    }

    private static List<Comparison> corrected(List<Comparison> found) {
        double[] p = Holm.correct(found.stream().mapToDouble(c -> c.test.p()).toArray());
        List<Comparison> all = new ArrayList<>();
        for (Comparison c : found) {
            all.add(
                    new Comparison(
                            c.first, c.second, c.seeds, c.test, c.difference, p[all.size()]));
        }
        return all;
    }
}
