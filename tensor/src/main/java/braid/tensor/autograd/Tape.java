package braid.tensor.autograd;

import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.TensorException;

import java.util.Comparator;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records steps and walks them backward. The walk takes steps newest first, which is a topological
 * order because a step is always newer than those that made its inputs; it uses a queue, not
 * recursion, so depth is bounded by memory only.
 */
public final class Tape {

    private static final AtomicLong SEQUENCE = new AtomicLong();
    private static final Comparator<Node> NEWEST_FIRST =
            (a, b) -> Long.compare(b.sequence, a.sequence);

    private Tape() {}

    /** Records a step if this thread records and an input needs a gradient. */
    public static void record(GradientRule rule, Tensor[] inputs, Tensor[] outputs) {
        if (!GradMode.isEnabled()) {
            return;
        }
        Node[] edges = null;
        for (int i = 0; i < inputs.length; i++) {
            Node node = inputs[i].node();
            if (node != null) {
                if (edges == null) {
                    edges = new Node[inputs.length];
                }
                edges[i] = node;
            }
        }
        if (edges != null) {
            attach(rule, edges, inputs, outputs);
        }
    }

    /** Records a step whose gradient is wanted though none of its inputs may need one. */
    static void recordAlways(GradientRule rule, Tensor[] inputs, Tensor[] outputs) {
        Node[] edges = new Node[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            edges[i] = inputs[i].node();
        }
        attach(rule, edges, inputs, outputs);
    }

    private static void attach(GradientRule rule, Node[] edges, Tensor[] inputs, Tensor[] outputs) {
        Saved saved = new Saved(rule, inputs, outputs);
        Scope scope = Scope.current();
        if (scope != null) {
            scope.holdUntilClose(saved);
        }
        outputs[0].attach(Node.step(rule, edges, saved, SEQUENCE.incrementAndGet()));
    }

    /**
     * Walks back from a tensor and adds gradients into the leaves. Saved tensors are freed on the
     * way, so a graph can be walked once.
     *
     * @param root where to begin
     * @param seed gradient of the result with respect to {@code root}, of its shape
     */
    public static void backward(Tensor root, Tensor seed) {
        backward(root, seed, 0);
    }

    /** The number of the newest step. */
    static long newest() {
        return SEQUENCE.get();
    }

    /**
     * As {@link #backward(Tensor, Tensor)}, and refuses to walk into steps that were recorded
     * earlier.
     *
     * @param oldest number that every step must exceed
     */
    static void backward(Tensor root, Tensor seed, long oldest) {
        Node start = root.node();
        if (start == null) {
            throw new TensorException(
                    "backward: the tensor " + root.shape() + " does not depend on any leaf",
                    "mark a leaf with requiresGrad() before computing, outside GradMode.off()");
        }
        var queue = new PriorityQueue<>(NEWEST_FIRST);
        try (var off = GradMode.off()) {
            new Gradients(start, seed, queue).seed();
            for (Node node = queue.poll(); node != null; node = queue.poll()) {
                if (node.sequence <= oldest) {
                    node.dropGradient();
                    throw new TensorException(
                            "recompute: the block captures a result of " + node.name(),
                            "give it to the block as an input, so that its gradient can flow");
                }
                step(node, queue);
            }
        } finally {
            queue.forEach(Node::dropGradient);
        }
    }

    private static void step(Node node, PriorityQueue<Node> queue) {
        boolean first = !node.consumed;
        node.consumed = true;
        GradientRule rule = Objects.requireNonNull(node.rule);
        Tensor dy = Objects.requireNonNull(node.gradient);
        Saved saved = node.saved();
        try (var scope = Scope.open()) {
            if (!first) {
                throw new TensorException(
                        "backward: the graph behind " + node.name() + " was already used and freed",
                        "compute the forward pass again, or add the losses and call backward()"
                                + " once");
            }
            rule.backward(saved, dy, new Gradients(node, dy, queue));
        } finally {
            node.dropGradient();
            saved.release();
        }
    }
}
