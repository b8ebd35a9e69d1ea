package braid.training.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.training.data.DataException;
import braid.training.data.TokenizedExample;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

final class LatentMixerTest {

    private static final Caps CAPS = Caps.of(0, 9, 16, 24);

    /** The whole contract of X~, on random examples, chunk lengths and compression rates. */
    @Property(tries = 500)
    void mixedSequencesAreMadeAsThePaperSays(
            @ForAll @IntRange(min = 0, max = 6) int prompt,
            @ForAll @IntRange(min = 0, max = 40) int trace,
            @ForAll @IntRange(min = 1, max = 4) int perChunk,
            @ForAll @IntRange(min = 1, max = 4) int r,
            @ForAll long seed) {
        TokenizedExample example = Samples.example(prompt, trace, 3, seed);
        ChunkCodec codec = new Samples.Lossless(perChunk * r, r);
        LatentVocabulary vocabulary = LatentVocabulary.extend(Samples.text(), codec.codes());
        LatentMixer mixer = new LatentMixer(vocabulary, MixPolicy.leftToRight(CAPS), seed);
        int[] codes = codec.encode(example);
        MixedSequence mixed = mixer.mix(example, codes, chunks(codec, example), 0, 0);
        int[] ids = mixed.ids();
        int m = mixed.replaced();
        int k = mixed.latentCount();

        assertThat(k * r).isEqualTo(m);
        assertThat(m % codec.chunk()).isZero();
        assertThat(mixed.promptLength()).isEqualTo(prompt);
        assertThat(Arrays.copyOf(ids, prompt)).isEqualTo(example.prompt());

        int[] tail =
                IntStream.concat(
                                Arrays.stream(example.trace(), m, trace),
                                Arrays.stream(example.solution()))
                        .toArray();
        assertThat(Arrays.copyOfRange(ids, ids.length - tail.length, ids.length)).isEqualTo(tail);

        int delimiters = k == 0 ? 0 : 1;
        assertThat(ids).hasSize(prompt + 2 * delimiters + k + tail.length);
        assertThat(count(ids, vocabulary.begin())).isEqualTo(delimiters);
        assertThat(count(ids, vocabulary.end())).isEqualTo(delimiters);
        if (k > 0) {
            assertThat(ids[prompt]).isEqualTo(vocabulary.begin());
            assertThat(ids[prompt + k + 1]).isEqualTo(vocabulary.end());
            assertThat(Arrays.stream(ids, prompt + 1, prompt + k + 1))
                    .allMatch(vocabulary::isLatent);
        }
        assertThat(vocabulary.codes(ids)).hasSize(k);

        int[] decoded = codec.decode(example.prompt(), vocabulary.codes(ids));
        assertThat(decoded).isEqualTo(Arrays.copyOf(example.trace(), m));
    }

    /** Over the epochs each example meets every m that it can; nothing is tied to its place. */
    @Test
    void everyExampleMeetsEveryLengthInTime() {
        List<TokenizedExample> examples = Samples.examples(20, 30);
        ChunkCodec codec = new Samples.Lossless(4, 2);
        LatentVocabulary vocabulary = LatentVocabulary.extend(Samples.text(), codec.codes());
        MixPolicy.LeftToRight policy = MixPolicy.leftToRight(CAPS);
        LatentMixer mixer = new LatentMixer(vocabulary, policy, 1);
        for (int i = 0; i < examples.size(); i++) {
            TokenizedExample example = examples.get(i);
            int[] codes = codec.encode(example);
            int index = i;
            List<Integer> met =
                    IntStream.range(0, 400)
                            .map(epoch ->
                                    mixer.mix(example, codes, chunks(codec, example), epoch, index)
                                            .replaced())
                            .distinct()
                            .sorted()
                            .boxed()
                            .toList();
            assertThat(met)
                    .containsExactlyElementsOf(
                            policy.distribution(example.trace().length, 4).keySet());
        }
    }

    @Test
    void lossCountsTheLatentBlockAndWhatFollows() {
        TokenizedExample example = Samples.example(3, 8, 2, 1);
        ChunkCodec codec = new Samples.Lossless(4, 2);
        LatentVocabulary vocabulary = LatentVocabulary.extend(Samples.text(), codec.codes());
        int[] codes = codec.encode(example);
        MixedSequence mixed = mix(vocabulary, codec, example, codes, 4);
        assertThat(mixed.ids()).hasSize(3 + 4 + 4 + 2);
        boolean[] loss = LossOn.RESPONSE.sequence(mixed).loss();
        for (int i = 0; i < loss.length; i++) {
            assertThat(loss[i]).isEqualTo(i >= 3);
        }
    }

