package braid.nn;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.GradMode;
import braid.tensor.backend.MemoryKind;
import braid.tensor.op.Bf16Linear;

import org.jspecify.annotations.Nullable;

/**
 * A tensor that an optimiser changes: a leaf outside all scopes. The tensor can be replaced as a
 * whole, to grow a vocabulary; modules that share the parameter stay tied. Its first rows, or all,
 * can be frozen: no optimiser changes these.
 */
public final class Parameter {

    private Tensor tensor;
    private int frozenRows;

    /**
     * @param tensor initial values; the parameter takes charge of its memory
     */
    public Parameter(Tensor tensor) {
        this.tensor = own(tensor);
    }

    private Tensor own(Tensor t) {
        Tensor leaf = t.detach();
        leaf.storage().promote(MemoryKind.PARAMETER);
        return leaf.requiresGrad(frozenRows == 0 || frozenRows < leaf.dim(0));
    }

    /** Trains no element, and computes no gradient. */
    public void freeze() {
        freezeRows(Integer.MAX_VALUE);
    }

    /**
     * Trains all rows but the first ones. While any row is trained the gradient of all is computed,
     * since kernels make it as a whole; the optimiser has state for the trained rows alone.
     *
     * @param count rows that stay as they are; 0 trains all
     */
    public void freezeRows(int count) {
        frozenRows = count;
        tensor.zeroGrad();
        tensor.requiresGrad(count == 0 || count < tensor.dim(0));
    }

    /** Whether no element is trained. */
    public boolean isFrozen() {
        return !tensor.needsGrad();
    }

    /** What an optimiser changes: the values, or a view of the rows that are not frozen. */
    public Tensor trained() {
        return frozenRows == 0 ? tensor.detach() : rows(tensor.detach());
    }

    /** Gradient of {@link #trained}, or null before a backward pass. */
    public @Nullable Tensor gradient() {
        Tensor gradient = tensor.grad();
        return gradient == null || frozenRows == 0 ? gradient : rows(gradient);
    }

    private Tensor rows(Tensor all) {
        return all.slice(0, frozenRows, all.dim(0));
    }

    /** The values; a leaf, the same object until it is replaced. */
    public Tensor tensor() {
        return tensor;
    }

    /**
     * The values as kernels take them: those kept in BF16 or F16 are widened to F32, in the current
     * scope; others are as they are.
     */
    public Tensor widened() {
        return widened(tensor);
    }

    /**
     * {@code x Wᵀ}, where this is a weight (N, K); as {@link #staysStored} says.
     *
     * @param x (…, K)
     * @return (…, N)
     */
    public Tensor linear(Tensor x) {
        return staysStored(x) ? new Bf16Linear().apply(x, tensor) : x.linear(widened());
    }

    /**
     * Whether a product with x takes the weight as it is stored rather than widened as a whole: few
     * rows with a weight in BF16 on the CPU, without gradients. The result is the same.
     */
    boolean staysStored(Tensor x) {
        return tensor.dtype() == DType.BF16
                && x.dtype() == DType.F32
                && x.numel() <= (long) Bf16Linear.FEW * x.dim(-1)
                && !GradMode.isEnabled()
                && tensor.device().backend().supports(new Bf16Linear(), DType.F32);
    }

    static Tensor widened(Tensor values) {
        return switch (values.dtype()) {
            case BF16, F16 -> values.to(DType.F32);
            default -> values;
        };
    }

    /** Gives the old values and gradient back and takes others, of any shape. */
    public void replace(Tensor newTensor) {
        tensor.zeroGrad();
        tensor.storage().release();
        tensor = own(newTensor);
    }

    /** Overwrites the values with those of a tensor of the same shape and type. */
    public void load(String name, Tensor values) {
        if (!values.shape().equals(tensor.shape()) || values.dtype() != tensor.dtype()) {
            throw new TensorException(
                    name
                            + ": values "
                            + values.shape()
                            + " "
                            + values.dtype()
                            + " for a parameter "
                            + tensor.shape()
                            + " "
                            + tensor.dtype(),
                    "build the model with the configuration that the values were saved with");
        }
        tensor.detach().copyFrom(values.to(tensor.device()));
    }

    void moveTo(Device device) {
        if (device != tensor.device()) {
            replace(tensor.detach().to(device));
        }
    }
}
