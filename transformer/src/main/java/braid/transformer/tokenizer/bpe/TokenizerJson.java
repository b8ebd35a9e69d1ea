package braid.transformer.tokenizer.bpe;

import braid.tensor.TensorException;
import braid.transformer.tokenizer.AddedTokens;
import braid.transformer.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Hugging Face's {@code tokenizer.json}, of the kinds that GPT-2, Llama 3 and Qwen have
 * (byte-level) and that Llama 2 has (SentencePiece). What is read is written again as it was; added
 * tokens come behind.
 */
public final class TokenizerJson {

    private static final String MODEL = "model";
    private static final String ADDED = "added_tokens";
    private static final List<String> UNSUPPORTED_FLAGS =
            List.of("single_word", "lstrip", "rstrip");

    private final TokenizerFile file;
    private final ObjectNode frame = JsonNodeFactory.instance.objectNode();
    private final ObjectNode model = JsonNodeFactory.instance.objectNode();
    private final List<AddedToken> added = new ArrayList<>();
    private final List<String> merges = new ArrayList<>();
    private @Nullable Map<String, Integer> ids;

    private TokenizerJson(TokenizerFile file) {
        this.file = file;
    }

    /**
     * Whether a file is such a one, by its first key's value: the version is a text, {@code "1.0"}.
     */
    public static boolean isOne(Path path) throws IOException {
        try (JsonParser parser = JsonReading.parser(path)) {
            return parser.nextToken() == JsonToken.START_OBJECT
                    && parser.nextToken() == JsonToken.PROPERTY_NAME
                    && parser.currentName().equals("version")
                    && parser.nextToken() == JsonToken.VALUE_STRING;
        } catch (JacksonException e) {
            return false;
        }
    }

    /**
     * Reads a tokenizer.
     *
     * @throws TensorException if the file is not such a tokenizer, naming it and the fault
     */
    public static BpeTokenizer load(Path path) throws IOException {
        TokenizerFile file = new TokenizerFile(path);
        return JsonReading.read(file, parser -> new TokenizerJson(file).read(parser));
    }

    /**
     * Writes a tokenizer; the file is complete or absent.
     *
     * @param tokenizer {@link BpeTokenizer}, or {@link AddedTokens} over one, such as latent tokens
     * @throws TensorException for another
     */
    public static void save(Tokenizer tokenizer, Path path) throws IOException {
        TokenizerJsonWriter.write(tokenizer, path);
    }

    private BpeTokenizer read(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw file.damaged("is no JSON object");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals(MODEL)) {
                readModel(parser);
            } else if (name.equals(ADDED)) {
                JsonNode tokens = parser.readValueAsTree();
                tokens.values().forEach(this::readAdded);
            } else {
                frame.set(name, parser.<JsonNode>readValueAsTree());
            }
        }
        if (ids == null) {
            throw file.fault(
                    "has no model with a vocabulary", "give the tokenizer.json of a model folder");
        }
        checkModel();
        frame.set(MODEL, model);
        BpeParts parts = new BpeParts(BpeParts.order(file, ids, added), merges, added);
        return new PreTokenizer(file, frame).build(parts);
    }

    private void readModel(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw file.damaged("has a model that is no object");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals("vocab") && token == JsonToken.START_OBJECT) {
                ids = JsonReading.ids(file, parser);
            } else if (name.equals("merges") && token == JsonToken.START_ARRAY) {
                readMerges(parser);
            } else {
                model.set(name, parser.<JsonNode>readValueAsTree());
            }
        }
    }

    /** Merges as {@code "left right"}, or as {@code ["left", "right"]}. */
    private void readMerges(JsonParser parser) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                Gpt2Files.addPair(file, parser.getString(), merges);
                continue;
            }
            boolean two =
                    parser.currentToken() == JsonToken.START_ARRAY
                            && addName(parser)
                            && addName(parser);
            if (!two || parser.nextToken() != JsonToken.END_ARRAY) {
                throw file.damaged("has a merge that is not two tokens, " + merges.size() / 2);
            }
        }
    }

    private boolean addName(JsonParser parser) {
        boolean name =
                parser.nextToken() == JsonToken.VALUE_STRING && !parser.getString().isEmpty();
        if (name) {
            merges.add(parser.getString());
        }
        return name;
    }

    private void readAdded(JsonNode token) {
        JsonNode id = token.path("id");
        String content = token.path("content").asString("");
        if (!id.isInt() || content.isEmpty()) {
            throw file.damaged("has an added token without id or content: " + shortened(token));
        }
        for (String flag : UNSUPPORTED_FLAGS) {
            if (token.path(flag).asBoolean(false)) {
                throw file.fault(
                        "has " + flag + " for the added token \"" + content + "\"",
                        "added tokens are found as they are written; set it to false");
            }
        }
        added.add(
                new AddedToken(
                        id.asInt(),
                        content,
                        token.path("special").asBoolean(false),
                        token.path("normalized").asBoolean(false)));
    }

    private void checkModel() {
        String type = model.path("type").asString("BPE");
        if (!type.equals("BPE")) {
            throw file.fault(
                    "has a model of type " + type, "models of type BPE are read here, no others");
        }
        for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!model.path(affix).asString("").isEmpty()) {
                throw file.fault(
                        "has the " + affix + " \"" + model.path(affix).asString() + "\"",
                        "byte-level and SentencePiece models have none; no others are read here");
            }
        }
        if (model.path("dropout").asDouble(0) != 0) {
            throw file.fault(
                    "drops merges at random: dropout " + model.path("dropout"),
                    "set model.dropout to null, as for use after training");
        }
    }

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
