package braid.bench;

import braid.kernels.cpu.Workers;

import java.util.Map;
import java.util.function.Supplier;

/**
 * Work by a number of the CPU's threads of its own, so that one thread and several can take turns.
 *
 * @param task what is done
 * @param threads of the CPU, set before every run
 */
record OnThreads(Workload task, int threads) implements Workload {

    @Override
    public String shape() {
        return task.shape();
    }

    @Override
    public double work() {
        return task.work();
    }

    @Override
    public double gflop() {
        return task.gflop();
    }

    @Override
    public void run() {
        Workers.resize(threads);
        task.run();
    }

    @Override
    public double seconds(int runs) {
        Workers.resize(threads);
        return task.seconds(runs);
    }

    @Override
    public Map<String, Supplier<float[]>> results() {
        return task.results();
    }
}
