package braid.transformer.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The scanners cut where their expressions do. */
final class SplitPatternTest {

    @Provide
    Arbitrary<String> texts() {
        return Texts.hostile();
    }

    @Property(tries = 2000)
    void scannersCutAsTheirExpressionsDo(@ForAll("texts") String any, @ForAll SplitPattern split) {
        String text = Texts.encodable(any);
        Matcher matcher =
                Pattern.compile(
                                split.regex(),
                                Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE)
                        .matcher(text);
        List<String> expected = new ArrayList<>();
        while (matcher.find()) {
            expected.add(matcher.group());
        }
        assertThat(words(text, split)).isEqualTo(expected);
    }

    private static List<String> words(String text, SplitPattern split) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<String> words = new ArrayList<>();
        int from = 0;
        while (from < bytes.length) {
            int to = split.end(bytes, from, bytes.length);
            words.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
            from = to;
        }
        return words;
    }
}
