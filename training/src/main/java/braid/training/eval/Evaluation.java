package braid.training.eval;

import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model answered to the questions of a split.
 *
 * @param outcomes one a question, in order
 */
public record Evaluation(List<Outcome> outcomes) {

    private static final double CONFIDENCE = 0.95;

    /**
     * One answer.
     *
     * @param correct whether it is exactly the expected one
     * @param tokens tokens that the model wrote, latents and delimiters included, without the end
     * @param latents latent tokens among them
     * @param ids what the model wrote
     */
    public record Outcome(boolean correct, int tokens, int latents, int[] ids) {}

    /** Share of correct answers, in [0, 1]. */
    public double accuracy() {
        return (double) correct() / outcomes.size();
    }

    private int correct() {
        return (int) outcomes.stream().filter(Outcome::correct).count();
    }

    /** Wilson's interval of the accuracy, 95 % (Wilson 1927). */
    public double[] interval() {
        ConfidenceInterval i =
                new WilsonScoreInterval().createInterval(outcomes.size(), correct(), CONFIDENCE);
        return new double[] {Math.max(0, i.getLowerBound()), Math.min(1, i.getUpperBound())};
    }

    /** Mean number of generated tokens. */
    public double meanTokens() {
        return outcomes.stream().mapToInt(Outcome::tokens).average().orElse(0);
    }

    /** Mean number of latent tokens. */
    public double meanLatents() {
        return outcomes.stream().mapToInt(Outcome::latents).average().orElse(0);
    }

    /** Share of answers with a latent block, in [0, 1]. */
    public double latentShare() {
        return (double) outcomes.stream().filter(o -> o.latents() > 0).count() / outcomes.size();
    }

    /** The figures by name, for JSON: questions, accuracy and its interval, tokens, latents. */
    public Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("questions", outcomes.size());
        facts.put("accuracy", accuracy());
        facts.put("accuracy_low", interval()[0]);
        facts.put("accuracy_high", interval()[1]);
        facts.put("tokens", meanTokens());
        facts.put("latents", meanLatents());
        facts.put("latent_share", latentShare());
        return facts;
    }
}
