package braid.bench.peers;

import braid.bench.Decode;
import braid.bench.EmptyOp;
import braid.bench.ForwardPass;
import braid.bench.Peer;
import braid.bench.TrainStep;
import braid.bench.VqVaeStep;
import braid.bench.Workload;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * libtorch through its Java binding. Run it with {@code GOMP_SPINCOUNT=1000}: without it the idle
 * threads of libtorch hinder those of OpenBLAS, and it takes twice as long.
 */
public final class TorchPeer implements Peer {

    @Override
    public String name() {
        return "libtorch";
    }

    @Override
    public void threads(int count) {
        torch.set_num_threads(count);
    }

    @Override
    public Optional<Workload> of(Workload braid) {
        return switch (braid) {
            case TrainStep w -> {
                var model = new TorchGpt2(w.model(), TrainStep.LEARNING_RATE);
                yield same(w, () -> model.step(w.ids(), w.next(), w.size().batch()));
            }
            case ForwardPass w -> {
                var model = new TorchGpt2(w.model(), TrainStep.LEARNING_RATE);
                yield same(w, () -> model.forward(w.ids(), w.next(), w.size().batch()));
            }
            case Decode w -> {
                var model = new TorchDecoder(new TorchGpt2(w.model(), TrainStep.LEARNING_RATE));
                yield same(w, () -> model.greedy(w.batch(), w.newTokens()));
            }
            case VqVaeStep w -> {
                var model = new TorchVqVae(w.model(), VqVaeStep.LEARNING_RATE);
                yield same(w, () -> model.step(w.chunks()));
            }
            case EmptyOp w -> same(w, TorchPeer::additions);
            default -> Optional.empty();
        };
    }

    private static double additions() {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = torch.ones(1).set_requires_grad(true);
            Tensor y = x;
            for (int i = 0; i < EmptyOp.OPERATIONS; i++) {
                y = y.add(x);
            }
            return y.item_float();
        }
    }

    private static Optional<Workload> same(Workload braid, DoubleSupplier run) {
        return Optional.of(new Same(braid, run));
    }

    /** The same work as Braid's, by a function that gives the number to be compared. */
    private static final class Same implements Workload {

        private final Workload braid;
        private final DoubleSupplier run;
        private double last = Double.NaN;

        Same(Workload braid, DoubleSupplier run) {
            this.braid = braid;
            this.run = run;
        }

        @Override
        public String shape() {
            return braid.shape();
        }

        @Override
        public double work() {
            return braid.work();
        }

        @Override
        public double gflop() {
            return braid.gflop();
        }

        @Override
        public void run() {
            last = run.getAsDouble();
        }

        @Override
        public double check() {
            return last;
        }
    }
}
