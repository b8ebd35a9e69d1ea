package braid.bench.jmh;

import braid.bench.Decode;
import braid.bench.ModelSize;
import braid.bench.Workload;
import braid.tensor.Device;

/** Greedy decoding of config S: sixteen sequences of 255 tokens at the same time. */
public class Decode16Benchmark extends StepBenchmark {
    @Override
    Workload workload() {
        return new Decode(ModelSize.S, 16, Device.cpu());
    }
}
