package braid.bench.jmh;

import braid.bench.Decode;
import braid.bench.ModelSize;
import braid.bench.Workload;
import braid.tensor.Device;

/** Greedy decoding of config S: one sequence of 255 tokens. */
public class DecodeBenchmark extends StepBenchmark {
    @Override
    Workload workload() {
        return new Decode(ModelSize.S, 1, Device.cpu());
    }
}
