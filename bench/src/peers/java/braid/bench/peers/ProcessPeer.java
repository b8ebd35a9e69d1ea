package braid.bench.peers;

import braid.bench.GemmWork;
import braid.bench.Peer;
import braid.bench.Workload;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A library that multiplies matrices in a process of its own, started when it is needed. */
abstract class ProcessPeer implements Peer {

    private int threads = 1;
    private @Nullable ProductProcess process;

    /** Starts the process. */
    abstract ProductProcess start(int threads) throws IOException;

    /** Counts for a process that is started later. */
    @Override
    public final void threads(int count) {
        threads = count;
    }

    @Override
    public final Optional<Workload> of(Workload braid) {
        if (!(braid instanceof GemmWork g)) {
            return Optional.empty();
        }
        try {
            if (process == null) {
                process = start(threads);
            }
            process.take(CblasProduct.factors(g));
            return Optional.of(new Product(g, process));
        } catch (IOException e) {
            throw new UncheckedIOException(name(), e);
        }
    }

    /** The product whose factors the process has. */
    private record Product(GemmWork g, ProductProcess process) implements Workload {

        @Override
        public String shape() {
            return g.shape();
        }

        @Override
        public double work() {
            return g.work();
        }

        @Override
        public double gflop() {
            return g.gflop();
        }

        @Override
        public void run() {
            seconds(1);
        }

        /** By the clock of the process, so that the way to it and back does not count. */
        @Override
        public double seconds(int runs) {
            try {
                return process.seconds(runs);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Map<String, Supplier<float[]>> results() {
            return Map.of("product", this::product);
        }

        private float[] product() {
            try {
                return process.product(g.m() * g.n());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
