package braid.bench.jmh;

import braid.bench.ModelSize;
import braid.bench.TrainStep;
import braid.bench.Workload;
import braid.tensor.Device;

/** A training step of GPT-2 124M, forward, backward and update: 2 x 256 tokens. */
public class Gpt2TrainStepBenchmark extends StepBenchmark {
    @Override
    Workload workload() {
        return new TrainStep(ModelSize.GPT2, Device.cpu());
    }
}
