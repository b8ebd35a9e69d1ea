package braid.tensor;

import braid.tensor.autograd.Node;
import braid.tensor.autograd.Tape;
import braid.tensor.backend.MemoryKind;
import braid.tensor.op.Contiguous;
import braid.tensor.op.Fill;
import braid.tensor.random.Random;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * An array of numbers with a shape, on a device; eager. Operations are methods, grouped by theme:
 * {@link ElementwiseOps}, {@link ReductionOps}, {@link ShapeOps}, {@link IndexOps}, {@link
 * LinalgOps}, {@link NeuralOps}; their names are PyTorch's in Java case. Results belong to the
 * innermost open {@link Scope}.
 *
 * <p>A tensor marked with {@link #requiresGrad(boolean)} is a leaf: {@link #backward()} on a scalar
 * that depends on it adds its gradient into {@link #grad()}.
 */
public final class Tensor
        implements ElementwiseOps, ReductionOps, ShapeOps, IndexOps, LinalgOps, NeuralOps {

    private final Storage storage;
    private final Layout layout;
    private @Nullable Node node;
    private @Nullable Tensor grad;

    /**
     * For the library: a tensor over existing memory. Users call the factories.
     *
     * @param layout must lie within the storage
     */
    Tensor(Storage storage, Layout layout) {
        this.storage = storage;
        this.layout = layout;
    }

    // ---- making tensors -------------------------------------------------------------------------

    /** For the library: a row-major tensor with undefined content, in the current scope. */
    public static Tensor allocate(Shape shape, DType dtype, Device device) {
        Storage storage = device.backend().allocate(dtype, shape.numel());
        Scope scope = Scope.current();
        if (scope != null) {
            scope.adopt(storage);
        }
        return new Tensor(storage, shape.contiguous());
    }

    /** An F32 tensor on the CPU with a copy of the data, row-major. */
    public static Tensor of(Shape shape, float... data) {
        return fromArray(shape, DType.F32, data, data.length);
    }

    /** An F64 tensor on the CPU with a copy of the data, row-major. */
    public static Tensor of(Shape shape, double... data) {
        return fromArray(shape, DType.F64, data, data.length);
    }

    /** An I32 tensor on the CPU with a copy of the data, row-major. */
    public static Tensor of(Shape shape, int... data) {
        return fromArray(shape, DType.I32, data, data.length);
    }

    /** An I64 tensor on the CPU with a copy of the data, row-major. */
    public static Tensor of(Shape shape, long... data) {
        return fromArray(shape, DType.I64, data, data.length);
    }

    /** A U8 tensor on the CPU with a copy of the data, row-major. */
    public static Tensor of(Shape shape, byte... data) {
        return fromArray(shape, DType.U8, data, data.length);
    }

    /**
     * A tensor on the CPU with a copy of a Java array of the type's primitive (see {@link
     * braid.tensor.backend.Backend#write}).
     */
    public static Tensor ofRaw(Shape shape, DType dtype, Object array) {
        return fromArray(shape, dtype, array, java.lang.reflect.Array.getLength(array));
    }

    private static Tensor fromArray(Shape shape, DType dtype, Object data, int length) {
        if (length != shape.numel()) {
            throw new TensorException(
                    "of: " + length + " values for shape " + shape,
                    "the shape has " + shape.numel() + " elements");
        }
        Tensor t = allocate(shape, dtype, Device.cpu());
        t.device().backend().write(data, 0, t.storage, 0, length);
        return t;
    }

    /** F32 zeros on the CPU. */
    public static Tensor zeros(Shape shape) {
        return full(shape, 0);
    }

    /** F32 ones on the CPU. */
    public static Tensor ones(Shape shape) {
        return full(shape, 1);
    }

    /** F32, one value everywhere, on the CPU. */
    public static Tensor full(Shape shape, double value) {
        return full(shape, value, DType.F32, Device.cpu());
    }

    /** One value everywhere. */
    public static Tensor full(Shape shape, double value, DType dtype, Device device) {
        return allocate(shape, dtype, device).fill(value);
    }

    /** I32 numbers {@code 0, 1, …, n - 1} on the CPU. */
    public static Tensor arange(int n) {
        int[] data = new int[n];
        Arrays.setAll(data, i -> i);
        return of(Shape.of(n), data);
    }

    /** F32 standard normal numbers on the CPU; the same for the same state of the generator. */
    public static Tensor randn(Shape shape, Random random) {
        float[] data = new float[Math.toIntExact(shape.numel())];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian();
        }
        return of(shape, data);
    }

    /** F32 uniform numbers in [0, 1) on the CPU; the same for the same state of the generator. */
    public static Tensor rand(Shape shape, Random random) {
        float[] data = new float[Math.toIntExact(shape.numel())];
        for (int i = 0; i < data.length; i++) {
            data[i] = random.nextFloat();
        }
        return of(shape, data);
    }

    /** Tensors one after the other along an axis; see {@link IndexOps#concat}. */
    public static Tensor concat(int axis, Tensor... tensors) {
        return IndexOps.concat(axis, List.of(tensors));
    }

    /** Tensors of one shape along a new axis; see {@link IndexOps#stack}. */
    public static Tensor stack(int axis, Tensor... tensors) {
        return IndexOps.stack(axis, List.of(tensors));
    }

    // ---- what it is -----------------------------------------------------------------------------

    @Override
    public Tensor self() {
        return this;
    }

    /** Sizes of the axes. */
    public Shape shape() {
        return layout.shape();
    }

    /** Number of axes. */
    public int rank() {
        return layout.shape().rank();
    }

    /** Size of one axis; a negative axis counts from the end. */
    public int dim(int axis) {
        return layout.shape().dim(axis);
    }

    /** Number of elements. */
    public long numel() {
        return layout.shape().numel();
    }

    /** Element type. */
    public DType dtype() {
        return storage.dtype();
    }

    /** Where it lives. */
    public Device device() {
        return storage.device();
    }

    /** Where its elements lie in the storage. */
    public Layout layout() {
        return layout;
    }

    /** Its memory, which views share. */
    public Storage storage() {
        return storage;
    }

    /** Whether the elements lie row-major without gaps. */
    public boolean isContiguous() {
        return layout.isContiguous();
    }

    // ---- gradients ------------------------------------------------------------------------------

    /**
     * Marks this tensor as a leaf whose gradient is wanted, or no longer.
     *
     * @return this
     */
    public Tensor requiresGrad(boolean wanted) {
        if (wanted && !dtype().isFloating()) {
            throw new TensorException(
                    "requiresGrad: a tensor of " + dtype() + " has no gradient",
                    "cast it with to(DType.F32)");
        }
        if (node != null && !node.isLeaf()) {
            throw new TensorException(
                    "requiresGrad: the tensor " + shape() + " is a result of " + node.name(),
                    "only leaves can be marked; detach() makes a leaf of it");
        }
        node = wanted ? (node == null ? Node.leaf(this) : node) : null;
        return this;
    }

    /** Whether gradients flow to this tensor: it is a marked leaf or depends on one. */
    public boolean needsGrad() {
        return node != null;
    }

    /** Gradient of this leaf, or null before a backward pass. It lives until {@link #zeroGrad}. */
    public @Nullable Tensor grad() {
        return grad;
    }

    /** Gives the gradient's memory back; the next backward pass starts from zero. */
    public void zeroGrad() {
        if (grad != null) {
            grad.storage.release();
            grad = null;
        }
    }

    /** For the tape: takes the gradient away from this leaf and gives it to the current scope. */
    public Tensor takeGrad() {
        Tensor taken = Objects.requireNonNull(grad, "grad");
        grad = null;
        taken.storage.tag(MemoryKind.ACTIVATION);
        Scope scope = Scope.current();
        if (scope != null) {
            scope.adopt(taken.storage);
        }
        return taken;
    }

    /**
     * Adds the gradient of this scalar with respect to every leaf into {@link #grad()}.
     *
     * @throws TensorException if this is no scalar, depends on no leaf, or its graph was used
     *     already
     */
    public void backward() {
        if (numel() != 1) {
            throw new TensorException(
                    "backward: the tensor has shape " + shape() + ", not one element",
                    "reduce it with sum() or mean(), or give a gradient: backward(dy)");
        }
        try (var scope = Scope.open()) {
            Tape.backward(this, full(shape(), 1, dtype(), device()));
        }
    }

    /** As {@link #backward()}, from a tensor of any shape with a given gradient {@code dy}. */
    public void backward(Tensor dy) {
        if (!dy.shape().equals(shape())) {
            throw new TensorException(
                    "backward: gradient " + dy.shape() + " for a tensor " + shape(),
                    "both have the same shape");
        }
        Tape.backward(this, dy);
    }

    /** The same values without history; shares memory. */
    public Tensor detach() {
        return new Tensor(storage, layout);
    }

    /** For the tape: the step that made this tensor, or its leaf, or null. */
    public @Nullable Node node() {
        return node;
    }

    /** For the tape: notes the step that made this tensor. */
    public void attach(Node step) {
        node = step;
    }

    /** For the tape: sets the gradient, which must be promoted out of all scopes. */
    public void setGrad(Tensor gradient) {
        grad = gradient;
    }

    // ---- data in and out ------------------------------------------------------------------------

    /** For the library: another layout over the same memory, not recorded. */
    public Tensor viewAs(Layout newLayout) {
        return new Tensor(storage, newLayout);
    }

    /** A row-major copy in the current scope, not recorded. */
    public Tensor copy() {
        Tensor t = allocate(shape(), dtype(), device());
        new Contiguous().applyInto(t, this);
        return t;
    }

    /** The same values on another device; this tensor if it is there already. Not recorded. */
    public Tensor to(Device target) {
        if (target == device()) {
            return this;
        }
        Tensor from = contiguous();
        Tensor t = allocate(shape(), dtype(), target);
        Object host = HostArrays.make(dtype(), numel());
        device().backend().read(from.storage, from.layout.offset(), host, 0, (int) numel());
        target.backend().write(host, 0, t.storage, 0, (int) numel());
        return t;
    }

    /**
     * Overwrites the values, through any view; not recorded.
     *
     * @return this
     */
    public Tensor copyFrom(Tensor source) {
        new Contiguous().applyInto(this, source.expandAs(this));
        return this;
    }

    /**
     * Overwrites every element with one value; not recorded.
     *
     * @return this
     */
    public Tensor fill(double value) {
        new Fill(value).applyInto(this, this);
        return this;
    }

    /** A tensor of zeros of this shape, type and device. */
    public Tensor zerosLike() {
        return full(shape(), 0, dtype(), device());
    }

    /**
     * A scalar of this type and device, to broadcast.
     *
     * @throws TensorException if this type has whole numbers only and the value is none
     */
    public Tensor scalarLike(double value) {
        if (!dtype().isFloating() && value != Math.rint(value)) {
            throw new TensorException(
                    "scalarLike: " + value + " for a tensor of " + dtype() + " " + shape(),
                    "give a whole number, or cast the tensor with to(DType.F32)");
        }
        return full(Shape.scalar(), value, dtype(), device());
    }

    /** The value of a tensor with one element, as a double. */
    public double item() {
        if (numel() != 1) {
            throw new TensorException(
                    "item: the tensor has shape " + shape() + ", not one element",
                    "use toFloats() or reduce it first");
        }
        return HostArrays.get(toRaw(), 0);
    }

    /** Row-major copy of an F32 tensor. */
    public float[] toFloats() {
        require("toFloats", DType.F32);
        return (float[]) toRaw();
    }

    /** Row-major copy of an F64 tensor. */
    public double[] toDoubles() {
        require("toDoubles", DType.F64);
        return (double[]) toRaw();
    }

    /** Row-major copy of an I32 tensor. */
    public int[] toInts() {
        require("toInts", DType.I32);
        return (int[]) toRaw();
    }

    /** Row-major copy as a Java array of the type's primitive. */
    public Object toRaw() {
        try (var scope = Scope.open()) {
            Tensor t = isContiguous() ? this : copy();
            Object host = HostArrays.make(dtype(), numel());
            device().backend().read(t.storage, t.layout.offset(), host, 0, (int) numel());
            return host;
        }
    }

    private void require(String method, DType wanted) {
        if (dtype() != wanted) {
            throw new TensorException(
                    method + ": the tensor " + shape() + " is " + dtype(),
                    "cast it with to(DType." + wanted + ")");
        }
    }

    /** Shape, type, device and, if it is small, the values. */
    @Override
    public String toString() {
        String head = "Tensor" + shape() + " " + dtype() + " " + device();
        if (storage.isReleased()) {
            return head + " (given back)";
        }
        return numel() <= 64 ? head + " " + HostArrays.format(toRaw()) : head;
    }
}
