package braid.tensor.autograd;

import braid.tensor.Tensor;

/**
 * One recorded step, or a leaf (a tensor whose gradient the user wants). Edges point from a step to the
 * steps that made its inputs.
 */
public final class Node {

    private static final Node[] NO_INPUTS = {};

    final GradientRule rule;
    final Node[] inputs;
    final Tensor leaf;
    final long sequence;
    Saved saved;
    Tensor gradient;
    boolean consumed;

    private Node(GradientRule rule, Node[] inputs, Saved saved, Tensor leaf, long sequence) {
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

    /** Name of the operation, or {@code leaf}. */
    public String name() {
        return rule == null ? "leaf" : rule.name();
    }
}
