package braid.tests.op;

import static braid.tests.op.rig.Operand.ints;
import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.Shape;
import braid.tensor.op.SelfAttention;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;
import braid.tests.op.rig.Values;

final class SelfAttentionCase extends OpCase {

    SelfAttentionCase() {
        for (boolean causal : new boolean[] {false, true}) {
            var op = new SelfAttention(4, 2, causal, 0.3);
            for (int t : new int[] {1, 5, 16, 33, 70}) {
                attention(op, normal(2, t, 8 * 6));
                attention(op, normal(2, t, 8 * 6), ints(Math.max(0, t - 3), t)).named("lengths");
            }
            attention(new SelfAttention(3, 3, causal, 0.3), normal(1, 17, 9 * 17));
            attention(new SelfAttention(2, 1, causal, 0.3), normal(1, 4, 4 * 3));
        }
        bench(new SelfAttention(8, 8, true, 0.125), normal(8, 512, 24 * 64));
        refuses(
                "selfAttention: packed projection [1, 5, 7] with 2 heads, 1 key heads\n"
                        + "  HINT: the last axis is (NH + 2 NKV) HS, NKV divides NH",
                new SelfAttention(2, 1, true, 1)::apply,
                normal(1, 5, 7));
    }

    private Example attention(SelfAttention op, Operand... operands) {
        int t = operands[0].shape().dim(1);
        int size = op.headSize(operands[0].shape().dim(2));
        return example(op, operands)
                .named(op.causal() ? "causal" : "full")
                .terms(t + size)
                .expect(in -> {
                    Values q = heads(in[0], 0, op.heads(), size);
                    Values k = heads(in[0], op.heads(), op.kvHeads(), size);
                    Values v = heads(in[0], op.heads() + op.kvHeads(), op.kvHeads(), size);
                    return in.length > 1
                            ? AttentionCase.formula(op.causal(), op.scale(), q, k, v, in[1])
                            : AttentionCase.formula(op.causal(), op.scale(), q, k, v);
                });
    }

    private static Values heads(Values qkv, int from, int count, int size) {
        Shape shape = Shape.of(qkv.dim(0), qkv.dim(1), count, size);
        return new Values(shape, each(shape, i -> qkv.at(i[0], i[1], (from + i[2]) * size + i[3])));
    }
}
