package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;

import braid.tensor.DType;
import braid.tensor.op.Contiguous;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class ContiguousCase extends OpCase {

    ContiguousCase() {
        types(DType.values());
        for (int n : SIZES) {
            copy(normal(n));
        }
        int[][] shapes = {{}, {0, 4}, {33, 17}, {200, 203}, {3, 5, 7, 2}};
        for (int[] shape : shapes) {
            copy(normal(shape));
        }
        copy(Operand.special()).named("special");
        bench(new Contiguous(), normal(BENCH));
    }

    private Example copy(Operand x) {
        return example(new Contiguous(), x).elementwise().expect(in -> in[0].data());
    }
}
