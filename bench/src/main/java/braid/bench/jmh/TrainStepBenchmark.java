package braid.bench.jmh;

import braid.bench.ModelSize;
import braid.bench.TrainStep;
import braid.bench.Workload;
import braid.tensor.Device;

/** A training step of config S, forward, backward and update: 4096 tokens. */
public class TrainStepBenchmark extends StepBenchmark {
    @Override
    Workload workload() {
        return new TrainStep(ModelSize.S, Device.cpu());
    }
}
