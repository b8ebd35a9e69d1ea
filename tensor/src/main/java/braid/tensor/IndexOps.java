package braid.tensor;

import braid.tensor.op.Concat;
import braid.tensor.op.Embedding;
import braid.tensor.op.Gather;
import braid.tensor.op.IndexCopy;
import braid.tensor.op.ScatterAdd;

import java.util.List;

/**
 * Methods of {@link Tensor} that choose or join elements. Indices are I32 or I64 and are checked.
 */
public interface IndexOps {

    /** This tensor. */
    Tensor self();

    /** Tensors one after the other along an axis; see {@link Concat}. */
    static Tensor concat(int axis, List<Tensor> tensors) {
        int a = tensors.getFirst().shape().axis(axis);
        return new Concat(a).apply(tensors.toArray(new Tensor[0]));
    }

    /** Tensors of one shape along a new axis before position {@code axis}. */
    static Tensor stack(int axis, List<Tensor> tensors) {
        int rank = tensors.getFirst().rank();
        int a = axis < 0 ? axis + rank + 1 : axis;
        return concat(a, tensors.stream().map(t -> t.unsqueeze(a)).toList());
    }

    /** Rows of this matrix (V, C) by number: ids (…) give (…, C); see {@link Embedding}. */
    default Tensor embedding(Tensor ids) {
        return new Embedding().apply(self(), ids);
    }

    /**
     * Slices of one axis by number, the same for every place.
     *
     * @param index (M); the axis gets size M
     */
    default Tensor indexSelect(int axis, Tensor index) {
        int a = self().shape().axis(axis);
        if (a != 0) {
            return self().transpose(0, a).indexSelect(0, index).transpose(0, a);
        }
        Shape rest = self().shape().tail(1);
        Tensor rows = self().reshape(self().dim(0), (int) rest.numel());
        return rows.embedding(index).reshape(index.shape().append(rest));
    }

    /** Elements chosen along one axis, for every place apart; see {@link Gather}. */
    default Tensor gather(int axis, Tensor index) {
        return new Gather(self().shape().axis(axis)).apply(self(), index);
    }

    /** Adds elements at chosen places along one axis; see {@link ScatterAdd}. */
    default Tensor scatterAdd(int axis, Tensor index, Tensor source) {
        return new ScatterAdd(self().shape().axis(axis)).apply(self(), index, source);
    }

    /**
     * Overwrites rows in place, not recorded; see {@link IndexCopy}.
     *
     * @return this
     */
    default Tensor indexCopy(Tensor index, Tensor source) {
        new IndexCopy().update(self(), index, source);
        return self();
    }
}
