package braid.tests.op;

import braid.tensor.op.Clamp;
import braid.tests.op.rig.UnaryCase;

final class ClampCase extends UnaryCase {

    ClampCase() {
        function(new Clamp(-0.5, 0.7), x -> Math.min(Math.max(x, -0.5), 0.7));
    }
}
