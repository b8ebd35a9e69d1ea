package braid.tensor.autograd;

import braid.tensor.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * One recorded step, or a leaf (a tensor whose gradient the user wants). Edges point from a step to
 * the steps that made its inputs.
 */
public final class Node {

    private static final Node[] NO_INPUTS = {};

    final @Nullable GradientRule rule;
    final Node[] inputs;
    final @Nullable Tensor leaf;
    final long sequence;
    private final @Nullable Saved saved;
    @Nullable Tensor gradient;
    boolean consumed;

    private Node(
            @Nullable GradientRule rule,
            Node[] inputs,
            @Nullable Saved saved,
            @Nullable Tensor leaf,
            long sequence) {
        this.rule = rule;
        this.inputs = inputs;
        this.saved = saved;
        this.leaf = leaf;
        this.sequence = sequence;
    }

    /** A leaf: gradients that reach it are added to {@link Tensor#grad}. */
    public static Node leaf(Tensor tensor) {
        return new Node(null, NO_INPUTS, null, tensor, 0);
    }

    static Node step(GradientRule rule, Node[] inputs, Saved saved, long sequence) {
        return new Node(rule, inputs, saved, null, sequence);
    }

    /** Whether this is a leaf rather than a recorded step. */
    public boolean isLeaf() {
        return leaf != null;
    }

    /** What this step keeps for its gradient; not asked of a leaf. */
    Saved saved() {
        return Objects.requireNonNull(saved, "saved");
    }

    /** Lets the gradient gathered so far go. */
    void dropGradient() {
        if (gradient != null) {
            gradient.storage().release();
            gradient = null;
        }
    }

    /** The gradient gathered so far: the user's own for a leaf. */
    @Nullable Tensor gathered() {
        return leaf == null ? gradient : leaf.grad();
    }

    /** Name of the operation, or {@code leaf}. */
    public String name() {
        return rule == null ? "leaf" : rule.name();
    }
}
