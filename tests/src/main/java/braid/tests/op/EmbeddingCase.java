package braid.tests.op;

import static braid.tests.op.rig.Operand.indices;
import static braid.tests.op.rig.Operand.ints;
import static braid.tests.op.rig.Operand.normal;

import braid.tensor.DType;
import braid.tensor.op.Embedding;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class EmbeddingCase extends OpCase {

    EmbeddingCase() {
        for (int c : new int[] {1, 15, 16, 17, 33, 130}) {
            rows(normal(19, c), indices(19, 40));
        }
        rows(normal(5, 3), indices(5, 2, 3, 4));
        rows(normal(5, 3), indices(5, 0));
        rows(normal(5, 3), indices(5, 7).as(DType.I64)).named("I64");
        rows(normal(300, 64), indices(300, 1000));
        bench(new Embedding(), normal(32_000, 512), indices(32_000, 8192));
        refuses(
                "embedding: index 7 at position 1 of [2]\n  HINT: indices are in [0, 5)",
                in -> in[0].embedding(in[1]),
                normal(5, 3),
                ints(1, 7));
        refuses(
                "embedding: operand 1 [2] is F32\n"
                        + "  HINT: indices are I32 or I64: cast with to(DType.I32)",
                in -> in[0].embedding(in[1]),
                normal(5, 3),
                normal(2));
    }

    private Example rows(Operand weight, Operand ids) {
        return example(new Embedding(), weight, ids)
                .expect(in -> {
                    int c = in[0].dim(1);
                    double[] y = new double[in[1].data().length * c];
                    for (int i = 0; i < y.length; i++) {
                        y[i] = in[0].at((int) in[1].data()[i / c], i % c);
                    }
                    return y;
                });
    }
}
