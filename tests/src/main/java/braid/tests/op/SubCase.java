package braid.tests.op;

import braid.tensor.op.Sub;
import braid.tests.op.rig.BinaryCase;

final class SubCase extends BinaryCase {

    SubCase() {
        function(new Sub(), (x, y) -> x - y);
    }
}
