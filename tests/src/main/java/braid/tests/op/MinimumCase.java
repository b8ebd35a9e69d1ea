package braid.tests.op;

import braid.tensor.op.Minimum;
import braid.tests.op.rig.BinaryCase;

final class MinimumCase extends BinaryCase {

    MinimumCase() {
        function(new Minimum(), Math::min);
    }
}
