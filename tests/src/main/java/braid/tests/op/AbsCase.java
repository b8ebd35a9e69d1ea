package braid.tests.op;

import braid.tensor.op.Abs;
import braid.tests.op.rig.UnaryCase;

final class AbsCase extends UnaryCase {

    AbsCase() {
        function(new Abs(), Math::abs);
    }
}
