package braid.bench.jmh;

import braid.bench.VqVaeStep;
import braid.bench.Workload;
import braid.tensor.Device;

/** A training step of a VQ-VAE of the paper's shape: 32 x 256 tokens in chunks of 16. */
public class VqVaeStepBenchmark extends StepBenchmark {
    @Override
    Workload workload() {
        return new VqVaeStep(Device.cpu());
    }
}
