package braid.transformer.lora;

import braid.nn.Parameter;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.io.SafeFiles;
import braid.tensor.io.Safetensors;
import braid.tensor.random.Random;
import braid.transformer.Transformer;
import braid.transformer.io.JsonFile;
import braid.transformer.io.PublishedTensor;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Adapters as Hugging Face's PEFT keeps them: a folder with {@code adapter_config.json} and {@code
 * adapter_model.safetensors}, whose names are {@code base_model.model.}, the matrix, {@code
 * .lora_A.weight} or {@code .lora_B.weight}. Trained rows of embedding and head are PEFT's
 * trainable tokens: {@code .token_adapter.trainable_tokens_delta}, which holds the rows themselves.
 *
 * <p>Folders are not trusted: names, shapes and types are checked before memory is taken, and a
 * setting that Braid does not have is refused.
 */
public final class AdapterFolder {

    private static final String CONFIG = "adapter_config.json";
    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final String PREFIX = "base_model.model.";
    private static final String ROWS = ".token_adapter.trainable_tokens_delta";
    private static final String TOKENS = "trainable_token_indices";
    private static final String TARGETS = "target_modules";
    private static final Set<String> TYPES = Set.of("F32", "BF16", "F16");

    /** Settings that change what adapters compute, where they are not as here. */
    private static final List<String> FALSE = List.of("use_dora", "use_rslora", "lora_bias");

    private static final List<String> EMPTY =
            List.of(
                    "modules_to_save",
                    "rank_pattern",
                    "alpha_pattern",
                    "layers_to_transform",
                    "layer_replication",
                    "exclude_modules",
                    "target_parameters");

    private AdapterFolder() {}

