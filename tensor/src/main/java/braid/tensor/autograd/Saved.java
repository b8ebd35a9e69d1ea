package braid.tensor.autograd;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;

/** What one recorded operation keeps for its backward pass. */
public final class Saved implements Scope.Held {

    /** Nothing is kept. */
    public static final int NONE = 0;

    private static final int FIRST_OUTPUT_BIT = 16;

    private final GradientRule rule;
    private final Shape[] inputShapes;
    private final Tensor[] inputs;
    private final Tensor[] outputs;
    private final int[] versions;
    private boolean released;

    Saved(GradientRule rule, Tensor[] inputs, Tensor[] outputs) {
        this.rule = rule;
        int mask = rule.saves();
        int n = inputs.length;
        inputShapes = new Shape[n];
        this.inputs = new Tensor[n];
        this.outputs = new Tensor[outputs.length];
        versions = new int[n + outputs.length];
        for (int i = 0; i < n; i++) {
            inputShapes[i] = inputs[i].shape();
            if ((mask & keepInput(i)) != 0) {
                this.inputs[i] = hold(inputs[i], i);
            }
        }
        for (int i = 0; i < outputs.length; i++) {
            if ((mask & keepOutput(i)) != 0) {
                this.outputs[i] = hold(outputs[i], n + i);
            }
        }
    }

    private Tensor hold(Tensor t, int slot) {
        Tensor held = t.detach();
        held.storage().retain();
        versions[slot] = held.storage().version();
        return held;
    }

    /** The bit that keeps an input, 0 to 15. */
    public static int keepInput(int index) {
        return 1 << index;
    }

    /** The bit that keeps an output; 0 is the output itself, then the extra ones. */
    public static int keepOutput(int index) {
        return 1 << (FIRST_OUTPUT_BIT + index);
    }

    /** A kept input; read it in the backward pass only, which frees it. */
    public Tensor input(int index) {
        return check(inputs[index], index);
    }

    /** A kept output; 0 is the output itself, then the extra ones. */
    public Tensor output(int index) {
        return check(outputs[index], inputs.length + index);
    }

    /** Number of inputs. */
    public int inputs() {
        return inputs.length;
    }

    /** Shape of any input, kept or not. */
    public Shape inputShape(int index) {
        return inputShapes[index];
    }

    private Tensor check(Tensor t, int slot) {
        if (released) {
            throw new TensorException(
                    "backward: the graph behind " + rule.name() + " was freed with its scope",
                    "call backward() before the scope of the forward pass closes, or lift the result"
                            + " out with scope.keep(tensor)");
        }
        if (t == null) {
            throw new IllegalStateException(
                    rule.name() + ": saves() does not keep operand " + slot);
        }
        if (t.storage().version() != versions[slot]) {
            throw new TensorException(
                    rule.name()
                            + ": a tensor "
                            + t.shape()
                            + " that the backward pass needs was changed in place",
                    "run backward() before writing to it, or write to a copy");
        }
        return t;
    }

    @Override
    public boolean isReleased() {
        return released;
    }

    @Override
    public void release() {
        if (!released) {
            released = true;
            release(inputs);
            release(outputs);
        }
    }

    private static void release(Tensor[] held) {
        for (int i = 0; i < held.length; i++) {
            if (held[i] != null) {
                held[i].storage().release();
                held[i] = null;
            }
        }
    }
}
