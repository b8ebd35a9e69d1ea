package braid.tests.op;

import braid.tensor.op.Log;
import braid.tests.op.rig.UnaryCase;

final class LogCase extends UnaryCase {

    LogCase() {
        function(new Log(), Math::log, x -> Math.abs(x) + 0.1);
    }
}
