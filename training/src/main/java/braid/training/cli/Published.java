package braid.training.cli;

import braid.tensor.Device;
import braid.transformer.io.GgufModel;
import braid.transformer.io.ModelFolder;
import braid.transformer.io.PretrainedModel;
import braid.transformer.io.WeightType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Published models, as folders or GGUF files, where a command also takes run folders. */
final class Published {

    private Published() {}

    /** Whether a path is a published model rather than a run. */
    static boolean isOne(Path folder) {
        return isFile(folder)
                || Files.exists(folder.resolve("config.json"))
                        && !Files.exists(folder.resolve("config.yaml"));
    }

    private static boolean isFile(Path path) {
        return path.toString().endsWith(".gguf");
    }

    /** The model with F32 weights; on the CPU unless a device is named. */
    static PretrainedModel load(Path folder, @Nullable String device) throws IOException {
        Device on = Device.parse(device == null ? "cpu" : device);
        return isFile(folder)
                ? GgufModel.load(folder, on)
                : ModelFolder.load(folder, WeightType.F32, on);
    }
}
