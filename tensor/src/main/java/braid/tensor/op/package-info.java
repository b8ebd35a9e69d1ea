/**
 * Operations: a sealed hierarchy of records, one file an operation, with the rule for its shape,
 * its gradient, what it costs and where it comes from. An operation exists only where a kernel
 * pays; everything else is a composition of others in the mixins of {@link braid.tensor.Tensor}.
 *
 * <p>Reading order: {@link braid.tensor.op.Op}, then a simple record such as {@link
 * braid.tensor.op.Gelu}, then {@link braid.tensor.op.Matmul}. Groups: {@link
 * braid.tensor.op.Elementwise}, {@link braid.tensor.op.Reduction}, {@link
 * braid.tensor.op.Movement}, {@link braid.tensor.op.Linalg}, {@link braid.tensor.op.Neural}, {@link
 * braid.tensor.op.Update}, {@link braid.tensor.op.View}. Kernels are in the backends, not here.
 */
package braid.tensor.op;
