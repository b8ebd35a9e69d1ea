package braid.transformer.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Piece by piece against searching the whole text. */
final class StopStringsTest {

    @Provide
    Arbitrary<List<String>> pieces() {
        return Arbitraries.strings().withChars('a', 'b').ofMaxLength(4).list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<String>> stops() {
        return Arbitraries.strings()
                .withChars('a', 'b')
                .ofMinLength(1)
                .ofMaxLength(5)
                .list()
                .ofMaxSize(3);
    }

    /**
     * The text ends where the earliest stop begins that is whole after a piece; until then nothing
     * is given that a longer text could take back.
     */
    @Property(tries = 5000)
    void thePiecesAreTheTextBeforeTheFirstStop(
            @ForAll("pieces") List<String> pieces, @ForAll("stops") List<String> stops) {
        var found = new StopStrings(stops);
        var given = new StringBuilder();
        String text = "";
        int end = -1;
        for (String piece : pieces) {
            given.append(found.add(piece));
            if (end < 0) {
                text += piece;
                end = first(text, stops);
            }
            assertThat(found.isFound()).isEqualTo(end >= 0);
            assertThat(text).startsWith(given.toString());
            for (String stop : stops) {
                assertThat(given.toString()).doesNotContain(stop);
            }
            if (end >= 0) {
                assertThat(given.toString()).isEqualTo(text.substring(0, end));
            }
        }
        given.append(found.end());
        assertThat(given.toString()).isEqualTo(end < 0 ? text : text.substring(0, end));
    }

    private static int first(String text, List<String> stops) {
        return stops.stream().mapToInt(text::indexOf).filter(at -> at >= 0).min().orElse(-1);
    }

    @Test
    void noPartOfAStopIsGivenAndWhatIsNoneIsGivenAtOnce() {
        var stops = new StopStrings(List.of("###", "\nQ:"));
        assertThat(stops.add("yes")).isEqualTo("yes");
        assertThat(stops.add(" #")).isEqualTo(" ");
        assertThat(stops.add("1")).isEqualTo("#1");
        assertThat(stops.add("\nQ")).isEmpty();
        assertThat(stops.isFound()).isFalse();
        assertThat(stops.add(": no")).isEmpty();
        assertThat(stops.isFound()).isTrue();
        assertThat(stops.add("more") + stops.end()).isEmpty();
    }

    @Test
    void whatOnlyBeganIsGivenAtTheEnd() {
        var stops = new StopStrings(List.of("###"));
        assertThat(stops.add("a##")).isEqualTo("a");
        assertThat(stops.end()).isEqualTo("##");
    }

    @Test
    void anEmptyStopIsRefused() {
        assertThatThrownBy(() -> new StopStrings(List.of("a", "")))
                .hasMessageContaining("stop strings: one is empty\n  HINT");
    }
}
