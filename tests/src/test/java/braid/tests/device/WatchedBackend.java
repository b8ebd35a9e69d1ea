package braid.tests.device;

import braid.tensor.Tensor;
import braid.tensor.backend.Backend;
import braid.tensor.op.Op;
import braid.tests.op.rig.WrappedBackend;

/** Another backend whose every operation is shown to a watcher when it was executed. */
final class WatchedBackend extends WrappedBackend {

    /** Sees an operation, its operands and its results, on the device that is watched. */
    interface Watcher {
        /** Called after the operation. */
        void executed(Op op, Tensor[] in, Tensor[] out);
    }

    private final Watcher watcher;

    WatchedBackend(Backend inner, Watcher watcher) {
        super(inner, 0);
        this.watcher = watcher;
    }

    @Override
    public void execute(Op op, Tensor[] in, Tensor[] out, boolean accumulate) {
        Tensor[] operands = inside(in);
        Tensor[] results = inside(out);
        inner.execute(op, operands, results, accumulate);
        watcher.executed(op, operands, results);
    }
}
