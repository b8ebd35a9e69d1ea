package braid.transformer.io;

import braid.nn.Parameter;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.io.SafeFiles;
import braid.tensor.io.Safetensors;
import braid.transformer.Transformer;
import braid.transformer.tokenizer.bpe.TokenizerJson;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Writes a model folder, which is whole or absent. */
final class ModelFolderWriter {

    /** As Hugging Face's library has it. */
    static final long MOST_SHARD_BYTES = 5_000_000_000L;

    private final PretrainedModel source;
    private final Transformer model;
    private final Architecture architecture;
    private final long mostShardBytes;

    ModelFolderWriter(PretrainedModel source, long mostShardBytes) {
        this.source = source;
        this.mostShardBytes = mostShardBytes;
        model = source.model();
        architecture = Architecture.of(model.config());
        if (PublishedTensor.shapes(model).size() < model.parameters().size()) {
            throw new TensorException(
                    "model: it has adapters beside its weights",
                    "merge them first, or save them alone: AdapterFolder.save");
        }
        int rows = model.config().vocabulary();
        if (source.tokenizer().size() > rows) {
            throw new TensorException(
                    "model: a tokenizer of %d tokens for an embedding of %d rows"
                            .formatted(source.tokenizer().size(), rows),
                    "let the model grow with its tokenizer: PretrainedModel.withTokens");
        }
    }

    void write(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw new TensorException(
                            "model " + folder + ": the folder is not empty",
                            "give a new folder, so that files of two models are not mixed");
                }
            }
        }
        Path temporary = folder.resolveSibling(folder.getFileName() + ".part");
        delete(temporary);
        try {
            Files.createDirectories(temporary);
            TokenizerJson.save(source.tokenizer(), temporary.resolve("tokenizer.json"));
            Tensor first = model.parameters().values().iterator().next().tensor();
            ModelConfigFile.save(model.config(), source.generation(), first.dtype(), temporary);
            source.generation().save(temporary);
            writeWeights(temporary);
            Files.deleteIfExists(folder);
            Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(temporary);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static void write(ObjectNode json, Path path) throws IOException {
        SafeFiles.write(path, JsonFile.bytes(json));
    }

    private void writeWeights(Path folder) throws IOException {
        Map<String, Tensor> tensors = published();
        List<Map<String, Tensor>> shards = shards(tensors);
        Map<String, String> metadata = Map.of("format", "pt");
        if (shards.size() == 1) {
            Safetensors.write(folder.resolve(WeightFiles.SINGLE), tensors, metadata);
            return;
        }
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        long total = tensors.values().stream().mapToLong(ModelFolderWriter::bytes).sum();
        index.putObject("metadata").put("total_size", total);
        ObjectNode map = index.putObject(WeightFiles.MAP);
        for (int i = 0; i < shards.size(); i++) {
            String name = "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
            Safetensors.write(folder.resolve(name), shards.get(i), metadata);
            shards.get(i).keySet().forEach(tensor -> map.put(tensor, name));
        }
        write(index, folder.resolve(WeightFiles.INDEX));
    }

    /** Views of the weights by their names in files, in the order of the model. */
    private Map<String, Tensor> published() {
        Map<String, Parameter> parameters = model.parameters();
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (PublishedTensor t : ModelFolder.tensors(architecture, architecture.prefix(), model)) {
            Parameter p = Objects.requireNonNull(parameters.get(t.parameter()));
            all.put(t.name(), t.published(p.tensor().detach()));
        }
        return all;
    }

    private List<Map<String, Tensor>> shards(Map<String, Tensor> tensors) {
        List<Map<String, Tensor>> shards = new ArrayList<>();
        long room = -1;
        for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
            long bytes = bytes(e.getValue());
            if (shards.isEmpty() || bytes > room) {
                shards.add(new LinkedHashMap<>());
                room = mostShardBytes;
            }
            shards.getLast().put(e.getKey(), e.getValue());
            room -= bytes;
        }
        return shards;
    }

    private static long bytes(Tensor t) {
        return t.numel() * t.dtype().bytes();
    }
}
