package braid.training.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.nn.Parameter;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.random.Random;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The optimiser against a plain one in double. */
final class AdamWTest {

    private static final Shape MATRIX = Shape.of(5, 7);
    private static final Shape VECTOR = Shape.of(19);
    private static final AdamW.Settings SETTINGS = new AdamW.Settings(0.8, 0.9, 1e-6, 0.3);

    private static Map<String, Parameter> parameters() {
        Map<String, Parameter> all = new LinkedHashMap<>();
        all.put("w", new Parameter(Tensor.randn(MATRIX, Random.of(1))));
        all.put("b", new Parameter(Tensor.randn(VECTOR, Random.of(2))));
        all.put("idle", new Parameter(Tensor.ones(VECTOR)));
        return all;
    }

    private static Tensor tensor(Map<String, Parameter> all, String name) {
        return Objects.requireNonNull(all.get(name)).tensor();
    }

    /** Gives w and b gradients of very different sizes. */
    private static void setGradients(Map<String, Parameter> all, int step) {
        tensor(all, "w").zeroGrad();
        tensor(all, "b").zeroGrad();
        tensor(all, "w").setGrad(Tensor.randn(MATRIX, Random.of(10 + step)).mul(1 + step));
        tensor(all, "b").setGrad(Tensor.randn(VECTOR, Random.of(20 + step)).mul(1e-3 / step));
    }

    private static double[] doubles(float[] values) {
        double[] d = new double[values.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = values[i];
        }
        return d;
    }

    private static void assertClose(Tensor found, double[] expected) {
        float[] values = found.detach().toFloats();
        for (int i = 0; i < values.length; i++) {
            assertThat((double) values[i]).isCloseTo(expected[i], within(2e-6));
        }
    }

    @Test
    void stepsAreThoseOfThePlainRuleAndOnlyMatricesDecay() {
        Map<String, Parameter> all = parameters();
        var optimizer = new AdamW(SETTINGS);
        double[] w = doubles(tensor(all, "w").detach().toFloats());
        double[] b = doubles(tensor(all, "b").detach().toFloats());
        var plainW = new PlainAdamW(w.length, 0.8, 0.9, 1e-6, 0.3);
        var plainB = new PlainAdamW(b.length, 0.8, 0.9, 1e-6, 0);
        for (int step = 1; step <= 8; step++) {
            setGradients(all, step);
            double rate = 0.02 / step;
            plainW.step(w, scaled(tensor(all, "w"), 0.5), rate);
            plainB.step(b, scaled(tensor(all, "b"), 0.5), rate);
            optimizer.step(all, rate, 0.5);
            assertClose(tensor(all, "w"), w);
            assertClose(tensor(all, "b"), b);
        }
        assertThat(optimizer.steps()).isEqualTo(8);
        assertThat(tensor(all, "idle").detach().toFloats()).containsOnly(1);
        assertThat(optimizer.stateDict())
                .containsOnlyKeys("w.m", "w.v", "b.m", "b.v", "idle.m", "idle.v");
    }

    private static double[] scaled(Tensor parameter, double factor) {
        double[] g = doubles(Objects.requireNonNull(parameter.grad()).toFloats());
        for (int i = 0; i < g.length; i++) {
            g[i] *= factor;
        }
        return g;
    }

    @Test
    void aLoadedStateContinuesBitForBit() {
        Map<String, Parameter> one = parameters();
        Map<String, Parameter> two = parameters();
        var whole = new AdamW(SETTINGS);
        var before = new AdamW(SETTINGS);
        for (int step = 1; step <= 6; step++) {
            setGradients(one, step);
            whole.step(one, 0.01, 1);
        }
        for (int step = 1; step <= 3; step++) {
            setGradients(two, step);
            before.step(two, 0.01, 1);
        }
        var after = new AdamW(SETTINGS);
        after.load(before.steps(), before.stateDict(), two);
        for (int step = 4; step <= 6; step++) {
            setGradients(two, step);
            after.step(two, 0.01, 1);
        }
        for (String name : one.keySet()) {
            assertThat(tensor(two, name).detach().toFloats())
                    .isEqualTo(tensor(one, name).detach().toFloats());
        }
    }

    private static Map<String, Tensor> stateAfterAStep() {
        Map<String, Parameter> all = parameters();
        var optimizer = new AdamW(SETTINGS);
        setGradients(all, 1);
        optimizer.step(all, 0.01);
        return optimizer.stateDict();
    }

    private static void assertRefused(Map<String, Tensor> state, String message) {
        assertThatThrownBy(() -> new AdamW(SETTINGS).load(1, state, parameters()))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("HINT: resume with the configuration");
    }

    @Test
    void aMomentOfAnotherShapeIsRefused() {
        for (String moment : new String[] {"w.m", "w.v"}) {
            Map<String, Tensor> state = stateAfterAStep();
            state.put(moment, Tensor.zeros(VECTOR));
            assertRefused(state, "optimiser state: " + moment + " is [19], the model has [5, 7]");
        }
    }

    @Test
    void aMissingMomentIsRefused() {
        for (String moment : new String[] {"b.m", "b.v"}) {
            Map<String, Tensor> state = stateAfterAStep();
            state.remove(moment);
            assertRefused(state, "optimiser state: " + moment + " is missing, the model has [19]");
        }
        assertRefused(Map.of(), "optimiser state: w.m is missing");
        new AdamW(SETTINGS).load(0, Map.of(), parameters());
    }
}
