package braid.bench.peers;

import braid.bench.Workload;

import java.util.Map;
import java.util.function.Supplier;

/** The same work as Braid's, by a function that does it and gives its results. */
final class Same implements Workload {

    private final Workload braid;
    private final Supplier<Map<String, Supplier<float[]>>> run;
    private Map<String, Supplier<float[]>> last = Map.of();

    Same(Workload braid, Supplier<Map<String, Supplier<float[]>>> run) {
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
        last = run.get();
    }

    @Override
    public Map<String, Supplier<float[]>> results() {
        return last;
    }
}
