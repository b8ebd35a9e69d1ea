package braid.transformer.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.TensorException;
import braid.transformer.tokenizer.AddedTokens;
import braid.transformer.tokenizer.ByteTokenizer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Files of Hugging Face's form: written as they were read, latent tokens behind, bad ones refused.
 */
final class TokenizerJsonTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final ByteLevelBpe SMALL =
            BpeTrainer.train(
                    List.of("low lower lowest", "low new newer"), 275, SplitPattern.LLAMA3);

    @TempDir private Path folder;

    /** A sound file, to be spoilt. */
    private ObjectNode small() throws IOException {
        Path file = folder.resolve("small.json");
        TokenizerJson.save(SMALL, file);
        return (ObjectNode) JSON.readTree(file.toFile());
    }

    private BpeTokenizer load(JsonNode json) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        Files.writeString(file, json.toString());
        return TokenizerJson.load(file);
    }

    @Test
    void llama3IsWrittenAsItWasRead() throws IOException {
        Path original = folder.resolve("original.json");
        Vocabularies.unpackLlama3(original);
        Path copy = folder.resolve("copy.json");
        TokenizerJson.save(Vocabularies.llama3(), copy);
        assertThat(JSON.readTree(copy.toFile()).equals(JSON.readTree(original.toFile()))).isTrue();
    }

    @Test
    void latentTokensComeBehind() throws IOException {
        List<String> latents = List.of("<boLatent>", "<eoLatent>", "<latent:0>", "<latent:1>");
        var extended = new AddedTokens(Vocabularies.gpt2(), latents);
        Path file = folder.resolve("tokenizer.json");
        TokenizerJson.save(extended, file);
        BpeTokenizer again = TokenizerJson.load(file);
        assertThat(again.size()).isEqualTo(50_261);
        assertThat(again.id("<latent:1>")).isEqualTo(50_260).isEqualTo(extended.id("<latent:1>"));
        assertThat(again.encodeWithAdded("a<latent:0>b")).containsExactly(64, 50_259, 65);
        assertThat(again.decode(64, 50_259, 65)).isEqualTo("ab");
        String text = "Plain <latent:0> text, 1234 of it";
        assertThat(again.encode(text)).containsExactly(Vocabularies.gpt2().encode(text));
        JsonNode json = JSON.readTree(file.toFile());
        assertThat(json.path("model").path("vocab").size()).isEqualTo(50_256);
        assertThat(json.path("model").path("merges").size()).isEqualTo(50_000);
        assertThat(json.path("added_tokens").path(4).toString())
                .isEqualTo(
                        "{\"id\":50260,\"content\":\"<latent:1>\",\"single_word\":false,\"lstrip\":false,"
                                + "\"rstrip\":false,\"normalized\":false,\"special\":true}");
    }

    @Test
    void gpt2IsAlsoReadAsItsLibraryWritesIt() throws IOException {
        Path file = folder.resolve("tokenizer.json");
        TokenizerJson.save(Vocabularies.gpt2(), file);
        ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
        json.set(
                "pre_tokenizer",
                JSON.readTree(
                        "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":true}"));
        BpeTokenizer again = load(json);
        String text = "It's 12345 o'clock,\n\n  isn't\tit?";
        assertThat(again.encode(text)).containsExactly(Vocabularies.gpt2().encode(text));
    }

    @Test
    void qwenComposesCharacters() throws IOException {
        ObjectNode json = small();
        json.set("normalizer", JSON.readTree("{\"type\":\"NFC\"}"));
        ((ObjectNode) json.at("/pre_tokenizer/pretokenizers/0/pattern"))
                .put("Regex", SplitPattern.QWEN2.regex());
        BpeTokenizer qwen = load(json);
        assertThat(qwen.encode("e\u0301")).containsExactly(qwen.encode("\u00E9"));
        assertThat(qwen.decode(qwen.encode("e\u0301"))).isEqualTo("\u00E9");
    }

    @Test
    void mergesMayBePairsAndWordsMayIgnoreThem() throws IOException {
        ObjectNode json = small();
        ArrayNode merges = JSON.createArrayNode();
        for (JsonNode merge : json.at("/model/merges").values()) {
            ArrayNode pair = merges.addArray();
            List.of(merge.asString().split(" ")).forEach(pair::add);
        }
        ((ObjectNode) json.path("model")).set("merges", merges);
        assertThat(load(json).encode(" lowest")).containsExactly(SMALL.encode(" lowest"));
        // A word that is a token without being reachable by merges.
        ((ObjectNode) json.at("/model/vocab")).put("xyz", SMALL.size());
        assertThat(load(json).encode("xyz")).hasSize(3);
        ((ObjectNode) json.path("model")).put("ignore_merges", true);
        assertThat(load(json).encode("xyz")).containsExactly(SMALL.size());
    }

    @Test
    void addedTokensThatAreTextAreDecoded() throws IOException {
        ObjectNode json = small();
        ObjectNode call = ((ArrayNode) json.path("added_tokens")).addObject();
        call.put("id", SMALL.size()).put("content", "<call>").put("special", false);
        BpeTokenizer tokenizer = load(json);
        assertThat(tokenizer.decode(tokenizer.encodeWithAdded("a<call>b"))).isEqualTo("a<call>b");
        assertThat(tokenizer.encodeWithAdded("a<call>b")).hasSize(3);
    }

    @Test
    void metaspaceIsTheNewerFormOfLlama2() throws IOException {
        ObjectNode json =
                (ObjectNode)
                        JSON.readTree(
                                """
                                {"version": "1.0", "normalizer": null,
                                 "pre_tokenizer": {"type": "Metaspace", "replacement": "▁",
                                   "prepend_scheme": "first", "split": false},
                                 "added_tokens": [{"id": 0, "content": "<unk>", "special": true}],
                                 "model": {"type": "BPE", "byte_fallback": true,
                                   "vocab": {"<unk>": 0, "▁": 1, "a": 2, "b": 3, "▁a": 4, "ab": 5, "<0xC3>": 6, "<0xA4>": 7},
                                   "merges": ["▁ a", "a b"]}}
                                """);
        BpeTokenizer tokenizer = load(json);
        assertThat(tokenizer.encode("abab ä")).containsExactly(4, 3, 5, 1, 6, 7);
        assertThat(tokenizer.decode(4, 3, 5, 1, 6, 7)).isEqualTo("abab ä");
        assertThatThrownBy(() -> tokenizer.encode("ac"))
                .hasMessageContaining("no token for the character U+0063 at 2")
                .hasMessageContaining("HINT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/model            | type            | \"Unigram\"         | model of type Unigram",
                "/model            | dropout         | 0.1                 | drops merges at random",
                "/model            | end_of_word_suffix | \"</w>\"         | end_of_word_suffix \"</w>\"",
                "/model            | vocab           | [1]                 | no model with a vocabulary",
                "/model            | vocab           | {\"a\": \"b\"}      | no id for the token \"a\"",
                "/model            | vocab           | {\"a\": 2147483647} | has the id 2147483647 (\"a\") among 3",
                "/model            | vocab           | {\"a\": 2, \"b\": 2} | gives the id 2 to",
                "/model            | vocab           | {\"a\": 2}          | no token for the byte 0x00",
                "/model/vocab      | 水              | 265                 | token 265 \"水\", which is not of bytes",
                "/model            | merges          | [\"a b c\"]         | merge \"a b c\", which is not two",
                "/model            | merges          | [[\"a\"]]           | merge that is not two tokens, 0",
                "/model            | merges          | [7]                 | merge that is not two tokens, 0",
                "/model            | merges          | [\"x y\"]           | merge 0 of \"x\" and \"y\", but no token \"xy\"",
                "/model            | merges          | [\"l o\", \"l o\"]  | twice, again at 1",
                "/added_tokens/0   | id              | 5                   | added token 5 \"<pad>\", but",
                "/added_tokens/0   | id              | \"0\"               | added token without id",
                "/added_tokens/0   | content         | \"\"                | added token without id or content",
                "/added_tokens/0   | lstrip          | true                | lstrip for the added token \"<pad>\"",
                "/pre_tokenizer/pretokenizers/0/pattern | Regex | \"(a+)+$\" | pre_tokenizer that is not known",
                "/pre_tokenizer/pretokenizers/1 | add_prefix_space | true   | puts a space in front of texts",
                "                  | pre_tokenizer   | null                | pre_tokenizer that is not known",
                "                  | normalizer      | {\"type\": \"NFKC\"} | normalizer that is not known",
            })
    void badFilesAreRefused(String at, String key, String value, String message)
            throws IOException {
        ObjectNode json = small();
        ((ObjectNode) json.at(at == null ? "" : at)).set(key, JSON.readTree(value));
        assertThatThrownBy(() -> load(json))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("tokenizer file " + folder.resolve("tokenizer.json"))
                .hasMessageContaining(message)
                .hasMessageContaining("HINT");
    }

    @Test
    void theLongestAddedTokenIsMeant() throws IOException {
        ObjectNode json = small();
        String[] contents = {"<a", "<a>", "<a><b>"};
        for (int i = 0; i < contents.length; i++) {
            ObjectNode token = ((ArrayNode) json.path("added_tokens")).addObject();
            token.put("id", SMALL.size() + i).put("content", contents[i]).put("special", true);
        }
        int first = SMALL.size();
        assertThat(load(json).encodeWithAdded("<a><b><a><a<"))
                .containsExactly(first + 2, first + 1, first, SMALL.id("<"));
        ((ObjectNode) json.at("/added_tokens/2")).put("content", "<" + "a".repeat(512));
        assertThatThrownBy(() -> load(json))
                .hasMessageContaining("has the added token " + first + " of 513 characters")
                .hasMessageContaining("HINT");
    }

    @Test
    void whatIsNotJsonIsRefused() throws IOException {
        Path file = folder.resolve("tokenizer.json");
        String good = small().toString();
        for (String bad :
                List.of(
                        "",
                        "7",
                        "[]",
                        "{}",
                        "{\"model\": 1}",
                        good + "{}",
                        good.substring(0, good.length() / 2),
                        "{\"version\": " + "[".repeat(100_000),
                        good.replace("\"low\":", "\"lo\":"))) {
            Files.writeString(file, bad);
            assertThatThrownBy(() -> TokenizerJson.load(file))
                    .as(bad.substring(0, Math.min(60, bad.length())))
                    .isInstanceOf(TensorException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("HINT");
        }
    }

    @Test
    void otherTokenizersHaveNoSuchForm() {
        assertThatThrownBy(() -> TokenizerJson.save(new ByteTokenizer(), folder.resolve("x.json")))
                .hasMessageContaining("ByteTokenizer has no tokenizer.json")
                .hasMessageContaining("HINT");
        assertThat(folder).isEmptyDirectory();
    }
}
