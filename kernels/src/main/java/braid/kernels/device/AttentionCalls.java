package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Layout;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Attention;
import braid.tensor.op.SelfAttention;

import org.jspecify.annotations.Nullable;

/** Launches of attention; self-attention is the same on views of the packed projection. */
final class AttentionCalls {

    private static final Program PROGRAM = Program.of("attention.k");

    /** Queries or keys of a group, one an item. */
    private static final int BLOCK = 64;

    /** Rows in local memory at once. */
    private static final int TILE = 16;

    private AttentionCalls() {}

    /** The sizes of an attention. */
    private record Sizes(
            int batch,
            int queries,
            int keys,
            int heads,
            int kvHeads,
            int head,
            boolean causal,
            double scale) {

        int group() {
            return heads / kvHeads;
        }
    }

    static void forward(
            Attention op, Tensor[] in, Tensor[] out, Operands operands, DeviceBackend backend) {
        Sizes s = sizes(op, in[0], in[1]);
        Tensor y = operands.target(out[0]);
        forward(s, in[0], in[1], in[2], lengths(in, 3), y, out[1], operands, backend);
        operands.store(y, out[0]);
    }

    static void forward(
            SelfAttention op, Tensor[] in, Tensor[] out, Operands operands, DeviceBackend backend) {
        Tensor qkv = operands.rowMajor(in[0]);
        Sizes s = sizes(op, qkv);
        Tensor y = operands.target(out[0]);
        Tensor[] parts = parts(s, qkv);
        Tensor heads = heads(y, 0, s.heads(), s.head());
        forward(s, parts[0], parts[1], parts[2], lengths(in, 1), heads, out[1], operands, backend);
        operands.store(y, out[0]);
    }

    static void backward(
            Attention op, Tensor[] in, Tensor[] out, Operands operands, DeviceBackend backend) {
        Sizes s = sizes(op, in[0], in[1]);
        Tensor[] results = new Tensor[out.length];
        for (int i = 0; i < out.length; i++) {
            results[i] = operands.target(out[i]);
        }
        Tensor[] qkv = {in[0], in[1], in[2]};
        backward(s, qkv, in[3], in[4], in[5], lengths(in, 6), results, operands, backend);
        for (int i = 0; i < out.length; i++) {
            operands.store(results[i], out[i]);
        }
    }

    static void backward(
            SelfAttention op, Tensor[] in, Tensor out, Operands operands, DeviceBackend backend) {
        Tensor qkv = operands.rowMajor(in[0]);
        Sizes s = sizes(op, qkv);
        Tensor y = heads(operands.rowMajor(in[1]), 0, s.heads(), s.head());
        Tensor dy = heads(operands.rowMajor(in[3]), 0, s.heads(), s.head());
        Tensor dqkv = operands.target(out);
        backward(s, parts(s, qkv), y, in[2], dy, lengths(in, 4), parts(s, dqkv), operands, backend);
        operands.store(dqkv, out);
    }

    private static Sizes sizes(Attention op, Tensor q, Tensor k) {
        return new Sizes(
                q.dim(0),
                q.dim(1),
                k.dim(1),
                op.heads(),
                op.kvHeads(),
                q.dim(3),
                op.causal(),
                op.scale());
    }

    private static Sizes sizes(SelfAttention op, Tensor qkv) {
        int t = qkv.dim(1);
        int head = op.headSize(qkv.dim(2));
        return new Sizes(qkv.dim(0), t, t, op.heads(), op.kvHeads(), head, op.causal(), op.scale());
    }

    private static @Nullable Tensor lengths(Tensor[] in, int index) {
        return in.length > index ? in[index] : null;
    }

    /** Queries, keys and values of a packed tensor, as views (B, T, H, HS). */
    private static Tensor[] parts(Sizes s, Tensor qkv) {
        return new Tensor[] {
            heads(qkv, 0, s.heads(), s.head()),
            heads(qkv, s.heads(), s.kvHeads(), s.head()),
            heads(qkv, s.heads() + s.kvHeads(), s.kvHeads(), s.head())
        };
    }

    /** Some heads of a row-major tensor (B, T, width), as a view (B, T, H, HS). */
    private static Tensor heads(Tensor t, int first, int count, int size) {
        long width = t.dim(2);
        long[] strides = {t.dim(1) * width, width, size, 1};
        Shape shape = Shape.of(t.dim(0), t.dim(1), count, size);
        return t.viewAs(new Layout(shape, strides, t.layout().offset() + (long) first * size));
    }