    /** Poisson: P, latent block, text, latent block, text, S; neighbours share delimiters. */
    @Test
    void blocksStandWhereTheirChunksStood() {
        TokenizedExample example = Samples.example(2, 17, 1, 4);
        ChunkCodec codec = new Samples.Lossless(4, 2);
        LatentVocabulary vocabulary = LatentVocabulary.extend(Samples.text(), codec.codes());
        int[] codes = codec.encode(example);
        Chunks chunks = chunks(codec, example);
        BitSet replaced = BitSet.valueOf(new long[] {0b1101});
        MixedSequence mixed = LatentMixer.mix(vocabulary, example, codes, chunks, replaced);
        int[] trace = example.trace();
        IntStream.Builder expected = IntStream.builder();
        Arrays.stream(example.prompt()).forEach(expected);
        expected.add(vocabulary.begin());
        expected.add(vocabulary.latent(codes[0])).add(vocabulary.latent(codes[1]));
        expected.add(vocabulary.end());
        Arrays.stream(trace, 4, 8).forEach(expected);
        expected.add(vocabulary.begin());
        Arrays.stream(codes, 4, 8).map(vocabulary::latent).forEach(expected);
        expected.add(vocabulary.end());
        expected.add(trace[16]);
        Arrays.stream(example.solution()).forEach(expected);
        assertThat(mixed.ids()).isEqualTo(expected.build().toArray());
        assertThat(mixed.latentCount()).isEqualTo(6);
        assertThat(mixed.replaced()).isEqualTo(12);
    }

    /**
     * Two codes for two letters: as many tokens, level 0 and level 1 by turns, each in its range.
     */
    @Test
    void levelsFollowEachOtherAtEachPosition() {
        TokenizedExample example = Samples.example(2, 9, 2, 3);
        ChunkCodec codec = new Samples.Levels(4, 2);
        int[] codes = codec.encode(example);
        LatentVocabulary vocabulary = LatentVocabulary.extend(Samples.text(), codec.codes());
        MixedSequence mixed = mix(vocabulary, codec, example, codes, 4);
        assertThat(mixed.latentCount()).isEqualTo(4);
        assertThat(mixed.replaced()).isEqualTo(4);
        int[] trace = example.trace();
        IntStream.Builder expected = IntStream.builder();
        Arrays.stream(example.prompt()).forEach(expected);
        expected.add(vocabulary.begin());
        for (int i = 0; i < 4; i++) {
            int letter = trace[i] - Samples.FIRST;
            expected.add(vocabulary.latent(0) + i % 2 * Samples.LETTERS + letter);
        }
        expected.add(vocabulary.end());
        Arrays.stream(trace, 4, 9).forEach(expected);
        Arrays.stream(example.solution()).forEach(expected);
        assertThat(mixed.ids()).isEqualTo(expected.build().toArray());
    }

    @Test
    void refusesWhatIsNoWholeChunkOrHasNoCode() {
        TokenizedExample example = Samples.example(1, 16, 2, 3);
        ChunkCodec codec = new Samples.Lossless(4, 2);
        int[] codes = codec.encode(example);
        LatentVocabulary vocabulary = LatentVocabulary.extend(Samples.text(), 16);
        for (int m : new int[] {20, 3, -4}) {
            assertThatThrownBy(() -> mix(vocabulary, codec, example, codes, m))
                    .isInstanceOf(DataException.class)
                    .hasMessage(
                            "mixer: cannot replace "
                                    + m
                                    + " tokens of a trace with chunks up to tokens [4, 8, 12, 16]\n"
                                    + "  HINT: replace whole chunks");
        }
        assertThatThrownBy(() -> mix(vocabulary, codec, example, Arrays.copyOf(codes, 6), 16))
                .hasMessageStartingWith(
                        "mixer: cannot replace chunk 3 of 4, with 6 codes, 2 a chunk");
    }

    private static Chunks chunks(ChunkCodec codec, TokenizedExample example) {
        return Chunks.fixed(example.trace().length, codec.chunk(), codec.latentsPerChunk());
    }

    private static MixedSequence mix(
            LatentVocabulary vocabulary,
            ChunkCodec codec,
            TokenizedExample example,
            int[] codes,
            int m) {
        Chunks chunks = chunks(codec, example);
        return LatentMixer.mix(vocabulary, example, codes, chunks, chunks.upTo(m));
    }

    private static long count(int[] ids, int id) {
        return Arrays.stream(ids).filter(i -> i == id).count();
    }
}
