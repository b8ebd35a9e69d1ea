package braid.training;

import braid.tensor.Device;
import braid.transformer.io.GgufModel;
import braid.transformer.io.ModelFolder;
import braid.transformer.io.PretrainedModel;
import braid.transformer.io.WeightType;
import braid.transformer.tokenizer.bpe.PublishedTokenizer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Published models, as folders or GGUF files, where run folders are taken too. */
public final class Published {

    private Published() {}

    /** Whether a path is a published model rather than a run. */
    public static boolean isOne(Path folder) {
        return isFile(folder)
                || Files.exists(folder.resolve("config.json"))
                        && !Files.exists(folder.resolve("config.yaml"));
    }

    private static boolean isFile(Path path) {
        return path.toString().endsWith(".gguf");
    }

    /** The tokenizer of a model, with its special tokens. */
    static PublishedTokenizer tokenizer(Path folder) throws IOException {
        if (!isOne(folder)) {
            throw new ConfigurationException(
                    folder + " is no published model: it has no config.json, and is no .gguf file",
                    "give the folder with config.json, weights and tokenizer");
        }
        return isFile(folder) ? GgufModel.tokenizer(folder) : ModelFolder.tokenizer(folder);
    }

    /** The model with F32 weights; on the CPU unless a device is named. */
    public static PretrainedModel load(Path folder, @Nullable String device) throws IOException {
        return load(folder, WeightType.F32, device);
    }

    /** The model; weights of a GGUF file are always F32. */
    public static PretrainedModel load(Path folder, WeightType type, @Nullable String device)
            throws IOException {
        Device on = Device.parse(device == null ? "cpu" : device);
        return isFile(folder) ? GgufModel.load(folder, on) : ModelFolder.load(folder, type, on);
    }
}
