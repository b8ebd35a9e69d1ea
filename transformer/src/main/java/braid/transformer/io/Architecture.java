package braid.transformer.io;

import braid.tensor.Shape;
import braid.tensor.TensorException;
import braid.transformer.ModelConfig;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A family of published models: its keys in {@code config.json} and the names of its tensors. */
sealed interface Architecture permits Gpt2Architecture, LlamaArchitecture {

    /** All that are known. */
    List<Architecture> ALL = List.of(new Gpt2Architecture(), new LlamaArchitecture());

    /** Value of {@code model_type}. */
    String type();

    /** Value of {@code architectures}: the class in Hugging Face's library. */
    String className();

    /** Sizes and choices, checked. */
    ModelConfig read(JsonFile file);

    /** Whether models of this family have this form. */
    boolean has(ModelConfig config);

    /** Writes the keys of this family. */
    void write(ModelConfig config, ObjectNode json);

    /** What the names in Hugging Face's own files begin with; base models leave it out. */
    String prefix();

    /** Name of the embedding matrix, behind the prefix. */
    String embedding();

    /**
     * The tensors in the files, but for the output projection.
     *
     * @param prefix in front of their names
     * @param shapes of the model's parameters
     */
    List<PublishedTensor> tensors(String prefix, ModelConfig config, Map<String, Shape> shapes);

    /** Whether some files hold a tensor that is no weight, such as a mask. */
    boolean isBuffer(String name);

    /** The family that a {@code config.json} names. */
    static Architecture of(JsonFile file) {
        String type = file.text("model_type", "");
        file.require("quantization_config", !file.has("quantization_config"), "none");
        return ALL.stream()
                .filter(a -> a.type().equals(type))
                .findFirst()
                .orElseThrow(() ->
                        file.fault(
                                "has the unknown model_type \"" + type + "\"",
                                "these are read: " + types()));
    }

    /** The family of a model. */
    static Architecture of(ModelConfig config) {
        return find(config)
                .orElseThrow(() ->
                        new TensorException(
                                "model: no published family has the form of " + config,
                                "the forms of ModelConfig.gpt2 and ModelConfig.llama can be exported: "
                                        + types()));
    }

    /** The family of a model, if there is one. */
    static Optional<Architecture> find(ModelConfig config) {
        return ALL.stream().filter(a -> a.has(config)).findFirst();
    }

    private static String types() {
        return String.join(", ", ALL.stream().map(Architecture::type).toList());
    }
}
