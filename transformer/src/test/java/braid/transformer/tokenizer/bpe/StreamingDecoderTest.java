package braid.transformer.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import braid.transformer.tokenizer.AddedTokens;
import braid.transformer.tokenizer.ByteTokenizer;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.WordTokenizer;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.arbitraries.ListArbitrary;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What comes piece by piece is what decoding at once gives, and no piece has half a character. */
final class StreamingDecoderTest {

    private static final Tokenizer BYTES = new ByteTokenizer();

    @Provide
    Arbitrary<String> texts() {
        return Texts.hostile().map(Texts::encodable);
    }

    /** Mostly leads and continuations, and the bytes at the borders of what is well-formed. */
    @Provide
    ListArbitrary<Integer> bytes() {
        return Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.integers().between(0, 255)),
                        Tuple.of(
                                5,
                                Arbitraries.of(
                                        0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF,
                                        0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5)))
                .list()
                .ofMaxSize(12);
    }

    @Property(tries = 2000)
    void charactersComeWhole(@ForAll("texts") String text) {
        var decoder = new StreamingDecoder(BYTES);
        StringBuilder all = new StringBuilder();
        for (int id : BYTES.encode(text)) {
            String piece = decoder.add(id);
            assertThat(piece.codePointCount(0, piece.length())).isLessThanOrEqualTo(1);
            all.append(piece);
        }
        assertThat(decoder.end()).isEmpty();
        assertThat(all.toString()).isEqualTo(text);
    }

    @Property(tries = 5000)
    void malformedBytesGiveWhatDecodingGives(@ForAll("bytes") List<Integer> bytes) {
        int[] ids = bytes.stream().mapToInt(b -> Tokenizer.SPECIALS + b).toArray();
        var decoder = new StreamingDecoder(BYTES);
        StringBuilder all = new StringBuilder();
        for (int id : ids) {
            all.append(decoder.add(id));
        }
        assertThat(all.append(decoder.end()).toString()).isEqualTo(BYTES.decode(ids));
    }

    @Property(tries = 300)
    void tokensOfPublishedVocabulariesStream(@ForAll("texts") String text) {
        var latent = new AddedTokens(Vocabularies.gpt2(), List.of("<latent:0>"));
        int[] ids = latent.encode(text);
        var decoder = new StreamingDecoder(latent);
        StringBuilder all = new StringBuilder(decoder.add(latent.id("<latent:0>")));
        for (int id : ids) {
            all.append(decoder.add(id));
        }
        assertThat(all.append(decoder.end()).toString()).isEqualTo(text);
    }

    @Test
    void wordsComeWithWhatStandsBetweenThem() {
        var words = WordTokenizer.train(List.of("Each a is a b,  (not c).\nIs it?"));
        var added = new AddedTokens(words, List.of("<pause>"));
        for (String text : List.of("Each a is a b.", "it,b  (a)\nNot c?", "a  b")) {
            int[] ids = added.encode(text);
            var decoder = new StreamingDecoder(added);
            StringBuilder all = new StringBuilder(decoder.add(added.id("<pause>")));
            for (int id : ids) {
                all.append(decoder.add(id));
            }
            assertThat(all.append(decoder.end()).toString()).isEqualTo(text);
        }
    }
}
