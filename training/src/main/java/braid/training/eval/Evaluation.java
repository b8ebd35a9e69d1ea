package braid.training.eval;

import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a model answered to the questions of a split. A question that was asked several times counts
 * as solved if one of the answers is right: with 10 samples of legal ways through a maze, that is
 * the 1-Feasible-10 of Token Assorted (arXiv:2502.03275).
 *
 * @param outcomes one an answer, those to a question behind one another, in the order of questions
 * @param samples answers to each question
 */
public record Evaluation(List<Outcome> outcomes, int samples) {

    private static final double CONFIDENCE = 0.95;

    /**
     * One answer.
     *
     * @param correct whether it is right, as the task decides
     * @param optimal whether it is right and none would be better
     * @param tokens tokens that the model wrote, latents and delimiters included, without the end;
     *     continuous thoughts count too, without delimiters
     * @param latents latent tokens or continuous thoughts among them
     * @param ids what the model wrote, without continuous thoughts, which have none
     */
    public record Outcome(boolean correct, boolean optimal, int tokens, int latents, int[] ids) {}

    /** Number of questions. */
    public int questions() {
        return outcomes.size() / samples;
    }

    /** Share of questions with a right answer, in [0, 1]. */
    public double accuracy() {
        return (double) questionsWith(Outcome::correct) / questions();
    }

    /**
     * Share of questions with an optimal answer, in [0, 1]; no more than the accuracy, and the same
     * where the task does not rank right answers.
     */
    public double optimality() {
        return (double) questionsWith(Outcome::optimal) / questions();
    }

    private int questionsWith(Predicate<Outcome> answer) {
        int count = 0;
        for (int from = 0; from < outcomes.size(); from += samples) {
            count += outcomes.subList(from, from + samples).stream().anyMatch(answer) ? 1 : 0;
        }
        return count;
    }

    /** Wilson's interval of the accuracy, 95 % (Wilson 1927). */
    public double[] interval() {
        ConfidenceInterval i =
                new WilsonScoreInterval()
                        .createInterval(questions(), questionsWith(Outcome::correct), CONFIDENCE);
        return new double[] {Math.max(0, i.getLowerBound()), Math.min(1, i.getUpperBound())};
    }

    /** Mean number of generated tokens an answer. */
    public double meanTokens() {
        return outcomes.stream().mapToInt(Outcome::tokens).average().orElse(0);
    }

    /** Mean number of latent tokens an answer. */
    public double meanLatents() {
        return outcomes.stream().mapToInt(Outcome::latents).average().orElse(0);
    }

    /** Share of answers with a latent block, in [0, 1]. */
    public double latentShare() {
        return (double) outcomes.stream().filter(o -> o.latents() > 0).count() / outcomes.size();
    }

    /**
     * The figures by name, for JSON: questions and samples, accuracy and its interval, tokens,
     * latents.
     */
    public Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("questions", questions());
        facts.put("samples", samples);
        facts.put("accuracy", accuracy());
        facts.put("accuracy_low", interval()[0]);
        facts.put("accuracy_high", interval()[1]);
        facts.put("optimality", optimality());
        facts.put("tokens", meanTokens());
        facts.put("latents", meanLatents());
        facts.put("latent_share", latentShare());
        return facts;
    }
}
