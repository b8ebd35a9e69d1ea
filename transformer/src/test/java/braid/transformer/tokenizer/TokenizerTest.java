package braid.transformer.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class TokenizerTest {

    private static final List<String> CORPUS =
            List.of(
                    "Each lempus is a wumpus. Lempuses are dull.  Two  spaces\n\nand lines: 3 14 ### x\n",
                    "Gorpuses are wumpuses. Every gorpus is not dull, is it? IBM (yes) a.b c . d");

    @Property(tries = 300)
    void anyTextSurvivesThePieces(@ForAll String text) {
        assertThat(TextPieces.join(TextPieces.split(text))).isEqualTo(text);
    }

    @Property(tries = 300)
    void anyTextOfKnownCharactersSurvivesSubwords(
            @ForAll @net.jqwik.api.constraints.CharRange(from = 'a', to = 'f') String text) {
        var tokenizer =
                SubwordTokenizer.train(
                        List.of("abc def fed cab abc", "b c d e f bb cc dd ee ff aa"), 60);
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }

    @Property(tries = 200)
    void anyValidTextSurvivesBytes(
            @ForAll @net.jqwik.api.constraints.Chars({'a', 'ß', '水', '\n'}) String text) {
        var tokenizer = new ByteTokenizer();
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }

    @Test
    void wordsAndSubwordsGiveTheCorpusBack() {
        for (Tokenizer t :
                List.of(WordTokenizer.train(CORPUS), SubwordTokenizer.train(CORPUS, 500))) {
            for (String text : CORPUS) {
                assertThat(
                                java.util.Arrays.stream(t.encode(text))
                                        .filter(i -> i < Tokenizer.SPECIALS)
                                        .count())
                        .isZero();
                assertThat(t.decode(t.encode(text))).isEqualTo(text);
            }
        }
    }

    @Test
    void singularAndPluralShareTheStem() {
        var t = SubwordTokenizer.train(CORPUS, 500);
        int[] singular = t.encode("gorpus");
        int[] plural = t.encode("gorpuses");
        assertThat(singular).hasSize(1);
        assertThat(plural).containsExactly(singular[0], t.id("##es"));
        assertThat(t.encode("Gorpuses")).containsExactly(t.id("<cap>"), singular[0], t.id("##es"));
    }

    @Test
    void stepsOfRunningSumsAreTwoTokensEach() {
        var t = WordTokenizer.train(List.of("0 1 2 3 4 5 6 7 8 9 =\n### 1"));
        assertThat(t.encode("3 3 1 4")).hasSize(4);
    }

    @Test
    void unknownWordsAreNamed() {
        var t = WordTokenizer.train(List.of("a b"));
        assertThatThrownBy(() -> t.encode("a zebra"))
                .hasMessageContaining("\"zebra\" (piece 1) is unknown")
                .hasMessageContaining("HINT");
    }

    @Test
    void filesRoundTripAndBadOnesAreRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        for (Tokenizer t :
                List.of(
                        WordTokenizer.train(CORPUS),
                        SubwordTokenizer.train(CORPUS, 90),
                        new ByteTokenizer())) {
            TokenizerFiles.save(t, file);
            Tokenizer again = TokenizerFiles.load(file);
            assertThat(again.size()).isEqualTo(t.size());
            assertThat(again.encode("dull wumpuses")).isEqualTo(t.encode("dull wumpuses"));
        }
        for (String bad :
                List.of(
                        "",
                        "[]",
                        "{\"version\":2}",
                        "{\"version\":1,\"kind\":\"word\",\"tokens\":[\"a\",\"a\"],\"stems\":[],\"merges\":[]}",
                        "{\"version\":1,\"kind\":\"word\"")) {
            Files.writeString(file, bad);
            assertThatThrownBy(() -> TokenizerFiles.load(file))
                    .hasMessageContaining(file.toString());
        }
    }
}
