package braid.training.optim;

import braid.nn.Parameter;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.backend.MemoryKind;
import braid.tensor.op.AdamWStep;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101). Matrices decay;
 * vectors (biases, gains) do not.
 */
public final class AdamW {

    private final Settings settings;
    private final Map<String, Moments> moments = new LinkedHashMap<>();
    private long step;

    /**
     * The constants of the rule.
     *
     * @param beta1 decay of the mean of gradients
     * @param beta2 decay of the mean of squared gradients
     * @param epsilon added to the root
     * @param weightDecay decay of matrices, times the learning rate
     */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {

        /** Betas 0.9 and 0.95, epsilon 1e-8, the usual choice for language models. */
        public static Settings languageModel(double weightDecay) {
            return new Settings(0.9, 0.95, 1e-8, weightDecay);
        }
    }

    private record Moments(Tensor m, Tensor v) {}

    /** An optimiser that has not seen a gradient. */
    public AdamW(Settings settings) {
        this.settings = settings;
    }

    /** Changes every parameter that has a gradient. */
    public void step(Map<String, Parameter> parameters, double learningRate) {
        step(parameters, learningRate, 1);
    }

    /**
     * As {@link #step(Map, double)}, with scaled gradients.
     *
     * @param parameters by name
     * @param learningRate of this step
     * @param gradScale factor on the gradients: the clipping factor, or 1
     */
    public void step(Map<String, Parameter> parameters, double learningRate, double gradScale) {
        step++;
        parameters.forEach((name, parameter) -> {
            Tensor p = parameter.tensor();
            if (p.grad() != null) {
                Moments s = moments.computeIfAbsent(name, n -> fresh(p));
                double decay = p.rank() >= 2 ? settings.weightDecay() : 0;
                new AdamWStep(
                                learningRate,
                                settings.beta1(),
                                settings.beta2(),
                                settings.epsilon(),
                                decay,
                                step,
                                gradScale)
                        .update(p.detach(), p.grad(), s.m(), s.v());
            }
        });
    }

    private static Moments fresh(Tensor p) {
        return new Moments(owned(p.zerosLike()), owned(p.zerosLike()));
    }

    private static Tensor owned(Tensor t) {
        t.storage().promote(MemoryKind.OPTIMIZER);
        return t;
    }

    /** Number of steps taken. */
    public long steps() {
        return step;
    }

    /** The moments, for a checkpoint: {@code NAME.m} and {@code NAME.v}; the live tensors. */
    public Map<String, Tensor> stateDict() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        moments.forEach((name, s) -> {
            all.put(name + ".m", s.m());
            all.put(name + ".v", s.v());
        });
        return all;
    }

    /**
     * Continues from a checkpoint.
     *
     * @param steps number of steps that were taken
     * @param state as {@link #stateDict} gave it
     * @param parameters by name, for the shapes
     */
    public void load(long steps, Map<String, Tensor> state, Map<String, Parameter> parameters) {
        step = steps;
        parameters.forEach((name, parameter) -> {
            Tensor m = state.get(name + ".m");
            Tensor v = state.get(name + ".v");
            if (m != null && v != null) {
                Moments s = moments.computeIfAbsent(name, n -> fresh(parameter.tensor()));
                if (!m.shape().equals(s.m().shape())) {
                    throw new TensorException(
                            "optimiser state: "
                                    + name
                                    + " is "
                                    + m.shape()
                                    + ", the model has "
                                    + s.m().shape(),
                            "resume with the configuration that the run was started with");
                }
                s.m().copyFrom(m.to(s.m().device()));
                s.v().copyFrom(v.to(s.v().device()));
            }
        });
    }
}
