package braid.tests.op;

import braid.tensor.op.Affine;
import braid.tests.op.rig.UnaryCase;

final class AffineCase extends UnaryCase {

    AffineCase() {
        // The sum may cancel.
        floors(1, 1);
        function(new Affine(-1.5, 0.25), x -> -1.5 * x + 0.25);
    }
}
