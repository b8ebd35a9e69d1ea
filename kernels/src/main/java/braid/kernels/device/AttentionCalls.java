package braid.kernels.device;

import braid.tensor.DType;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.op.Attention;
import braid.tensor.op.SelfAttention;

import org.jspecify.annotations.Nullable;

/** Launches of attention; self-attention is the same on views of the packed projection. */
final class AttentionCalls {

    private static final Program PROGRAM = Program.of("heads.k", "attention.k");

    private static final String BACKWARD = "attention-backward.cu";

    /** Queries or keys of a group, one an item. */
    private static final int BLOCK = 64;

    /** Rows in local memory at once. */
    private static final int TILE = 16;

    private AttentionCalls() {}

    static void forward(
            Attention op, Tensor[] in, Tensor[] out, Operands operands, DeviceBackend backend) {
        AttentionSizes s = AttentionSizes.of(op, in[0], in[1]);
        Tensor y = operands.target(out[0]);
        Tensor[] qkv = {in[0], in[1], in[2]};
        forward(s, qkv, lengths(in, 3, operands), y, out[1], operands, backend);
        operands.store(y, out[0]);
    }

    static void forward(
            SelfAttention op, Tensor[] in, Tensor[] out, Operands operands, DeviceBackend backend) {
        Tensor qkv = operands.rowMajor(in[0]);
        AttentionSizes s = AttentionSizes.of(op, qkv);
        Tensor y = operands.target(out[0]);
        Tensor heads = s.view(y, 0, s.heads());
        forward(s, s.parts(qkv), lengths(in, 1, operands), heads, out[1], operands, backend);
        operands.store(y, out[0]);
    }

    static void backward(
            Attention op, Tensor[] in, Tensor[] out, Operands operands, DeviceBackend backend) {
        AttentionSizes s = AttentionSizes.of(op, in[0], in[1]);
        Tensor[] results = new Tensor[out.length];
        for (int i = 0; i < out.length; i++) {
            results[i] = operands.target(out[i]);
        }
        Tensor[] qkv = {in[0], in[1], in[2]};
        Tensor[] rest = {in[3], in[4], in[5]};
        backward(s, qkv, rest, lengths(in, 6, operands), results, operands, backend);
        for (int i = 0; i < out.length; i++) {
            operands.store(results[i], out[i]);
        }
    }

    static void backward(
            SelfAttention op, Tensor[] in, Tensor out, Operands operands, DeviceBackend backend) {
        Tensor qkv = operands.rowMajor(in[0]);
        AttentionSizes s = AttentionSizes.of(op, qkv);
        Tensor y = s.view(operands.rowMajor(in[1]), 0, s.heads());
        Tensor dy = s.view(operands.rowMajor(in[3]), 0, s.heads());
        Tensor dqkv = operands.target(out);
        Tensor[] rest = {y, in[2], dy};
        Tensor lengths = lengths(in, 4, operands);
        backward(s, s.parts(qkv), rest, lengths, s.parts(dqkv), operands, backend);
        operands.store(dqkv, out);
    }

    private static @Nullable Tensor lengths(Tensor[] in, int index, Operands operands) {
        return in.length > index ? operands.rowMajor(in[index]) : null;
    }

    private static void forward(
            AttentionSizes s,
            Tensor[] qkv,
            @Nullable Tensor lengths,
            Tensor y,
            Tensor lse,
            Operands operands,
            DeviceBackend backend) {
        if (y.numel() == 0) {
            return;
        }
        Tensor[] in = dense(qkv, operands);
        if (isProcessor(s, y, backend)) {
            var rows = new AttentionRows(s, lengths, operands, backend);
            rows.forward(in[0], in[1], in[2], y, lse);
            return;
        }
        boolean tiled = AttentionTiles.serves(backend, s, in);
        var tiles = AttentionTiles.forward(s);
        Program program =
                tiled
                        ? s.program(tiles.program("attention-forward.cu"), lengths)
                        : program(s, y.dtype(), lengths, backend);
        Call call = arguments(new Call(program, "forward"), in, lengths);
        call.tensor(y).tensor(lse);
        s.numbers(call, y.dtype());
        AttentionSizes.strides(call, in[0], in[1], in[2], y);
        int queries = tiled ? tiles.queries() : BLOCK;
        int threads = tiled ? tiles.threads() : BLOCK;
        launch(call, Math.ceilDiv(s.queries(), queries), threads, s.heads(), s, backend);
    }

