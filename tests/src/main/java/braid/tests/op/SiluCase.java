package braid.tests.op;

import braid.tensor.op.Silu;
import braid.tests.op.rig.UnaryCase;

final class SiluCase extends UnaryCase {

    SiluCase() {
        // Below -88, e^-x is infinite in F32 and the result 0, not 1e-37.
        floors(1e-30, 1);
        function(new Silu(), x -> x / (1 + Math.exp(-x)));
    }
}
