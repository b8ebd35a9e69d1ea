package braid.kernels.cpu.neural;

import braid.kernels.cpu.Contiguity;
import braid.kernels.cpu.CpuStorage;
import braid.kernels.cpu.Reals;
import braid.kernels.cpu.neural.AttentionShape.Heads;
import braid.tensor.Tensor;
import braid.tensor.op.Attention;
import braid.tensor.op.SelfAttention;

import org.jspecify.annotations.Nullable;

/**
 * {@link Attention} and {@link SelfAttention}: both are heads at strides, and go to the same code,
 * {@link AttentionStep} for one query, {@link AttentionVector}, or {@link AttentionReference}.
 */
final class AttentionKernel {

    private AttentionKernel() {}

    static void forward(Attention op, Tensor[] in, Tensor[] out, boolean fast) {
        Tensor q = dense(in[0]);
        Tensor k = dense(in[1]);
        Tensor v = dense(in[2]);
        AttentionShape s = shape(op, q, k, AttentionShape.lengths(in, 3));
        Tensor y = out[0].isContiguous() ? out[0] : Contiguity.scratch(out[0]);
        forward(s, Heads.of(q), Heads.of(k), Heads.of(v), Heads.of(y), out[1], fast);
        Contiguity.store(y, out[0]);
    }

    static void forward(SelfAttention op, Tensor[] in, Tensor[] out, boolean fast) {
        Tensor qkv = in[0].isContiguous() ? in[0] : in[0].copy();
        int size = op.headSize(qkv.dim(2));
        AttentionShape s = shape(op, qkv, size, AttentionShape.lengths(in, 1));
        Tensor y = out[0].isContiguous() ? out[0] : Contiguity.scratch(out[0]);
        forward(
                s,
                Heads.packed(qkv, 0, size),
                Heads.packed(qkv, op.heads(), size),
                Heads.packed(qkv, op.heads() + op.kvHeads(), size),
                Heads.packed(y, 0, size),
                out[1],
                fast);
        Contiguity.store(y, out[0]);
    }

    private static void forward(
            AttentionShape s, Heads q, Heads k, Heads v, Heads y, Tensor lse, boolean fast) {
        int at = CpuStorage.offset(lse);
        if (fast && s.queries() == 1) {
            AttentionStep.forward(s, q, k, v, y, CpuStorage.floats(lse), at);
        } else if (fast) {
            AttentionVector.forward(s, q, k, v, y, CpuStorage.floats(lse), at);
        } else {
            AttentionReference.forward(s, q, k, v, y, Reals.of(lse), at);
        }
    }

    static void backward(Attention op, Tensor[] in, Tensor[] out, boolean fast) {
        Tensor q = dense(in[0]);
        Tensor k = dense(in[1]);
        Tensor v = dense(in[2]);
        AttentionShape s = shape(op, q, k, AttentionShape.lengths(in, 6));
        Heads dy = Heads.of(dense(in[5]));
        backward(
                s,
                Heads.of(q),
                Heads.of(k),
                Heads.of(v),
                Heads.of(in[3]),
                in[4],
                dy,
                Heads.of(out[0]),
                Heads.of(out[1]),
                Heads.of(out[2]),
                fast);
    }

    static void backward(SelfAttention op, Tensor[] in, Tensor out, boolean fast) {
        Tensor qkv = in[0].isContiguous() ? in[0] : in[0].copy();
        Tensor dy = in[3].isContiguous() ? in[3] : in[3].copy();
        int size = op.headSize(qkv.dim(2));
        int kAt = op.heads();
        int vAt = op.heads() + op.kvHeads();
        backward(
                shape(op, qkv, size, AttentionShape.lengths(in, 4)),
                Heads.packed(qkv, 0, size),
                Heads.packed(qkv, kAt, size),
                Heads.packed(qkv, vAt, size),
                Heads.packed(in[1], 0, size),
                in[2],
                Heads.packed(dy, 0, size),
                Heads.packed(out, 0, size),
                Heads.packed(out, kAt, size),
                Heads.packed(out, vAt, size),
                fast);
    }

    private static void backward(
            AttentionShape s,
            Heads q,
            Heads k,
            Heads v,
            Heads y,
            Tensor lse,
            Heads dy,
            Heads dq,
            Heads dk,
            Heads dv,
            boolean fast) {
        int at = CpuStorage.offset(lse);
        if (fast) {
            float[] log = CpuStorage.floats(lse);
            AttentionVector.backward(s, q, k, v, y, log, at, dy, dq, dk, dv);
        } else {
            dk.tensor().fill(0);
            dv.tensor().fill(0);
            AttentionReference.backward(s, q, k, v, y, Reals.of(lse), at, dy, dq, dk, dv);
        }
    }

    private static AttentionShape shape(
            Attention op, Tensor q, Tensor k, int @Nullable [] lengths) {
        return new AttentionShape(
                q.dim(0),
                q.dim(1),
                k.dim(1),
                op.heads(),
                op.kvHeads(),
                q.dim(3),
                op.causal(),
                op.scale(),
                lengths);
    }

    private static AttentionShape shape(
            SelfAttention op, Tensor qkv, int size, int @Nullable [] lengths) {
        return new AttentionShape(
                qkv.dim(0),
                qkv.dim(1),
                qkv.dim(1),
                op.heads(),
                op.kvHeads(),
                size,
                op.causal(),
                op.scale(),
                lengths);
    }

    /** A copy only where the last axis is not dense. */
    private static Tensor dense(Tensor t) {
        return t.layout().stride(-1) == 1 || t.dim(-1) == 1 ? t : t.copy();
    }
}
