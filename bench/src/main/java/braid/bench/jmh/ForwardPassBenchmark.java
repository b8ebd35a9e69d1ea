package braid.bench.jmh;

import braid.bench.ForwardPass;
import braid.bench.ModelSize;
import braid.bench.Workload;
import braid.tensor.Device;

/** The loss of config S, no gradients: 4096 tokens. */
public class ForwardPassBenchmark extends StepBenchmark {
    @Override
    Workload workload() {
        return new ForwardPass(ModelSize.S, Device.cpu());
    }
}