    /**
     * Writes adapters and trained rows as F32; the folder is made where it is not there, and files
     * of adapters in it are replaced.
     */
    public static void save(Lora lora, Path folder) throws IOException {
        Files.createDirectories(folder);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        parameters(lora).forEach((name, p) -> tensors.put(name, p.trained()));
        Safetensors.write(folder.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
        SafeFiles.write(folder.resolve(CONFIG), JsonFile.bytes(config(lora)));
    }

    /** What is trained, by PEFT's names. */
    private static Map<String, Parameter> parameters(Lora lora) {
        Map<String, Parameter> all = new LinkedHashMap<>();
        for (LowRank adapter : lora.adapters()) {
            all.put(name(adapter.target(), "A"), adapter.a());
            all.put(name(adapter.target(), "B"), adapter.b());
        }
        lora.rows().forEach((name, p) -> all.put(rowsName(lora.model(), name), p));
        return all;
    }

    private static String name(Target target, String which) {
        return PREFIX + target.name() + ".lora_" + which + ".weight";
    }

    private static String rowsName(Transformer model, String parameter) {
        return PREFIX + module(model, parameter) + ROWS;
    }

    /** The published module of a parameter. */
    private static String module(Transformer model, String parameter) {
        for (PublishedTensor t : PublishedTensor.of(model)) {
            if (t.parameter().equals(parameter)) {
                return t.name().substring(0, t.name().lastIndexOf('.'));
            }
        }
        throw new IllegalStateException(parameter);
    }

    private static ObjectNode config(Lora lora) {
        LoraConfig c = lora.config();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("peft_type", "LORA");
        json.put("task_type", "CAUSAL_LM");
        json.putNull("base_model_name_or_path");
        json.put("r", c.rank());
        json.put("lora_alpha", c.alpha());
        json.put("lora_dropout", c.dropout());
        ArrayNode targets = json.putArray(TARGETS);
        var kinds = new TreeSet<String>();
        lora.adapters().forEach(a -> kinds.add(a.target().kind()));
        kinds.forEach(targets::add);
        json.put("bias", "none");
        json.put(
                "fan_in_fan_out",
                PublishedTensor.of(lora.model()).stream().anyMatch(PublishedTensor::transposed));
        FALSE.forEach(key -> json.put(key, false));
        json.put("inference_mode", true);
        json.put("init_lora_weights", true);
        json.putNull("modules_to_save");
        if (!lora.rows().isEmpty()) {
            ObjectNode tokens = json.putObject(TOKENS);
            for (String name : lora.rows().keySet()) {
                String module = module(lora.model(), name);
                ArrayNode ids = tokens.putArray(module.substring(module.lastIndexOf('.') + 1));
                for (int i = lora.firstTrainedRow(); i < lora.model().config().vocabulary(); i++) {
                    ids.add(i);
                }
            }
        }
        return json;
    }

    /**
     * Attaches the adapters of a folder to a model.
     *
     * @param model the one that they were trained for, with its new tokens if rows were trained
     * @throws TensorException naming the file and what is wrong; the model is as it was
     */
    public static Lora load(Transformer model, Path folder) throws IOException {
        JsonFile file = JsonFile.read(folder.resolve(CONFIG));
        LoraConfig config = config(file);
        int first = firstRow(file, model);
        try (Safetensors weights = Safetensors.open(folder.resolve(WEIGHTS))) {
            check(weights, folder.resolve(WEIGHTS), expected(model, config, first));
            Lora lora = Lora.attach(model, config, first, Random.of(0));
            parameters(lora).forEach((name, p) -> weights.loadInto(name, p.trained()));
            return lora;
        }
    }

    private static LoraConfig config(JsonFile file) {
        file.require("peft_type", file.text("peft_type", "").equals("LORA"), "LORA");
        file.require("bias", file.text("bias", "none").equals("none"), "none");
        FALSE.forEach(key -> file.require(key, !file.flag(key, false), "false"));
        for (String key : EMPTY) {
            JsonNode value = file.node().path(key);
            boolean empty = !file.has(key) || value.isContainer() && value.isEmpty();
            file.require(key, empty, "nothing");
        }
        List<String> targets = new ArrayList<>();
        if (file.node().path(TARGETS) instanceof ArrayNode list) {
            list.values().forEach(name -> targets.add(name.asString("")));
        }
        file.require(TARGETS, !targets.isEmpty(), "a list of names");
        double dropout = file.real("lora_dropout", 0);
        file.require("lora_dropout", dropout < 1, "less than 1");
        double alpha = file.real("lora_alpha", 8);
        file.require("lora_alpha", alpha > 0, "more than 0");
        return new LoraConfig(file.size("r", 8), alpha, dropout, targets);
    }

    /** The trained rows have to be the last of embedding and head alike. */
    private static int firstRow(JsonFile file, Transformer model) {
        int vocabulary = model.config().vocabulary();
        if (!file.has(TOKENS)) {
            return vocabulary;
        }
        JsonNode tokens = file.node().path(TOKENS);
        Set<JsonNode> lists = new LinkedHashSet<>();
        if (tokens instanceof ObjectNode byModule) {
            byModule.properties().forEach(e -> lists.add(e.getValue()));
        } else {
            lists.add(tokens);
        }
        file.require(TOKENS, !lists.isEmpty(), "ids of tokens");
        JsonNode ids = lists.iterator().next();
        int count = ids.size();
        boolean last = lists.size() == 1 && ids.isArray() && count >= 1 && count <= vocabulary;
        for (int i = 0; last && i < count; i++) {
            last = ids.path(i).isInt() && ids.path(i).asInt() == vocabulary - count + i;
        }
        file.require(TOKENS, last, "the last of the model's " + vocabulary + ", in order");
        return vocabulary - count;
    }

    private static Map<String, Shape> expected(Transformer model, LoraConfig config, int first) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (Target target : Lora.targets(model, config)) {
            shapes.put(name(target, "A"), Shape.of(config.rank(), target.in()));
            shapes.put(name(target, "B"), Shape.of(target.out(), config.rank()));
        }
        int rows = model.config().vocabulary() - first;
        for (String name : model.parameters().keySet()) {
            if (rows > 0 && Lora.isRows(name)) {
                shapes.put(rowsName(model, name), Shape.of(rows, model.config().width()));
            }
        }
        return shapes;
    }

    private static void check(Safetensors weights, Path path, Map<String, Shape> expected) {
        List<String> faults = new ArrayList<>();
        expected.forEach((name, shape) -> {
            Safetensors.Entry entry = weights.entries().get(name);
            if (entry == null) {
                faults.add("missing " + name);
            } else if (!entry.shape().equals(shape) || !TYPES.contains(entry.type())) {
                faults.add(
                        "%s is %s %s at byte %d, wanted: %s F32, BF16 or F16"
                                .formatted(
                                        name, entry.shape(), entry.type(), entry.offset(), shape));
            }
        });
        for (String name : weights.entries().keySet()) {
            if (!expected.containsKey(name)) {
                faults.add("unexpected " + name);
            }
        }
        if (!faults.isEmpty()) {
            String shown = String.join("; ", faults.subList(0, Math.min(5, faults.size())));
            String more = faults.size() > 5 ? " and " + (faults.size() - 5) + " more" : "";
            throw new TensorException(
                    "adapter file " + path + ": " + shown + more,
                    "adapter_config.json and weights belong together, and to the model that they were"
                            + " trained for");
        }
    }
}
