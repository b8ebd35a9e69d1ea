package braid.transformer.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;

/** GPT-2 and Llama 3 give the ids on which other implementations agree. */
final class GoldenTokensTest {

    private static final int ROWS = 74;

    @Test
    void gpt2() throws IOException {
        agrees("gpt2", Vocabularies.gpt2());
    }

    @Test
    void llama3() throws IOException {
        agrees("llama3", Vocabularies.llama3());
    }

    private static void agrees(String name, BpeTokenizer tokenizer) throws IOException {
        int rows = 0;
        for (String line : Files.readAllLines(Vocabularies.file("golden_tokens.jsonl"))) {
            JsonNode row = JsonMapper.shared().readTree(line);
            String text = row.get("text").asString();
            int[] ids = row.get(name).valueStream().mapToInt(JsonNode::asInt).toArray();
            assertThat(tokenizer.encode(text)).as(text).containsExactly(ids);
            assertThat(tokenizer.decode(ids)).isEqualTo(Texts.encodable(text));
            rows++;
        }
        assertThat(rows).isEqualTo(ROWS);
    }

    @Test
    void addedTokensAreMeantOnlyWhereAsked() {
        var llama3 = Vocabularies.llama3();
        String chat = "<|begin_of_text|>Hi <|eot_id|><|eot_id";
        int[] ids = llama3.encodeWithAdded(chat);
        assertThat(ids[0]).isEqualTo(128_000);
        assertThat(ids).contains(llama3.id("<|eot_id|>")).hasSizeGreaterThan(5);
        assertThat(llama3.decode(ids)).isEqualTo("Hi <|eot_id");
        assertThat(Arrays.stream(llama3.encode(chat)).max().orElseThrow()).isLessThan(128_000);
        assertThat(llama3.decode(llama3.encode(chat))).isEqualTo(chat);
    }

    @Test
    void tokensHaveTheNamesOfTheFiles() {
        var gpt2 = Vocabularies.gpt2();
        assertThat(gpt2.size()).isEqualTo(50_257);
        assertThat(gpt2.token(262)).isEqualTo("Ġthe");
        assertThat(gpt2.id("Ġthe")).isEqualTo(262);
        assertThat(gpt2.id("<|endoftext|>")).isEqualTo(50_256);
        assertThat(gpt2.decode(50_256)).isEmpty();
        assertThat(gpt2.id("no such token")).isEqualTo(-1);
        assertThat(Vocabularies.llama3().size()).isEqualTo(128_256);
        for (int id = 0; id < gpt2.size(); id += 7) {
            assertThat(gpt2.id(gpt2.token(id))).isEqualTo(id);
        }
    }
}
