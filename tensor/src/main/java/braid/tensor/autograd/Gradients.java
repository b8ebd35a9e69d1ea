package braid.tensor.autograd;

import braid.tensor.Shape;
import braid.tensor.Storage;
import braid.tensor.Tensor;
import braid.tensor.backend.MemoryKind;
import braid.tensor.op.Add;
import braid.tensor.op.Op;
import java.util.PriorityQueue;

/**
 * Receives the gradients of one step's inputs. A second gradient for the same tensor is added in
 * place where nobody else reads the first; an operation that can accumulate (matmul with beta = 1)
 * adds directly.
 */
public final class Gradients {

    private final Node node;
    private final PriorityQueue<Node> queue;

    Gradients(Node node, PriorityQueue<Node> queue) {
        this.node = node;
        this.queue = queue;
    }

    /** Whether the gradient of this input is needed at all. */
    public boolean wanted(int input) {
        return node.inputs[input] != null;
    }

    /** Adds a gradient, of the input's shape. */
    public void add(int input, Tensor gradient) {
        Node target = node.inputs[input];
        if (target == null) {
            return;
        }
        Shape expected = node.saved().inputShape(input);
        if (!gradient.shape().equals(expected)) {
            throw new IllegalStateException(
                    node.name()
                            + ": gradient of input "
                            + input
                            + " has shape "
                            + gradient.shape()
                            + ", the input has "
                            + expected);
        }
        accumulate(target, gradient);
    }

    /** Adds the result of an operation, without a temporary where it can accumulate. */
    public void add(int input, Op op, Tensor... operands) {
        Node target = node.inputs[input];
        if (target == null) {
            return;
        }
        Tensor sum = target.gathered();
        if (sum != null && op.accumulates() && (target.isLeaf() || isExclusive(sum))) {
            op.accumulateInto(sum, operands);
        } else {
            add(input, op.apply(operands));
        }
    }

    void seed(Tensor gradient) {
        accumulate(node, gradient);
    }

    private void accumulate(Node target, Tensor gradient) {
        if (target.leaf != null) {
            accumulateLeaf(target.leaf, gradient);
        } else if (target.gradient == null) {
            gradient.storage().retain();
            target.gradient = gradient;
            queue.add(target);
        } else if (isExclusive(target.gradient)) {
            new Add().applyInto(target.gradient, target.gradient, gradient);
        } else {
            Tensor sum = target.gradient.add(gradient);
            sum.storage().retain();
            target.gradient.storage().release();
            target.gradient = sum;
        }
    }

    private static void accumulateLeaf(Tensor leaf, Tensor gradient) {
        if (leaf.grad() != null) {
            new Add().applyInto(leaf.grad(), leaf.grad(), gradient);
            return;
        }
        Storage storage = gradient.storage();
        // A result that only this backward step's scope holds becomes the gradient; others are
        // copied.
        boolean fresh = isExclusive(gradient) && storage.size() == gradient.numel();
        Tensor own = fresh ? gradient.detach() : gradient.copy();
        own.storage().promote(MemoryKind.GRADIENT);
        leaf.setGrad(own);
    }

    private static boolean isExclusive(Tensor gradient) {
        return gradient.storage().holders() == 1
                && gradient.storage().isScoped()
                && gradient.isContiguous();
    }
}
