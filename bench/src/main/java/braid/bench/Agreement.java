package braid.bench;

import braid.nn.Module;
import braid.tensor.Tensor;
import braid.tensor.backend.MatmulPrecision;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Whether other libraries compute the same, without which comparing speeds means nothing. After the
 * first run from the same start every result must agree, gradients one by one, for a loss alone
 * does not tell that one of them is missing. After further runs, so that updates show, all but the
 * gradients: AdamW divides them by their size, and so makes of the rounding of the smallest an
 * update as large as any, which the gradients that follow show, and a loss does not.
 */
final class Agreement {

    /** Difference at which results do not agree; rounding alone makes some 1e-6. */
    private static final double LEAST_APART = 1e-4;

    /**
     * The same in roundings of operands of products. Each product errs by about one of them; those
     * of some hundred products, one after the other, add up by the root of their number.
     */
    private static final double ROUNDINGS = 32;

    private static final int RUNS = 3;
    private static final String GRADIENT = "gradient of ";

    private Agreement() {}

    /**
     * Runs ours and theirs in turns.
     *
     * @param theirs by name of the library
     * @param precision of our products
     * @return how far each library was at most from Braid, see {@link Apart}
     * @throws Disagreement where a result is off by 1e-4 or more, and by 32 roundings of operands
     *     of products, is missing or is NaN
     */
    static Map<String, Double> check(
            Workload ours, Map<String, Workload> theirs, MatmulPrecision precision) {
        double least = Math.max(LEAST_APART, ROUNDINGS * precision.rounding());
        Map<String, Double> apart = new LinkedHashMap<>();
        for (int run = 0; run < RUNS && !theirs.isEmpty(); run++) {
            boolean first = run == 0;
            ours.run();
            theirs.forEach((library, workload) -> {
                workload.run();
                double most = compare(ours.results(), library, workload.results(), first, least);
                apart.merge(library, most, Math::max);
            });
        }
        return apart;
    }

    private static double compare(
            Map<String, Supplier<float[]>> ours,
            String library,
            Map<String, Supplier<float[]>> theirs,
            boolean gradients,
            double least) {
        if (ours.isEmpty() || !ours.keySet().equals(theirs.keySet())) {
            throw new Disagreement(
                    "results of "
                            + library
                            + " are "
                            + theirs.keySet()
                            + ", of Braid "
                            + ours.keySet()
                            + ": nothing to compare");
        }
        double most = 0;
        for (Map.Entry<String, Supplier<float[]>> result : ours.entrySet()) {
            String name = result.getKey();
            if (name.startsWith(GRADIENT) && !gradients) {
                continue;
            }
            Apart apart =
                    Apart.of(
                            result.getValue().get(),
                            Objects.requireNonNull(theirs.get(name)).get());
            if (!(apart.relative < least)) { // so that NaN does not pass
                throw new Disagreement(
                        String.format(
                                Locale.ROOT,
                                "%s and Braid do not compute the same: %s is apart by %.1e of its"
                                        + " greatest value, allowed is less than %.0e: %s",
                                library,
                                name,
                                apart.relative,
                                least,
                                apart.where));
            }
            most = Math.max(most, apart.relative);
        }
        return most;
    }

    /**
     * Greatest difference of two elements, relative to the greatest of ours: an element that is
     * zero but for rounding may differ, one that is wrong shows.
     *
     * @param relative NaN where either has one, infinite where the lengths differ
     * @param where both values, for people
     */
    private record Apart(double relative, String where) {

        static Apart of(float[] ours, float[] theirs) {
            if (ours.length != theirs.length) {
                String where = ours.length + " elements in Braid, " + theirs.length + " there";
                return new Apart(Double.POSITIVE_INFINITY, where);
            }
            int at = 0;
            double most = 0;
            double scale = 0;
            for (int i = 0; i < ours.length; i++) {
                double difference = Math.abs((double) theirs[i] - ours[i]);
                if (difference > most || Double.isNaN(difference) && !Double.isNaN(most)) {
                    most = difference;
                    at = i;
                }
                scale = Math.max(scale, Math.abs(ours[i]));
            }
            if (most == 0) {
                return new Apart(0, "");
            }
            String where = "element " + at + " is " + ours[at] + " in Braid, " + theirs[at];
            return new Apart(most / scale, where + " there");
        }
    }

    /** Results are not the same; the message says which, and both values. */
    static final class Disagreement extends IllegalStateException {

        private static final long serialVersionUID = 1;

        Disagreement(String message) {
            super(message);
        }
    }

    /** Results of a training step: the loss, and the gradient of every parameter. */
    static Map<String, Supplier<float[]>> lossAndGradients(double loss, Module model) {
        Map<String, Supplier<float[]>> results = new LinkedHashMap<>();
        results.put("loss", () -> new float[] {(float) loss});
        model.parameters()
                .forEach((name, p) -> results.put(GRADIENT + name, () -> gradient(p.tensor())));
        return results;
    }

    private static float[] gradient(Tensor parameter) {
        Tensor gradient = parameter.grad();
        return gradient == null ? new float[0] : gradient.toFloats();
    }
}
