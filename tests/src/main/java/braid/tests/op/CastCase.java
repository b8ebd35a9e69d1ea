package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Operand.uniform;
import static braid.tests.op.rig.Values.each;

import braid.tensor.DType;
import braid.tensor.op.Cast;
import braid.tests.op.rig.Example;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

/** Values within the range of every type; what saturates is in the tests of the kernels. */
final class CastCase extends OpCase {

    CastCase() {
        types(DType.values());
        for (DType to : DType.values()) {
            for (int n : SIZES) {
                cast(to, uniform(0, 200, n));
            }
            cast(to, uniform(0, 200, 5, 33));
            bench(new Cast(DType.F32, to), normal(BENCH));
        }
    }

    /** Rounding to an integer is towards zero; to a floating type the rig allows one rounding. */
    private void cast(DType to, Operand x) {
        Example e = example(in -> in[0].to(to), x).named("to " + to).elementwise();
        e.expect(
                in -> each(in[0].shape(), i -> to.isFloating() ? in[0].at(i) : (long) in[0].at(i)));
        e.noDifferences();
        if (!to.isFloating()) {
            e.valuesOnly();
        }
    }
}
