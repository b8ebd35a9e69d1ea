package braid.tests.op;

import braid.tensor.op.Maximum;
import braid.tests.op.rig.BinaryCase;

final class MaximumCase extends BinaryCase {

    MaximumCase() {
        function(new Maximum(), Math::max);
    }
}
