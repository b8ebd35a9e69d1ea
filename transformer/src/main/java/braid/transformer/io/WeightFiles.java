package braid.transformer.io;

import braid.tensor.TensorException;
import braid.tensor.io.Safetensors;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The safetensors files of a model folder, mapped into memory: {@code model.safetensors}, or the
 * shards that {@code model.safetensors.index.json} names. Headers are checked when they are opened,
 * and that the index says what the shards hold.
 */
final class WeightFiles implements AutoCloseable {

    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";
    static final String MAP = "weight_map";

    private final Map<Path, Safetensors> files = new LinkedHashMap<>();
    private final Map<String, Stored> tensors = new LinkedHashMap<>();

    private WeightFiles() {}

    /**
     * A tensor in one of the files.
     *
     * @param path of the file
     * @param file it, open
     * @param entry what its header says
     */
    record Stored(Path path, Safetensors file, Safetensors.Entry entry) {

        /** For a message. */
        String place() {
            return path.getFileName() + " at byte " + entry.offset();
        }
    }

    static WeightFiles open(Path folder) throws IOException {
        WeightFiles all = new WeightFiles();
        try {
            if (Files.isRegularFile(folder.resolve(SINGLE))) {
                all.add(folder.resolve(SINGLE));
            } else if (Files.isRegularFile(folder.resolve(INDEX))) {
                all.addShards(JsonFile.read(folder.resolve(INDEX)));
            } else {
                throw new TensorException(
                        "model " + folder + ": no weights, neither " + SINGLE + " nor " + INDEX,
                        "download them too; weights in other formats, such as pytorch_model.bin, have"
                                + " to be saved as safetensors");
            }
            return all;
        } catch (Throwable t) {
            all.close();
            throw t;
        }
    }

    private void addShards(JsonFile index) throws IOException {
        if (!(index.node().path(MAP) instanceof ObjectNode map)) {
            throw index.fault("has no object " + MAP, "download the file again");
        }
        for (Map.Entry<String, JsonNode> e : map.properties()) {
            Path shard = shard(index, e.getKey(), e.getValue().asString(""));
            if (!files.containsKey(shard)) {
                add(shard);
            }
            Stored stored = tensors.get(e.getKey());
            if (stored == null || !stored.path().equals(shard)) {
                throw index.fault(
                        "says that "
                                + e.getKey()
                                + " is in "
                                + shard.getFileName()
                                + ", which does not hold it",
                        "index and shards belong together: download them again");
            }
        }
        for (Map.Entry<String, Stored> e : tensors.entrySet()) {
            if (!map.has(e.getKey())) {
                throw index.fault(
                        "does not name " + e.getKey() + ", which is in " + e.getValue().place(),
                        "index and shards belong together: download them again");
            }
        }
    }

    /** A file beside the index, and nowhere else. */
    private static Path shard(JsonFile index, String tensor, String name) {
        Path path = index.path().resolveSibling(name);
        boolean beside = name.matches("[\\w.-]+\\.safetensors") && Files.isRegularFile(path);
        if (!beside) {
            throw index.fault(
                    "says that " + tensor + " is in \"" + name + "\", which is no file beside it",
                    "download all shards into the folder of the index");
        }
        return path;
    }

    @SuppressWarnings("MustBeClosedChecker") // closed with this
    private void add(Path path) throws IOException {
        Safetensors file = Safetensors.open(path);
        files.put(path, file);
        for (Safetensors.Entry entry : file.entries().values()) {
            Stored now = new Stored(path, file, entry);
            Stored before = tensors.putIfAbsent(entry.name(), now);
            if (before != null) {
                throw new TensorException(
                        "model %s: tensor %s is there twice: in %s and in %s"
                                .formatted(
                                        path.getParent(),
                                        entry.name(),
                                        before.place(),
                                        now.place()),
                        "remove shards that belong to another model");
            }
        }
    }

    /** All tensors by name. */
    Map<String, Stored> tensors() {
        return tensors;
    }

    @Nullable Stored get(String name) {
        return tensors.get(name);
    }

    @Override
    public void close() {
        files.values().forEach(Safetensors::close);
    }
}
