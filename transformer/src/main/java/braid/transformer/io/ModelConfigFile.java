package braid.transformer.io;

import braid.tensor.DType;
import braid.tensor.TensorException;
import braid.tensor.io.SafeFiles;
import braid.transformer.ModelConfig;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Path;

/** The {@code config.json} of a model folder: the form of a model, without its weights. */
public final class ModelConfigFile {

    /** Its name. */
    public static final String NAME = "config.json";

    private ModelConfigFile() {}

    /**
     * Reads the file of a folder.
     *
     * @throws TensorException naming the file, the key and what is wrong
     */
    public static ModelConfig load(Path folder) throws IOException {
        return read(JsonFile.read(folder.resolve(NAME)));
    }

    static ModelConfig read(JsonFile file) {
        try {
            return Architecture.of(file).read(file);
        } catch (TensorException e) {
            String what = String.valueOf(e.getMessage());
            if (what.contains(file.path().toString())) {
                throw e;
            }
            throw new TensorException(
                    "model file " + file.path() + ": " + what.lines().findFirst().orElse(""),
                    "give the config.json that belongs to the weights",
                    e);
        }
    }

    /**
     * Writes the file into a folder.
     *
     * @param weights type of the weights beside it
     * @throws TensorException if no published family has the model's form
     */
    public static void save(
            ModelConfig config, GenerationConfig generation, DType weights, Path folder)
            throws IOException {
        Architecture architecture = Architecture.of(config);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add(architecture.className());
        json.put("model_type", architecture.type());
        json.put("vocab_size", config.vocabulary());
        architecture.write(config, json);
        json.put("initializer_range", config.initStd());
        json.put("tie_word_embeddings", config.tiedHead());
        generation.write(json);
        json.put(
                "torch_dtype",
                switch (weights) {
                    case BF16 -> "bfloat16";
                    case F16 -> "float16";
                    default -> "float32";
                });
        SafeFiles.write(folder.resolve(NAME), JsonFile.bytes(json));
    }
}
