package braid.tests.device;

import braid.tensor.Device;
import braid.tensor.Tensor;
import braid.tensor.op.Dropout;
import braid.tensor.op.NearestCode;
import braid.tensor.op.Op;
import braid.tests.device.LossTolerance.Steps;
import braid.training.BatchSource;
import braid.training.Objective;
import braid.training.RunDirectory;
import braid.training.TrainSettings;
import braid.training.Trainer;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A run of the trainer on a device, and all that was drawn or chosen in it. */
final class WatchedRun<B> {

    /** What it was given, in order. */
    final List<B> batches = new ArrayList<>();

    /** What dropout let go, of the values and then of the gradients, in order. */
    final List<BitSet> dropped = new ArrayList<>();

    /** Which codes were the nearest, in order. */
    final List<int[]> codes = new ArrayList<>();

    private final Device device;

    WatchedRun(Device device) {
        this.device = new WatchedBackend(device.backend(), this::note).device();
    }

    /** Where to train. */
    Device device() {
        return device;
    }

    private void note(Op op, Tensor[] in, Tensor[] out) {
        switch (op) {
            case Dropout d -> dropped.add(dropped(in[0].toFloats(), out[0].toFloats()));
            case NearestCode n -> codes.add(out[0].toInts());
            default -> {}
        }
    }

    private static BitSet dropped(float[] x, float[] y) {
        BitSet dropped = new BitSet(x.length);
        for (int i = 0; i < x.length; i++) {
            dropped.set(i, x[i] != 0 && y[i] == 0);
        }
        return dropped;
    }

    /** Trains to the end. */
    Steps train(Objective<B> objective, BatchSource<B> source, TrainSettings settings, Path folder)
            throws IOException {
        RunDirectory run = RunDirectory.create(folder, "", 1, Device.cpu());
        new Trainer<>(objective, noted(source), settings, run).train("test");
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(run.metrics())) {
            JsonNode read = JsonMapper.shared().readTree(line);
            if (read.has("loss")) {
                lines.add(read);
            }
        }
        return new Steps(
                numbers(lines, "loss"),
                numbers(lines, "learning_rate"),
                numbers(lines, "gradient_norm"));
    }

    private static double[] numbers(List<JsonNode> lines, String name) {
        return lines.stream().mapToDouble(line -> line.get(name).doubleValue()).toArray();
    }

    private BatchSource<B> noted(BatchSource<B> source) {
        return new BatchSource<>() {
            @Override
            public @Nullable B batch(int epoch, int index) {
                B batch = source.batch(epoch, index);
                if (batch != null) {
                    batches.add(batch);
                }
                return batch;
            }

            @Override
            public boolean isSettled(int epoch) {
                return source.isSettled(epoch);
            }

            @Override
            public boolean isNewStage(int epoch) {
                return source.isNewStage(epoch);
            }
        };
    }
}
