package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.DType;
import braid.tensor.op.Fill;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class FillCase extends OpCase {

    FillCase() {
        types(DType.values());
        for (int n : SIZES) {
            fill(normal(n));
        }
        fill(normal());
        fill(normal(7, 33));
        bench(new Fill(2.7), normal(BENCH));
    }

    private void fill(Operand x) {
        example(new Fill(2.7), x).elementwise().expect(in -> each(in[0].shape(), i -> 2.7));
    }
}
