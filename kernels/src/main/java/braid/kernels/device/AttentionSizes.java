package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Attention;
import braid.tensor.op.SelfAttention;

import org.jspecify.annotations.Nullable;

/**
 * The sizes of an attention.
 *
 * @param batch B
 * @param queries T
 * @param keys S
 * @param heads NH
 * @param kvHeads NKV
 * @param head HS
 * @param causal whether query i sees key j only for {@code j <= i + S - T}
 * @param scale factor on the scores
 */
record AttentionSizes(
        int batch,
        int queries,
        int keys,
        int heads,
        int kvHeads,
        int head,
        boolean causal,
        double scale) {

    static AttentionSizes of(Attention op, Tensor q, Tensor k) {
        return new AttentionSizes(
                q.dim(0),
                q.dim(1),
                k.dim(1),
                op.heads(),
                op.kvHeads(),
                q.dim(3),
                op.causal(),
                op.scale());
    }

    static AttentionSizes of(SelfAttention op, Tensor qkv) {
        int t = qkv.dim(1);
        int head = op.headSize(qkv.dim(2));
        return new AttentionSizes(
                qkv.dim(0), t, t, op.heads(), op.kvHeads(), head, op.causal(), op.scale());
    }

    /** Queries, keys and values of a packed row-major tensor, as views (B, T, H, HS). */
    Tensor[] parts(Tensor qkv) {
        return new Tensor[] {
            view(qkv, 0, heads), view(qkv, heads, kvHeads), view(qkv, heads + kvHeads, kvHeads)
        };
    }

    /** Some heads of a row-major tensor (B, T, width), as a view (B, T, H, HS). */
    Tensor view(Tensor t, int first, int count) {
        long width = t.dim(2);
        long[] strides = {t.dim(1) * width, width, head, 1};
        Shape shape = Shape.of(t.dim(0), t.dim(1), count, head);
        return t.viewAs(new Layout(shape, strides, t.layout().offset() + (long) first * head));
    }

    /** The program for these sizes. */
    Program program(Program files, @Nullable Tensor lengths) {
        Program p = files.with("HEAD", head);
        p = causal ? p.with("CAUSAL", 1) : p;
        return lengths == null ? p : p.with("LENGTHS", lengths.dtype());
    }

    /** The next arguments: queries, keys, query heads of a key head, scale. */
    void numbers(Call call, DType type) {
        call.number(queries).number(keys).number(heads / kvHeads).real(type, scale);
    }

    /** The next arguments: where the heads of tensors (B, T, H, HS) lie. */
    static void strides(Call call, Tensor... all) {
        for (Tensor t : all) {
            long[] s = t.layout().strides();
            call.longs(s[0], s[1], s[2]);
        }
    }
}
