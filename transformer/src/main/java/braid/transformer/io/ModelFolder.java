package braid.transformer.io;

import braid.nn.Parameter;
import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.random.Random;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;
import braid.transformer.io.WeightFiles.Stored;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.bpe.PublishedTokenizer;
import braid.transformer.tokenizer.bpe.TokenizerFolder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A model as it is published on Hugging Face: a folder with {@code config.json}, {@code
 * model.safetensors} or its shards, {@code generation_config.json} and the tokenizer's files (see
 * {@link TokenizerFolder}). Families: GPT-2, Llama 2 and 3.
 *
 * <p>Folders are not trusted. Names, shapes and places of all tensors are checked against {@code
 * config.json} before memory for weights is taken. Then each is read from the mapped file straight
 * into its place, so that weights are in memory once.
 */
public final class ModelFolder {

    private static final String HEAD = "lm_head.weight";

    /** Embeddings are padded to a round number of rows, by less than this. */
    private static final int MOST_PADDING = 1024;

    private ModelFolder() {}

    /**
     * Reads a folder to the CPU, weights as F32, in evaluation mode.
     *
     * @throws TensorException naming file, tensor and place of what is wrong
     */
    public static PretrainedModel load(Path folder) throws IOException {
        return load(folder, WeightType.F32, Device.cpu());
    }

    /** As {@link #load(Path)}, with weights of a type, on a device. */
    public static PretrainedModel load(Path folder, WeightType type, Device device)
            throws IOException {
        JsonFile file = JsonFile.read(folder.resolve(ModelConfigFile.NAME));
        ModelConfig config = ModelConfigFile.read(file);
        Tokenizer tokenizer = TokenizerFolder.load(folder);
        int unused = config.vocabulary() - tokenizer.size();
        if (unused < 0 || unused >= MOST_PADDING) {
            throw file.fault(
                    "has vocab_size "
                            + config.vocabulary()
                            + ", and the tokenizer beside it "
                            + tokenizer.size()
                            + " tokens",
                    "bring back the tokenizer that belongs to the model; an embedding may have more"
                            + " rows than tokens, fewer than "
                            + MOST_PADDING);
        }
        GenerationConfig generation = GenerationConfig.read(folder, file, config.vocabulary());
        return new PretrainedModel(loadModel(folder, type, device), tokenizer, generation);
    }

    /** The tokenizer of a folder with the model's special tokens, without the weights. */
    public static PublishedTokenizer tokenizer(Path folder) throws IOException {
        JsonFile file = JsonFile.read(folder.resolve(ModelConfigFile.NAME));
        int vocabulary = ModelConfigFile.read(file).vocabulary();
        return GenerationConfig.read(folder, file, vocabulary)
                .tokenizer(TokenizerFolder.load(folder));
    }

    /** As {@link #load(Path, WeightType, Device)}, without a tokenizer, which may be absent. */
    public static Transformer loadModel(Path folder, WeightType type, Device device)
            throws IOException {
        JsonFile file = JsonFile.read(folder.resolve(ModelConfigFile.NAME));
        ModelConfig config = ModelConfigFile.read(file);
        Architecture architecture = Architecture.of(file);
        try (WeightFiles files = WeightFiles.open(folder)) {
            var check = new WeightCheck(folder, files);
            boolean prefixed = files.get(architecture.embedding()) == null;
            String prefix = prefixed ? architecture.prefix() : "";
            check.size(config, prefix + architecture.embedding());
            Transformer model = Transformer.empty(config, Random.of(0));
            List<PublishedTensor> tensors = tensors(architecture, prefix, model);
            check.tensors(withTiedHead(tensors, architecture, prefix, config, files), architecture);
            fill(model, tensors, files, type, device);
            model.eval();
            return model;
        }
    }

    /** The tensors of a model as its family publishes them. */
    static List<PublishedTensor> tensors(
            Architecture architecture, String prefix, Transformer model) {
        Map<String, Shape> shapes = PublishedTensor.shapes(model);
        Shape head = shapes.remove(HEAD);
        List<PublishedTensor> all =
                new ArrayList<>(architecture.tensors(prefix, model.config(), shapes));
        if (head != null) {
            all.add(PublishedTensor.whole(HEAD, HEAD, head));
        }
        return all;
    }

    /** Some files hold a tied head besides the embedding; then the two have to be the same. */
    private static List<PublishedTensor> withTiedHead(
            List<PublishedTensor> tensors,
            Architecture architecture,
            String prefix,
            ModelConfig config,
            WeightFiles files) {
        Stored head = files.get(HEAD);
        Stored embedding = files.get(prefix + architecture.embedding());
        if (!config.tiedHead() || head == null || embedding == null) {
            return tensors;
        }
        if (!head.file().sameBytes(HEAD, embedding.file(), embedding.entry().name())) {
            throw new TensorException(
                    "model file %s: %s at byte %d differs from %s, and config.json says that they are"
                                    .formatted(
                                            head.path(),
                                            HEAD,
                                            head.entry().offset(),
                                            embedding.entry().name())
                            + " tied",
                    "set tie_word_embeddings to false in config.json");
        }
        List<PublishedTensor> all = new ArrayList<>(tensors);
        all.add(PublishedTensor.whole(HEAD, HEAD, embedding.entry().shape()));
        return all;
    }

    private static void fill(
            Transformer model,
            List<PublishedTensor> tensors,
            WeightFiles files,
            WeightType type,
            Device device) {
        Map<String, List<PublishedTensor>> parts = new LinkedHashMap<>();
        for (PublishedTensor tensor : tensors) {
            parts.computeIfAbsent(tensor.parameter(), name -> new ArrayList<>()).add(tensor);
        }
        Map<String, Parameter> parameters = model.parameters();
        parts.forEach((name, of) -> {
            Parameter parameter = Objects.requireNonNull(parameters.get(name));
            DType dtype = type == WeightType.F32 ? DType.F32 : common(of, files);
            Shape shape = parameter.tensor().shape();
            parameter.replace(Tensor.allocate(shape, dtype, device));
            of.forEach(tensor -> read(tensor, files, parameter.tensor().detach()));
        });
    }

    /** The type of all parts of a parameter; F32 where they differ. */
    private static DType common(List<PublishedTensor> parts, WeightFiles files) {
        List<String> types =
                parts.stream()
                        .map(t -> Objects.requireNonNull(files.get(t.name())).entry().type())
                        .distinct()
                        .toList();
        return types.size() == 1 ? DType.valueOf(types.getFirst()) : DType.F32;
    }

    private static void read(PublishedTensor tensor, WeightFiles files, Tensor values) {
        Stored stored = Objects.requireNonNull(files.get(tensor.name()));
        if (tensor.transposed()) {
            stored.file().loadTransposedInto(tensor.name(), values);
        } else {
            stored.file().loadInto(tensor.name(), tensor.part(values));
        }
    }

    /**
     * Writes a folder that this class and other tools read: weights as the model keeps them, in
     * shards where they have more than 5 GB.
     *
     * @param folder new or empty
     * @throws TensorException if the folder has files, or no published family has the model's form
     */
    public static void save(PretrainedModel model, Path folder) throws IOException {
        save(model, folder, ModelFolderWriter.MOST_SHARD_BYTES);
    }

    /**
     * As {@link #save(PretrainedModel, Path)}.
     *
     * @param mostShardBytes most bytes of weights in a file, unless one tensor has more
     */
    public static void save(PretrainedModel model, Path folder, long mostShardBytes)
            throws IOException {
        new ModelFolderWriter(model, mostShardBytes).write(folder);
    }
}
