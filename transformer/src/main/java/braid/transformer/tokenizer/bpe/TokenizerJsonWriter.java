package braid.transformer.tokenizer.bpe;

import braid.tensor.TensorException;
import braid.tensor.io.SafeFiles;
import braid.transformer.tokenizer.AddedTokens;
import braid.transformer.tokenizer.Tokenizer;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes {@code tokenizer.json}: the frame of the file that was read, or the usual one. */
final class TokenizerJsonWriter {

    private static final String MODEL = "model";
    private static final JsonMapper JSON =
            JsonMapper.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    /** What Hugging Face's library writes for GPT-2; the split is put in where it is another. */
    private static final String BYTE_LEVEL =
            """
            {"version": "1.0", "truncation": null, "padding": null, "normalizer": null,
             "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
               {"type": "Split", "pattern": {"Regex": ""}, "behavior": "Isolated", "invert": false},
               {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}]},
             "post_processor": null,
             "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
             "model": {"type": "BPE", "dropout": null, "unk_token": null,
               "continuing_subword_prefix": null, "end_of_word_suffix": null,
               "fuse_unk": false, "byte_fallback": false, "ignore_merges": false}}
            """;

    /** And for Llama 2. */
    private static final String SENTENCE_PIECE =
            """
            {"version": "1.0", "truncation": null, "padding": null,
             "normalizer": {"type": "Sequence", "normalizers": [
               {"type": "Prepend", "prepend": "▁"},
               {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
             "pre_tokenizer": null, "post_processor": null,
             "decoder": {"type": "Sequence", "decoders": [
               {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
               {"type": "ByteFallback"}, {"type": "Fuse"},
               {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
             "model": {"type": "BPE", "dropout": null, "unk_token": null,
               "continuing_subword_prefix": null, "end_of_word_suffix": null,
               "fuse_unk": true, "byte_fallback": true, "ignore_merges": false}}
            """;

    private TokenizerJsonWriter() {}

    static void write(Tokenizer tokenizer, Path path) throws IOException {
        BpeTokenizer base = base(tokenizer);
        List<AddedToken> added = new ArrayList<>(base.added());
        for (int id = base.size(); id < tokenizer.size(); id++) {
            added.add(AddedToken.special(id, tokenizer.token(id)));
        }
        ObjectNode frame = frame(base);
        SafeFiles.write(
                path,
                channel -> {
                    try (JsonGenerator json =
                            JSON.createGenerator(Channels.newOutputStream(channel))) {
                        write(frame, base, added, json);
                    }
                });
    }

    private static void write(
            ObjectNode frame, BpeTokenizer base, List<AddedToken> added, JsonGenerator json) {
        json.writeStartObject();
        for (var entry : frame.properties()) {
            if (!entry.getKey().equals(MODEL)) {
                json.writePOJOProperty(entry.getKey(), entry.getValue());
            }
        }
        json.writeArrayPropertyStart("added_tokens");
        added.forEach(token -> write(token, json));
        json.writeEndArray();
        json.writeName(MODEL);
        model(frame.path(MODEL), base, json);
        json.writeEndObject();
    }

    private static BpeTokenizer base(Tokenizer tokenizer) {
        return switch (tokenizer) {
            case BpeTokenizer bpe -> bpe;
            case PublishedTokenizer published -> published.base();
            case AddedTokens more -> base(more.base());
            default ->
                    throw new TensorException(
                            "tokenizer: "
                                    + tokenizer.getClass().getSimpleName()
                                    + " has no tokenizer.json as other tools read it",
                            "save it with TokenizerFiles, or train with tokenizer: bpe");
        };
    }

    private static ObjectNode frame(BpeTokenizer tokenizer) {
        return switch (tokenizer) {
            case ByteLevelBpe bytes when bytes.frame() != null -> bytes.frame();
            case ByteLevelBpe bytes -> {
                ObjectNode frame = (ObjectNode) JSON.readTree(BYTE_LEVEL);
                JsonNode split = frame.path("pre_tokenizer").path("pretokenizers").path(0);
                ((ObjectNode) split.path("pattern")).put("Regex", bytes.options().split().regex());
                boolean ignoreMerges = bytes.options().ignoreMerges();
                ((ObjectNode) frame.path(MODEL)).put("ignore_merges", ignoreMerges);
                yield frame;
            }
            case SentencePieceBpe pieces when pieces.frame() != null -> pieces.frame();
            case SentencePieceBpe pieces -> sentencePiece(pieces.options());
        };
    }

    private static ObjectNode sentencePiece(SentencePieceBpe.Options options) {
        if (options.singleSpaces()) {
            throw new TensorException(
                    "tokenizer: a SentencePiece model that leaves spaces out has no tokenizer.json",
                    "keep its .model file");
        }
        ObjectNode frame = (ObjectNode) JSON.readTree(SENTENCE_PIECE);
        if (!options.leadingSpace()) {
            ((ArrayNode) frame.path("normalizer").path("normalizers")).remove(0);
            ((ArrayNode) frame.path("decoder").path("decoders")).remove(3);
        }
        return frame;
    }

    private static void write(AddedToken token, JsonGenerator json) {
        json.writeStartObject();
        json.writeNumberProperty("id", token.id());
        json.writeStringProperty("content", token.content());
        json.writeBooleanProperty("single_word", false);
        json.writeBooleanProperty("lstrip", false);
        json.writeBooleanProperty("rstrip", false);
        json.writeBooleanProperty("normalized", token.normalized());
        json.writeBooleanProperty("special", token.special());
        json.writeEndObject();
    }

    private static void model(JsonNode rest, BpeTokenizer tokenizer, JsonGenerator json) {
        json.writeStartObject();
        for (var entry : rest.properties()) {
            json.writePOJOProperty(entry.getKey(), entry.getValue());
        }
        json.writeObjectPropertyStart("vocab");
        for (int id = 0; id < trainedEnd(tokenizer); id++) {
            json.writeNumberProperty(tokenizer.token(id), id);
        }
        json.writeEndObject();
        json.writeArrayPropertyStart("merges");
        var merges =
                switch (tokenizer) {
                    case ByteLevelBpe b -> b.merges();
                    case SentencePieceBpe s -> s.merges();
                };
        merges.forEach(merge -> json.writeString(merge.get(0) + " " + merge.get(1)));
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Behind the last trained token: the added ones from there on stand in their list alone. */
    private static int trainedEnd(BpeTokenizer tokenizer) {
        int end = tokenizer.size();
        List<AddedToken> added = tokenizer.added();
        for (int i = added.size() - 1; i >= 0 && added.get(i).id() == end - 1; i--) {
            end--;
        }
        return end;
    }
}
