package braid.training.optim;

import braid.nn.Parameter;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.backend.MemoryKind;
import braid.tensor.op.AdamWStep;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101). Matrices decay;
 * vectors (biases, gains) do not. Of a parameter with frozen rows, the others alone have moments.
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

    /** Changes every parameter that has a gradient; none may be frozen. */
    public void step(Map<String, Parameter> parameters, double learningRate) {
        step(parameters, learningRate, 1);
    }

    /**
     * As {@link #step(Map, double)}, with scaled gradients.
     *
     * @param parameters by name, none frozen: {@link braid.nn.Module#trainedParameters}
     * @param learningRate of this step
     * @param gradScale factor on the gradients: the clipping factor, or 1
     */
    public void step(Map<String, Parameter> parameters, double learningRate, double gradScale) {
        step++;
        parameters.forEach((name, parameter) -> {
            Tensor p = parameter.trained();
            Tensor gradient = parameter.gradient();
            Moments s = moments.computeIfAbsent(name, n -> fresh(p));
            if (gradient != null) {
                double decay = p.rank() >= 2 ? settings.weightDecay() : 0;
                new AdamWStep(
                                learningRate,
                                settings.beta1(),
                                settings.beta2(),
                                settings.epsilon(),
                                decay,
                                step,
                                gradScale)
                        .update(p, gradient, s.m(), s.v());
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

    /** Forgets all gradients that it has seen, as where the task changes. */
    public void reset() {
        step = 0;
        moments.values()
                .forEach(s -> {
                    try (var scope = Scope.open()) {
                        s.m().copyFrom(s.m().zerosLike());
                        s.v().copyFrom(s.v().zerosLike());
                    }
                });
    }

    /** Number of steps taken, since the last {@link #reset}. */
    public long steps() {
        return step;
    }

    /**
     * The moments, for a checkpoint: {@code NAME.m} and {@code NAME.v}; the live tensors. After a
     * step every parameter has them, also one that never had a gradient.
     */
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
     * @throws TensorException if moments are missing, or are of another shape than their parameter
     */
    public void load(long steps, Map<String, Tensor> state, Map<String, Parameter> parameters) {
        if (steps > 0) {
            parameters.forEach((name, parameter) -> {
                Tensor p = parameter.trained();
                Tensor m = moment(state, name, "m", p.shape());
                Tensor v = moment(state, name, "v", p.shape());
                Moments s = moments.computeIfAbsent(name, n -> fresh(p));
                s.m().copyFrom(m.to(p.device()));
                s.v().copyFrom(v.to(p.device()));
            });
        }
        step = steps;
    }

    private static Tensor moment(
            Map<String, Tensor> state, String parameter, String which, Shape shape) {
        Tensor moment = state.get(parameter + "." + which);
        if (moment == null || !moment.shape().equals(shape)) {
            String found = moment == null ? "missing" : moment.shape().toString();
            throw new TensorException(
                    "optimiser state: %s.%s is %s, the model has %s"
                            .formatted(parameter, which, found, shape),
                    "resume with the configuration that the run was started with");
        }
        return moment;
    }
}
