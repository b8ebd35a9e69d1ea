package braid.training;

import braid.nn.Module;
import braid.tensor.Scope;
import braid.tensor.TensorException;
import braid.tensor.io.SafeFiles;
import braid.tensor.io.Safetensors;
import braid.training.data.DataFiles;
import braid.training.optim.AdamW;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A run at one step: {@code model.safetensors}, {@code optimizer.safetensors}, {@code state.json},
 * and {@code DONE}, which is written last. A folder without {@code DONE} is no checkpoint. It is
 * made under a temporary name, so that the previous checkpoint stands until the new one is whole.
 */
public final class Checkpoint {

    static final String DONE = "DONE";
    private static final String MODEL = "model.safetensors";
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String STATE = "state.json";
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private Checkpoint() {}

    /**
     * Where a run stands.
     *
     * @param step optimiser steps taken
     * @param epoch of the next batch
     * @param batch number of the next batch in its epoch
     * @param bestScore best evaluation so far; null before the first
     * @param optimizerSteps steps since the optimiser last began anew
     * @param extra positions of random streams and the like, by name
     */
    public record State(
            int step,
            int epoch,
            int batch,
            @Nullable Double bestScore,
            long optimizerSteps,
            Map<String, long[]> extra) {}

    /** Writes a checkpoint into a folder, which is whole or absent. */
    public static void save(Path folder, Module model, AdamW optimizer, State state)
            throws IOException {
        Path temporary = folder.resolveSibling(folder.getFileName() + ".part");
        delete(temporary);
        try {
            Files.createDirectories(temporary);
            Safetensors.write(temporary.resolve(MODEL), model.stateDict(), Map.of());
            Safetensors.write(temporary.resolve(OPTIMIZER), optimizer.stateDict(), Map.of());
            SafeFiles.write(temporary.resolve(STATE), JSON.writeValueAsBytes(state));
            SafeFiles.write(temporary.resolve(DONE), new byte[0]);
            delete(folder);
            Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IOException(
                    "checkpoint "
                            + folder
                            + " cannot be written: "
                            + DataFiles.reason(e)
                            + "\n  HINT: is the disk full? Make room and --resume; the checkpoint before"
                            + " is whole",
                    e);
        } finally {
            delete(temporary);
        }
    }

    /** Replaces the state of a checkpoint, as when its evaluation is done. */
    static void restate(Path folder, State state) throws IOException {
        SafeFiles.write(folder.resolve(STATE), JSON.writeValueAsBytes(state));
    }

    /** Whether a folder holds a whole checkpoint. */
    public static boolean isWhole(Path folder) {
        return Files.exists(folder.resolve(DONE));
    }

    /** Overwrites a model's parameters and buffers with those of a checkpoint. */
    public static void loadModel(Path folder, Module model) throws IOException {
        requireWhole(folder);
        try (var scope = Scope.open()) {
            var state = Safetensors.read(folder.resolve(MODEL)).tensors();
            try {
                model.loadStateDict(state);
            } catch (TensorException e) {
                throw new ConfigurationException(
                        "checkpoint " + folder + " does not fit: " + firstLine(e),
                        "config.yaml, tokenizer.json and checkpoints belong together: bring back those"
                                + " that the run was trained with");
            }
        }
    }

    /** Continues from a checkpoint: model, optimiser, and where the run stood. */
    public static State resume(Path folder, Module model, AdamW optimizer) throws IOException {
        loadModel(folder, model);
        State state = state(folder);
        try (var scope = Scope.open()) {
            var moments = Safetensors.read(folder.resolve(OPTIMIZER)).tensors();
            optimizer.load(state.optimizerSteps(), moments, model.trainedParameters());
        }
        return state;
    }

    /** The epoch that a checkpoint was taken in. */
    static int epoch(Path folder) throws IOException {
        return state(folder).epoch();
    }

    private static State state(Path folder) throws IOException {
        Path file = folder.resolve(STATE);
        try {
            return JSON.readValue(Files.readAllBytes(file), State.class);
        } catch (JacksonException e) {
            throw new TensorException(
                    "checkpoint " + file + " is damaged: " + e.getOriginalMessage(),
                    "delete the folder to resume from the checkpoint before it",
                    e);
        }
    }

    private static String firstLine(TensorException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static void requireWhole(Path folder) {
        if (!isWhole(folder)) {
            throw new TensorException(
                    "checkpoint " + folder + " is missing or incomplete: it has no file " + DONE,
                    "give a run folder that has trained and saved, or delete the folder");
        }
    }

    /** Takes away {@code DONE} first: a deletion that is cut short leaves no checkpoint. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.deleteIfExists(folder.resolve(DONE));
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path p : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        }
    }
}
