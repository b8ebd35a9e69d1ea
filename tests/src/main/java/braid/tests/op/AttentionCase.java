package braid.tests.op;

import static braid.tests.op.rig.Operand.ints;
import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.op.Attention;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;
import braid.tests.op.rig.Values;

final class AttentionCase extends OpCase {

    private static final double SCALE = 0.3;

    AttentionCase() {
        for (boolean causal : new boolean[] {false, true}) {
            for (int t : new int[] {1, 5, 16, 33}) {
                attention(causal, 2, 2, q(2, t, 2, 17), kv(2, t, 2, 17));
            }
            attention(causal, 1, 1, q(1, 35, 1, 4), kv(1, 35, 1, 4)).named("small, several tiles");
            attention(causal, 1, 1, q(2, 20, 1, 4), kv(2, 20, 1, 4), 18, 20)
                    .named("small, several tiles, lengths");
            attention(causal, 4, 2, q(2, 3, 4, 8), kv(2, 33, 2, 8)).named("grouped");
            attention(causal, 6, 1, q(1, 2, 6, 3), kv(1, 4, 1, 3)).named("one key head");
            attention(causal, 2, 1, q(3, 9, 2, 16), kv(3, 9, 1, 16), 0, 5, 9).named("lengths");
            attention(causal, 4, 2, q(3, 1, 4, 8), kv(3, 40, 2, 8), 0, 17, 40).named("one query");
            attention(causal, 2, 2, q(2, 1, 2, 37), kv(2, 7, 2, 37)).named("one query");
            attention(causal, 2, 2, q(1, 7, 2, 5), kv(1, 3, 2, 5)).named("more queries than keys");
        }
        // Sizes of heads that devices have kernels of their own for, in several tiles.
        for (int head : new int[] {32, 64, 128}) {
            attention(true, 2, 1, q(1, 70, 2, head), kv(1, 70, 1, head)).named("tiles");
            attention(false, 1, 1, q(2, 33, 1, head), kv(2, 67, 1, head), 65, 3)
                    .named("tiles, lengths");
            attention(true, 2, 2, q(1, 3, 2, head), kv(1, 80, 2, head)).named("tiles, few queries");
        }
        attention(true, 1, 1, q(1, 40, 1, 32), kv(1, 12, 1, 32)).named("tiles, few keys");
        attention(true, 1, 1, q(1, 150, 1, 8), kv(1, 150, 1, 8)).named("several tiles");
        attention(true, 1, 1, q(1, 0, 1, 4), kv(1, 3, 1, 4));
        example(
                        in ->
                                in[0].transpose(1, 2)
                                        .scaledDotProductAttention(
                                                in[1].transpose(1, 2),
                                                in[2].transpose(1, 2),
                                                true,
                                                in[3])
                                        .transpose(1, 2),
                        normal(2, 5, 4, 9),
                        normal(2, 6, 2, 9),
                        normal(2, 6, 2, 9),
                        ints(4, 6))
                .named("method")
                .terms(6 + 9)
                .expect(in -> formula(true, 1.0 / 3, in));
        bench(
                new Attention(8, 8, true, 0.125),
                q(8, 512, 8, 64),
                kv(8, 512, 8, 64),
                kv(8, 512, 8, 64));
        bench(
                new Attention(8, 2, true, 0.125),
                q(8, 512, 8, 64),
                kv(8, 512, 2, 64),
                kv(8, 512, 2, 64));
        refuses(
                "attention: q [1, 5, 3, 8], k [1, 5, 2, 8] with 3 heads, 2 key heads\n"
                        + "  HINT: q is (B, T, NH, HS), k and v are (B, S, NKV, HS), NKV divides NH",
                new Attention(3, 2, true, 1)::apply,
                normal(1, 5, 3, 8),
                normal(1, 5, 2, 8),
                normal(1, 5, 2, 8));
        refuses(
                "attention: lengths [3] for 2 sequences\n"
                        + "  HINT: one length a sequence: [2], I32 or I64",
                new Attention(1, 1, true, 1)::apply,
                normal(2, 5, 1, 8),
                normal(2, 5, 1, 8),
                normal(2, 5, 1, 8),
                ints(1, 2, 3));
    }

    private static Operand q(int b, int t, int heads, int size) {
        return normal(b, t, heads, size);
    }

    private static Operand kv(int b, int s, int heads, int size) {
        return normal(b, s, heads, size);
    }

    private Example attention(
            boolean causal, int heads, int kvHeads, Operand q, Operand kv, double... lengths) {
        var op = new Attention(heads, kvHeads, causal, SCALE);
        Example e =
                lengths.length == 0
                        ? example(op, q, kv, kv)
                        : example(op, q, kv, kv, ints(lengths));
        return e.named(causal ? "causal" : "full")
                .terms(kv.shape().dim(1) + q.shape().dim(3))
                .expect(in -> formula(causal, SCALE, in));
    }

    /** The softmax over the keys that a query sees; also for {@link SelfAttentionCase}. */
    static double[] formula(boolean causal, double scale, Values... in) {
        int keys = in[1].dim(1);
        int group = in[0].dim(2) / in[1].dim(2);
        double[] y = new double[(int) in[0].shape().numel()];
        int size = in[0].dim(3);
        // One query of one head at a time.
        each(
                in[0].shape().head(3),
                i -> {
                    int b = i[0];
                    int head = i[2] / group;
                    int seen = in.length > 3 ? in[3].intAt(b) : keys;
                    if (causal) {
                        seen = Math.min(seen, Math.max(0, i[1] + 1 + keys - in[0].dim(1)));
                    }
                    int at = ((b * in[0].dim(1) + i[1]) * in[0].dim(2) + i[2]) * size;
                    double sum = 0;
                    for (int s = 0; s < seen; s++) {
                        double score = 0;
                        for (int d = 0; d < size; d++) {
                            score += in[0].at(b, i[1], i[2], d) * in[1].at(b, s, head, d);
                        }
                        double weight = Math.exp(scale * score);
                        sum += weight;
                        for (int d = 0; d < size; d++) {
                            y[at + d] += weight * in[2].at(b, s, head, d);
                        }
                    }
                    for (int d = 0; d < size && seen > 0; d++) {
                        y[at + d] /= sum;
                    }
                    return sum;
                });
        return y;
    }
}
