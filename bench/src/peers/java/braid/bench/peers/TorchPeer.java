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

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * libtorch through its Java binding. Run it with {@code GOMP_SPINCOUNT=1000}: without it the idle
 * threads of libtorch hinder those of OpenBLAS, and it takes twice as long.
 */
public final class TorchPeer implements Peer {

    @Override
    public String version() {
        return torch.class.getPackage().getImplementationVersion();
    }

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
                int batch = w.size().batch();
                yield same(w, () -> model.results(model.step(w.ids(), w.next(), batch)));
            }
            case ForwardPass w -> {
                var model = new TorchGpt2(w.model(), TrainStep.LEARNING_RATE);
                int batch = w.size().batch();
                yield same(w, () -> one("loss", model.forward(w.ids(), w.next(), batch)));
            }
            case Decode w -> {
                var model = new TorchDecoder(new TorchGpt2(w.model(), TrainStep.LEARNING_RATE));
                yield same(w, () -> one("tokens", model.greedy(w.batch(), w.newTokens())));
            }
            case VqVaeStep w -> {
                var model = new TorchVqVae(w.model(), VqVaeStep.LEARNING_RATE);
                yield same(w, () -> model.results(model.step(w.chunks())));
            }
            case EmptyOp w -> same(w, () -> one("sum", additions()));
            default -> Optional.empty();
        };
    }

    private static float additions() {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = torch.ones(1).set_requires_grad(true);
            Tensor y = x;
            for (int i = 0; i < EmptyOp.OPERATIONS; i++) {
                y = y.add(x);
            }
            return y.item_float();
        }
    }

    private static Map<String, Supplier<float[]>> one(String name, float... values) {
        return Map.of(name, () -> values);
    }

    private static Optional<Workload> same(
            Workload braid, Supplier<Map<String, Supplier<float[]>>> run) {
        return Optional.of(new Same(braid, run));
    }
}
