package braid.transformer.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.transformer.SharedData;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.GptBytePairEncodingParams;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeContainer;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The same ids as jtokkit on any text. It brings GPT-2's vocabulary; for Llama 3 it gets ours, and
 * shares with us neither split nor merging. For a long search, raise the tries.
 */
final class JtokkitTest {

    private static final EncodingRegistry REGISTRY = Encodings.newDefaultEncodingRegistry();
    private static final int TRAINED = 128_000;
    private static Encoding llama3;

    @Provide
    Arbitrary<String> texts() {
        return Texts.hostile();
    }

    @BeforeContainer
    static void registerLlama3() {
        ByteLevelBpe ours = Vocabularies.llama3();
        Map<byte[], Integer> ranks = new IdentityHashMap<>(); // jtokkit only iterates
        for (int id = 0; id < TRAINED; id++) {
            ranks.put(ours.bytes(id), id);
        }
        String regex = SplitPattern.LLAMA3.regex();
        Pattern split =
                Pattern.compile(regex.replace("(?i:", "(?iu:"), Pattern.UNICODE_CHARACTER_CLASS);
        REGISTRY.registerGptBytePairEncoding(
                new GptBytePairEncodingParams("llama3", split, ranks, Map.of()));
        llama3 = REGISTRY.getEncoding("llama3").orElseThrow();
    }

    @Property(tries = 2000)
    void gpt2(@ForAll("texts") String text) {
        agrees(Vocabularies.gpt2(), REGISTRY.getEncoding(EncodingType.R50K_BASE), text);
    }

    @Property(tries = 2000)
    void llama3(@ForAll("texts") String text) {
        agrees(Vocabularies.llama3(), llama3, text);
    }

    @Test
    void gpt2OnRealText() throws IOException {
        Path file = SharedData.find("gsm8k/train.jsonl");
        assumeTrue(file != null, "shared/data/gsm8k/train.jsonl is not beside the project");
        String text = Files.readString(file).substring(0, 1 << 20);
        agrees(Vocabularies.gpt2(), REGISTRY.getEncoding(EncodingType.R50K_BASE), text);
    }

    private static void agrees(BpeTokenizer ours, Encoding theirs, String text) {
        int[] ids = ours.encode(text);
        assertThat(ids).containsExactly(theirs.encodeOrdinary(text).toArray());
        assertThat(ours.decode(ids)).isEqualTo(Texts.encodable(text));
    }
}
