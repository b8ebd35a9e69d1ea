package braid.transformer.io;

import braid.tensor.TensorException;
import braid.tensor.io.SafeFiles;
import braid.transformer.tokenizer.bpe.BpeTokenizer;
import braid.transformer.tokenizer.bpe.PublishedTokenizer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The special tokens of a published model, from its {@code generation_config.json} or else its
 * {@code config.json}. A model has these in place of {@link
 * braid.transformer.tokenizer.Tokenizer#EOS} and {@code PAD}.
 *
 * @param begin token that texts begin with, or -1
 * @param ends tokens each of which ends a text; may be empty
 * @param pad token that fills shorter rows of a batch, or -1
 */
public record GenerationConfig(int begin, List<Integer> ends, int pad) {

    /** Its file's name. */
    public static final String FILE = "generation_config.json";

    private static final String BEGIN = "bos_token_id";
    private static final String END = "eos_token_id";
    private static final String PAD = "pad_token_id";

    /** Copies the list. */
    public GenerationConfig {
        ends = List.copyOf(ends);
    }

    /** The ends as {@link braid.transformer.generate.Generator#generate} takes them. */
    public int[] stops() {
        return ends.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * A tokenizer with these special tokens. The begin token is put in front of a prompt unless it
     * ends texts too, as GPT-2's, and so only separates them; where no token is for padding, the
     * end token is.
     *
     * @param base of the same model
     * @throws TensorException if no token ends a text, or one is not in the tokenizer
     */
    public PublishedTokenizer tokenizer(BpeTokenizer base) {
        if (ends.isEmpty()) {
            throw new TensorException(
                    "model: no token ends a text, so it cannot learn where an answer ends",
                    "set eos_token_id in its generation_config.json or config.json");
        }
        int end = ends.getFirst();
        if (Math.max(end, Math.max(begin, pad)) >= base.size()) {
            throw new TensorException(
                    "model: special tokens %d, %d, %d of a tokenizer with %d tokens"
                            .formatted(begin, end, pad, base.size()),
                    "bring back the tokenizer and the generation_config.json of the model");
        }
        int first = ends.contains(begin) ? -1 : begin;
        return new PublishedTokenizer(base, first, end, pad < 0 ? end : pad);
    }

    /** Writes {@code generation_config.json} into a folder. */
    public void save(Path folder) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        write(json);
        SafeFiles.write(folder.resolve(FILE), JsonFile.bytes(json));
    }

    /**
     * Reads the {@code generation_config.json} of a folder that has no other file to ask.
     *
     * @param vocabulary number of tokens
     */
    public static GenerationConfig load(Path folder, int vocabulary) throws IOException {
        return read(folder, JsonFile.read(folder.resolve(FILE)), vocabulary);
    }

    /** Reads the ids; each must be one of the vocabulary. */
    static GenerationConfig read(Path folder, JsonFile config, int vocabulary) throws IOException {
        Path path = folder.resolve(FILE);
        JsonFile own = Files.isRegularFile(path) ? JsonFile.read(path) : config;
        return new GenerationConfig(
                one(own.has(BEGIN) ? own : config, BEGIN, vocabulary),
                ids(own.has(END) ? own : config, END, vocabulary),
                one(own.has(PAD) ? own : config, PAD, vocabulary));
    }

    private static int one(JsonFile file, String key, int vocabulary) {
        List<Integer> ids = ids(file, key, vocabulary);
        return ids.isEmpty() ? -1 : ids.getFirst();
    }

    /** One id, a list of them, or none; so does -1 say in older files. */
    private static List<Integer> ids(JsonFile file, String key, int vocabulary) {
        List<Integer> ids = new ArrayList<>();
        if (!file.has(key)) {
            return ids;
        }
        JsonNode given = file.node().path(key);
        List<JsonNode> values =
                given instanceof ArrayNode list ? List.copyOf(list.values()) : List.of(given);
        for (JsonNode value : values) {
            if (value.isInt() && value.asInt() == -1) {
                continue;
            }
            boolean known = value.isInt() && value.asInt() >= 0 && value.asInt() < vocabulary;
            file.require(key, known, "an id below the vocabulary's " + vocabulary + ", or several");
            ids.add(value.asInt());
        }
        return ids;
    }

    void write(ObjectNode json) {
        if (begin >= 0) {
            json.put(BEGIN, begin);
        }
        if (ends.size() == 1) {
            json.put(END, ends.getFirst());
        } else if (!ends.isEmpty()) {
            ArrayNode list = json.putArray(END);
            ends.forEach(list::add);
        }
        if (pad >= 0) {
            json.put(PAD, pad);
        }
    }
}
