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
    private final Tensor dy;
    private final PriorityQueue<Node> queue;

    /**
     * @param node the step whose inputs receive gradients
     * @param dy gradient of its output, which the walk holds until the step is done
     */
    Gradients(Node node, Tensor dy, PriorityQueue<Node> queue) {
        this.node = node;
        this.dy = dy;
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
        if (sum != null
                && op.accumulates()
                && (target.isLeaf() ? isUnshared(sum) : isExclusive(sum))) {
            op.accumulateInto(sum, operands);
        } else {
            add(input, op.apply(operands));
        }
    }

    /** Gives the root of the walk its gradient. */
    void seed() {
        accumulate(node, dy);
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

    private void accumulateLeaf(Tensor leaf, Tensor gradient) {
        Tensor old = leaf.grad();
        if (old != null && isUnshared(old)) {
            new Add().applyInto(old, old, gradient);
            return;
        }
        Tensor own;
        if (old != null) {
            own = old.add(gradient);
            old.storage().release();
        } else {
            own = isFresh(gradient) ? gradient.detach() : gradient.copy();
        }
        own.storage().promote(MemoryKind.GRADIENT);
        leaf.setGrad(own);
    }

    /** Whether only this step's scope holds the result, so that it can become a leaf's gradient. */
    private boolean isFresh(Tensor gradient) {
        Storage storage = gradient.storage();
        return storage != dy.storage()
                && isExclusive(gradient)
                && storage.size() == gradient.numel();
    }

    /**
     * Whether nobody but the leaf holds its gradient: an earlier step's target may read it still.
     */
    private static boolean isUnshared(Tensor grad) {
        return grad.storage().holders() == 1;
    }

    private static boolean isExclusive(Tensor gradient) {
        return gradient.storage().holders() == 1
                && gradient.storage().isScoped()
                && gradient.isContiguous();
    }
}
