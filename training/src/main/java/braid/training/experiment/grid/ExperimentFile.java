package braid.training.experiment.grid;

import braid.training.ConfigurationException;
import braid.training.config.ConfigLoader;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * An experiment as its file describes it: a grid of language models, seeds times runs, and the
 * VQ-VAEs that they share.
 *
 * <pre>
 * name: running-sums
 * task: running-sums
 * seeds: [1, 2, 3]
 * questions: 1000            # of the test split
 * train:                     # keys of braid train, for all runs
 *   train: {steps: 1400}
 * vqvae:                     # keys of braid train-vqvae, for all VQ-VAEs
 *   vqvae: {chunk: 2, compression: 2}
 * vqvaes:                    # each with the keys in which it differs
 *   - {name: main}
 * runs:
 *   - {name: cot, method: cot, train: {steps: 500}}
 *   - {name: latent, method: latent, vqvae: main, forced: [0, 4, 8]}
 * </pre>
 *
 * @param name of the experiment and of its folders
 * @param task as {@code Tasks.parse} reads it
 * @param seeds of everything random, one grid each
 * @param questions of the test split that are asked
 * @param sampled how questions are asked besides greedily; null for greedily alone
 * @param train keys for all language models
 * @param vqvae keys for all VQ-VAEs
 * @param vqvaes the VQ-VAEs, each with its {@code name}
 * @param runs the language models, each with its {@code name}; {@code vqvae} names one of the
 *     VQ-VAEs, {@code forced} numbers of latents to be forced when evaluated
 */
record ExperimentFile(
        String name,
        String task,
        List<Long> seeds,
        int questions,
        @Nullable Sampled sampled,
        ObjectNode train,
        ObjectNode vqvae,
        List<ObjectNode> vqvaes,
        List<ObjectNode> runs) {

    private static final JsonMapper STRICT =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    /**
     * Several answers to each question.
     *
     * @param samples answers
     * @param topK tokens to draw from; 0 for all
     */
    record Sampled(int samples, int topK) {}

    /** Fills in what may be left out. */
    ExperimentFile {
        train = Objects.requireNonNullElseGet(train, JsonNodeFactory.instance::objectNode);
        vqvae = Objects.requireNonNullElseGet(vqvae, JsonNodeFactory.instance::objectNode);
        vqvaes = vqvaes == null ? List.of() : List.copyOf(vqvaes);
        runs = runs == null ? List.of() : List.copyOf(runs);
        seeds = seeds == null ? List.of() : List.copyOf(seeds);
    }

    /**
     * Reads a file.
     *
     * @throws ConfigurationException if it cannot be read, or holds what an experiment has not
     */
    static ExperimentFile read(Path file) throws IOException {
        JsonNode tree = ConfigLoader.read(file);
        try {
            return STRICT.treeToValue(tree, ExperimentFile.class);
        } catch (JacksonException e) {
            String what = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
            throw new ConfigurationException(
                    "experiment " + file + ": " + what,
                    "the keys are name, task, seeds, questions, sampled, train, vqvae, vqvaes, runs; see"
                            + " configs/small for examples");
        }
    }

    /** The same with another task. */
    ExperimentFile withTask(String other) {
        return new ExperimentFile(
                name, other, seeds, questions, sampled, train, vqvae, vqvaes, runs);
    }
}