    private static void forward(
            Sizes s,
            Tensor q,
            Tensor k,
            Tensor v,
            @Nullable Tensor lengths,
            Tensor y,
            Tensor lse,
            Operands operands,
            DeviceBackend backend) {
        if (y.numel() == 0) {
            return;
        }
        Tensor[] in = {dense(q, operands), dense(k, operands), dense(v, operands)};
        Call call = new Call(program(s, q.dtype(), lengths), "forward");
        tensors(call, in);
        lengths(call, lengths, operands);
        call.tensor(y).tensor(lse).number(s.queries()).number(s.keys()).number(s.group());
        call.real(q.dtype(), s.scale());
        strides(call, in[0], in[1], in[2], y);
        backend.driver().launch(grid(call, s.queries(), s.heads(), s.batch()));
    }

    /**
     * @param qkv queries, keys, values
     * @param out their gradients
     */
    private static void backward(
            Sizes s,
            Tensor[] qkv,
            Tensor y,
            Tensor lse,
            Tensor dy,
            @Nullable Tensor lengths,
            Tensor[] out,
            Operands operands,
            DeviceBackend backend) {
        DType type = y.dtype();
        Driver driver = backend.driver();
        Program program = program(s, type, lengths);
        Tensor[] in = {dense(qkv[0], operands), dense(qkv[1], operands), dense(qkv[2], operands)};
        Tensor g = dense(dy, operands);
        Tensor sums = operands.rowMajor(lse);
        Tensor delta = operands.scratch(sums);
        if (y.numel() > 0) {
            Tensor result = dense(y, operands);
            Call call = new Call(program, "delta").tensor(result).tensor(g).tensor(delta);
            call.number(s.queries());
            strides(call, result, g);
            driver.launch(grid(call, s.queries(), s.heads(), s.batch()));

            call =
                    arguments(
                            new Call(program, "queries"), s, in, lengths, sums, delta, g, operands);
            call.tensor(out[0]);
            numbers(call, s, type);
            strides(call, in[0], in[1], in[2], g, out[0]);
            driver.launch(grid(call, s.queries(), s.heads(), s.batch()));
        }
        if (out[1].numel() > 0) {
            Call call =
                    arguments(new Call(program, "keys"), s, in, lengths, sums, delta, g, operands);
            call.tensor(out[1]).tensor(out[2]);
            numbers(call, s, type);
            strides(call, in[0], in[1], in[2], g, out[1], out[2]);
            driver.launch(grid(call, s.keys(), s.kvHeads(), s.batch()));
        }
    }

    private static Call arguments(
            Call call,
            Sizes s,
            Tensor[] in,
            @Nullable Tensor lengths,
            Tensor lse,
            Tensor delta,
            Tensor dy,
            Operands operands) {
        tensors(call, in);
        lengths(call, lengths, operands);
        return call.tensor(lse).tensor(delta).tensor(dy);
    }

    private static void numbers(Call call, Sizes s, DType type) {
        call.number(s.queries()).number(s.keys()).number(s.group()).real(type, s.scale());
    }

    private static Program program(Sizes s, DType type, @Nullable Tensor lengths) {
        Program p = Types.of(PROGRAM, type).with("HEAD", s.head()).with("BLOCK", BLOCK);
        p = p.with("TILE", TILE);
        p = s.causal() ? p.with("CAUSAL", 1) : p;
        return lengths == null ? p : p.with("LENGTHS", lengths.dtype());
    }

    private static void tensors(Call call, Tensor[] all) {
        for (Tensor t : all) {
            call.tensor(t);
        }
    }

    private static void lengths(Call call, @Nullable Tensor lengths, Operands operands) {
        if (lengths != null) {
            call.tensor(operands.rowMajor(lengths));
        }
    }

    /** The tensor (B, T, H, HS) itself if its last axis is dense, else a copy. */
    private static Tensor dense(Tensor t, Operands operands) {
        return t.dim(3) == 1 || t.layout().stride(3) == 1 ? t : operands.rowMajor(t);
    }

    private static void strides(Call call, Tensor... all) {
        for (Tensor t : all) {
            long[] s = t.layout().strides();
            call.longs(s[0], s[1], s[2]);
        }
    }

    private static Call grid(Call call, int items, int heads, int batch) {
        return call.grid(new long[] {Math.ceilDiv(items, BLOCK), heads, batch}, BLOCK, 1, 1);
    }
}
