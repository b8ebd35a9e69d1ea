package braid.transformer.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.TimeUnit;

/**
 * A megabyte of one character takes time in proportion: with quadratic merging each of these would
 * take minutes.
 */
final class LongRunTest {

    private static final int CHARACTERS = 1 << 20;

    @ParameterizedTest
    @ValueSource(strings = {"a", " ", "\n", "7", "ab", "水"})
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void isLinear(String unit) {
        String text = unit.repeat(CHARACTERS / unit.length());
        for (BpeTokenizer tokenizer :
                new BpeTokenizer[] {Vocabularies.gpt2(), Vocabularies.llama3()}) {
            int[] ids = tokenizer.encode(text);
            assertThat(tokenizer.decode(ids).equals(text)).as("decodes to itself").isTrue();
        }
    }
}
