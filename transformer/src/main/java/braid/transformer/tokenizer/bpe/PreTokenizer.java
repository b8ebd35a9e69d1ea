package braid.transformer.tokenizer.bpe;

import braid.tensor.TensorException;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/**
 * What a {@code tokenizer.json} does to a text before merging: which of the tokenizers here does
 * the same. Anything else is refused: a tokenizer that is nearly right spoils a model silently.
 */
final class PreTokenizer {

    private static final String BYTE_LEVEL = "ByteLevel";
    private static final String METASPACE = "Metaspace";
    private static final String SEQUENCE = "Sequence";
    private static final String MODEL = "model";
    private static final String TYPE = "type";

    private final TokenizerFile file;
    private final ObjectNode frame;

    /**
     * @param frame the file without vocabulary, merges and added tokens
     */
    PreTokenizer(TokenizerFile file, ObjectNode frame) {
        this.file = file;
        this.frame = frame;
    }

    /** The tokenizer. */
    BpeTokenizer build(BpeParts parts) {
        List<JsonNode> steps = steps(frame.path("pre_tokenizer"), "pretokenizers");
        boolean byteLevel =
                !steps.isEmpty() && steps.getLast().path(TYPE).asString("").equals(BYTE_LEVEL);
        if (byteLevel) {
            boolean ignoreMerges = frame.path(MODEL).path("ignore_merges").asBoolean(false);
            var options = new ByteLevelBpe.Options(split(steps), composed(), ignoreMerges);
            return ByteLevelBpe.of(file, parts, options, frame);
        }
        if (!frame.path(MODEL).path("byte_fallback").asBoolean(false)) {
            throw unsupported("pre_tokenizer", frame.path("pre_tokenizer"));
        }
        var options = new SentencePieceBpe.Options(leadingSpace(steps), false);
        return new SentencePieceBpe(parts, parts.table(file), options, frame);
    }

    /** The step, or the steps of a sequence. */
    private static List<JsonNode> steps(JsonNode step, String sequence) {
        if (step.isMissingNode() || step.isNull()) {
            return List.of();
        }
        boolean several = step.path(TYPE).asString("").equals(SEQUENCE);
        return several ? step.path(sequence).valueStream().toList() : List.of(step);
    }

    private SplitPattern split(List<JsonNode> steps) {
        JsonNode bytes = steps.getLast();
        if (bytes.path("add_prefix_space").asBoolean(true)) {
            throw file.fault(
                    "puts a space in front of texts (add_prefix_space)",
                    "byte-level vocabularies of GPT-2, Llama 3 and Qwen do not; no others are read"
                            + " here");
        }
        boolean own = bytes.path("use_regex").asBoolean(true);
        if (steps.size() == 1 && own) {
            return SplitPattern.GPT2;
        }
        JsonNode split = steps.getFirst();
        boolean known =
                steps.size() == 2
                        && !own
                        && split.path(TYPE).asString("").equals("Split")
                        && split.path("behavior").asString("").equals("Isolated")
                        && !split.path("invert").asBoolean(false);
        SplitPattern pattern =
                known ? SplitPattern.of(split.path("pattern").path("Regex").asString("")) : null;
        if (pattern == null) {
            throw unsupported("pre_tokenizer", frame.path("pre_tokenizer"));
        }
        return pattern;
    }

    private boolean composed() {
        List<JsonNode> steps = steps(frame.path("normalizer"), "normalizers");
        if (steps.isEmpty()) {
            return false;
        }
        if (steps.size() == 1 && steps.getFirst().path(TYPE).asString("").equals("NFC")) {
            return true;
        }
        throw unsupported("normalizer", frame.path("normalizer"));
    }

    /** Of the SentencePiece kind: by a normaliser in older files, by a pre-tokenizer in newer. */
    private boolean leadingSpace(List<JsonNode> steps) {
        List<JsonNode> normalizers = steps(frame.path("normalizer"), "normalizers");
        String space = String.valueOf(SentencePieceBpe.SPACE);
        if (steps.isEmpty() && !normalizers.isEmpty()) {
            JsonNode last = normalizers.getLast();
            JsonNode first = normalizers.getFirst();
            boolean replaces =
                    last.path(TYPE).asString("").equals("Replace")
                            && last.path("pattern").path("String").asString("").equals(" ")
                            && last.path("content").asString("").equals(space);
            boolean prepends =
                    first.path(TYPE).asString("").equals("Prepend")
                            && first.path("prepend").asString("").equals(space);
            if (replaces && normalizers.size() == (prepends ? 2 : 1)) {
                return prepends;
            }
        }
        if (steps.size() == 1 && normalizers.isEmpty()) {
            JsonNode only = steps.getFirst();
            String scheme = only.path("prepend_scheme").asString("always");
            if (only.path(TYPE).asString("").equals(METASPACE)
                    && only.path("replacement").asString("").equals(space)
                    && !only.path("split").asBoolean(true)
                    && List.of("always", "first", "never").contains(scheme)) {
                return !scheme.equals("never");
            }
        }
        throw unsupported(
                normalizers.isEmpty() ? "pre_tokenizer" : "normalizer",
                frame.path(normalizers.isEmpty() ? "pre_tokenizer" : "normalizer"));
    }

    private TensorException unsupported(String part, @Nullable JsonNode node) {
        String text = String.valueOf(node);
        return file.fault(
                "has a "
                        + part
                        + " that is not known here: "
                        + (text.length() > 300 ? text.substring(0, 300) + "…" : text),
                "tokenizers of GPT-2, Llama 2, Llama 3, Qwen 2 and Qwen 3 are read");
    }
}