    /**
     * @param qkv queries, keys, values
     * @param rest y, log-sums, dy
     * @param out gradients of queries, keys, values
     */
    private static void backward(
            AttentionSizes s,
            Tensor[] qkv,
            Tensor[] rest,
            @Nullable Tensor lengths,
            Tensor[] out,
            Operands operands,
            DeviceBackend backend) {
        Tensor[] in = dense(qkv, operands);
        Tensor y = dense(rest[0], operands);
        Tensor lse = operands.rowMajor(rest[1]);
        Tensor dy = dense(rest[2], operands);
        Tensor delta = operands.scratch(lse);
        delta(s, y, dy, delta, backend);
        if (isProcessor(s, y, backend)) {
            var rows = new AttentionRows(s, lengths, operands, backend);
            if (out[0].numel() > 0) {
                rows.queries(in[0], in[1], in[2], lse, delta, dy, out[0]);
            }
            if (out[1].numel() > 0) {
                rows.keys(in[0], in[1], in[2], lse, delta, dy, out[1], out[2]);
            }
            return;
        }
        boolean tiled = AttentionTiles.serves(backend, s, in[0], in[1], in[2], dy);
        var tiles = AttentionTiles.backward(s);
        int threads = tiled ? tiles.threads() : BLOCK;
        if (out[0].numel() > 0) {
            Program program =
                    tiled
                            ? s.program(tiles.program(BACKWARD, "attention-queries.cu"), lengths)
                            : program(s, y.dtype(), lengths, backend);
            Call call = arguments(new Call(program, "queries"), in, lengths);
            call.tensor(lse).tensor(delta).tensor(dy).tensor(out[0]);
            s.numbers(call, y.dtype());
            AttentionSizes.strides(call, in[0], in[1], in[2], dy, out[0]);
            int queries = tiled ? tiles.queries() : BLOCK;
            launch(call, Math.ceilDiv(s.queries(), queries), threads, s.heads(), s, backend);
        }
        if (out[1].numel() > 0) {
            Program program =
                    tiled
                            ? s.program(tiles.program(BACKWARD, "attention-keys.cu"), lengths)
                            : program(s, y.dtype(), lengths, backend);
            Call call = arguments(new Call(program, "keys"), in, lengths);
            call.tensor(lse).tensor(delta).tensor(dy).tensor(out[1]).tensor(out[2]);
            s.numbers(call, y.dtype());
            AttentionSizes.strides(call, in[0], in[1], in[2], dy, out[1], out[2]);
            int keys = tiled ? tiles.keys() : BLOCK;
            launch(call, Math.ceilDiv(s.keys(), keys), threads, s.kvHeads(), s, backend);
        }
    }

    /** {@code sum(y dy)} of each query. */
    private static void delta(
            AttentionSizes s, Tensor y, Tensor dy, Tensor delta, DeviceBackend backend) {
        if (y.numel() > 0) {
            Call call = new Call(program(s, y.dtype(), null, backend), "delta");
            call.tensor(y).tensor(dy).tensor(delta).number(s.queries());
            AttentionSizes.strides(call, y, dy);
            launch(call, Math.ceilDiv(s.queries(), BLOCK), BLOCK, s.heads(), s, backend);
        }
    }

    private static boolean isProcessor(AttentionSizes s, Tensor y, DeviceBackend backend) {
        return backend.schedule() == Schedule.CPU && AttentionRows.serves(s, y.dtype());
    }

    /** Two tiles of rows lie in local memory. */
    private static void checkLocalMemory(AttentionSizes s, DType type, DeviceBackend backend) {
        long needed = 2L * TILE * s.head() * (type == DType.F64 ? Double.BYTES : Float.BYTES);
        long there = backend.driver().localMemory();
        if (needed > there) {
            throw new TensorException(
                    "attention: heads of "
                            + s.head()
                            + " "
                            + type
                            + " need "
                            + needed
                            + " bytes of local memory, "
                            + backend.device()
                            + " has "
                            + there,
                    "use more heads of a smaller size, or another device");
        }
    }

    private static Program program(
            AttentionSizes s, DType type, @Nullable Tensor lengths, DeviceBackend backend) {
        checkLocalMemory(s, type, backend);
        Program p = Types.of(PROGRAM, type).with("BLOCK", BLOCK).with("TILE", TILE);
        return s.program(p, lengths);
    }

    private static Call arguments(Call call, Tensor[] in, @Nullable Tensor lengths) {
        call.tensor(in[0]).tensor(in[1]).tensor(in[2]);
        return lengths == null ? call : call.tensor(lengths);
    }

    /** Tensors (B, T, H, HS) whose last axis is dense, copied where it is not. */
    private static Tensor[] dense(Tensor[] all, Operands operands) {
        Tensor[] dense = new Tensor[all.length];
        for (int i = 0; i < all.length; i++) {
            dense[i] = dense(all[i], operands);
        }
        return dense;
    }

    private static Tensor dense(Tensor t, Operands operands) {
        return t.dim(3) == 1 || t.layout().stride(3) == 1 ? t : operands.rowMajor(t);
    }

    private static void launch(
            Call call,
            int blocks,
            int threads,
            int heads,
            AttentionSizes s,
            DeviceBackend backend) {
        long[] groups = {blocks, heads, s.batch()};
        backend.driver().launch(call.grid(groups, threads, 1, 1));
    }
}
