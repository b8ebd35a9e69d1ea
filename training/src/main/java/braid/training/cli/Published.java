package braid.training.cli;

import braid.tensor.Device;
import braid.transformer.io.ModelFolder;
import braid.transformer.io.PretrainedModel;
import braid.transformer.io.WeightType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders of published models where a command also takes run folders. */
final class Published {

    private Published() {}

    /** Whether a folder holds a published model rather than a run. */
    static boolean isOne(Path folder) {
        return Files.exists(folder.resolve("config.json"))
                && !Files.exists(folder.resolve("config.yaml"));
    }

    /** The model with F32 weights; on the CPU unless a device is named. */
    static PretrainedModel load(Path folder, @Nullable String device) throws IOException {
        return ModelFolder.load(
                folder, WeightType.F32, Device.parse(device == null ? "cpu" : device));
    }
}
