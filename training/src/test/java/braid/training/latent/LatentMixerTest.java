package braid.training.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.training.data.Batches;
import braid.training.data.DataException;
import braid.training.data.Sequence;
import braid.training.data.SequenceSource;
import braid.training.data.TokenizedExample;
import braid.training.data.TooLong;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

final class LatentMixerTest {

    private static final Caps CAPS = Caps.of(0, 9, 16, 24);

    /** Batches by length after mixing would each hold a single m. */
    @Test
    void everyBatchHoldsManyDegreesOfReplacement() {
        ChunkCodec codec = new Samples.Lossless(2, 2);
        LatentVocabulary vocabulary = LatentVocabulary.extend(Samples.text(), codec.codes());
        List<TokenizedExample> examples =
                IntStream.range(0, 256).mapToObj(i -> Samples.example(4, 24, 2, i)).toList();
        SequenceSource source =
                new LatentMixer(vocabulary, MixPolicy.leftToRight(CAPS, 2, 2), 5)
                        .over(examples, EncodedTraces.encode(codec, examples), LossOn.ALL);
        var batches = new Batches(source, new Batches.Options(32, 64, 0, TooLong.ERROR), 1);
        batches.iterator(0, 0)
                .forEachRemaining(batch ->
                        assertThat(Arrays.stream(batch.lengths()).distinct().count())
                                .isGreaterThan(5));
    }

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
        LatentMixer mixer =
                new LatentMixer(vocabulary, MixPolicy.leftToRight(CAPS, codec.chunk(), r), seed);
        MixedSequence mixed =
                mixer.mix(example, codec.encode(example.prompt(), example.trace()), 0, 0);
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
        assertThat(Arrays.copyOfRange(ids, mixed.textStart(), ids.length)).isEqualTo(tail);

        int delimiters = k == 0 ? 0 : 1;
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

    @Test
    void drawsDependOnSeedEpochAndExampleAlone() {
        List<TokenizedExample> examples = Samples.examples(300, 30);
        SequenceSource source = source(examples, 5);
        SequenceSource again = source(examples, 5);
        for (int i = 299; i >= 0; i--) {
            assertThat(again.sequence(3, i)).isEqualTo(source.sequence(3, i));
        }
        assertThat(differing(source, 3, source, 4)).isGreaterThan(150);
        assertThat(differing(source, 3, source(examples, 6), 3)).isGreaterThan(150);
    }

    /** Over the epochs each example meets every m that it can; nothing is tied to its place. */
    @Test
    void everyExampleMeetsEveryLengthInTime() {
        List<TokenizedExample> examples = Samples.examples(20, 30);
        ChunkCodec codec = new Samples.Lossless(4, 2);
        LatentVocabulary vocabulary = LatentVocabulary.extend(Samples.text(), codec.codes());
        MixPolicy.LeftToRight policy = MixPolicy.leftToRight(CAPS, 4, 2);
        LatentMixer mixer = new LatentMixer(vocabulary, policy, 1);
        for (int i = 0; i < examples.size(); i++) {
            TokenizedExample example = examples.get(i);
            int[] codes = codec.encode(example.prompt(), example.trace());
            int index = i;
            List<Integer> met =
                    IntStream.range(0, 400)
                            .map(epoch -> mixer.mix(example, codes, epoch, index).replaced())
                            .distinct()
                            .sorted()
                            .boxed()
                            .toList();
            assertThat(met)
                    .containsExactlyElementsOf(
                            policy.distribution(example.trace().length).keySet());
        }
    }

    @Test
    void baselinesHaveTheWholeTraceOrNone() {
        TokenizedExample example =
                new TokenizedExample(new int[] {2, 3}, new int[] {4, 5, 4}, new int[] {5, 1});
        assertThat(LatentMixer.cot(List.of(example), LossOn.RESPONSE).sequence(7, 0))
                .isEqualTo(
                        new Sequence(
                                new int[] {2, 3, 4, 5, 4, 5, 1},
                                new boolean[] {false, false, true, true, true, true, true}));
        assertThat(LatentMixer.solOnly(List.of(example), LossOn.ALL).sequence(7, 0))
                .isEqualTo(
                        new Sequence(
                                new int[] {2, 3, 5, 1}, new boolean[] {true, true, true, true}));
    }

    @Test
    void lossCountsTheLatentBlockAndWhatFollows() {
        TokenizedExample example = Samples.example(3, 8, 2, 1);
        ChunkCodec codec = new Samples.Lossless(4, 2);
        LatentVocabulary vocabulary = LatentVocabulary.extend(Samples.text(), codec.codes());
        int[] codes = codec.encode(example.prompt(), example.trace());
        MixedSequence mixed = LatentMixer.mix(vocabulary, example, codes, 4, 2);
        assertThat(mixed.ids()).hasSize(3 + 4 + 4 + 2);
        boolean[] loss = LossOn.RESPONSE.sequence(mixed).loss();
        for (int i = 0; i < loss.length; i++) {
            assertThat(loss[i]).isEqualTo(i >= 3);
        }
    }

    @Test
    void refusesCodesThatDoNotFit() {
        List<TokenizedExample> examples = Samples.examples(4, 16);
        ChunkCodec codec = new Samples.Lossless(4, 2);
        EncodedTraces codes = EncodedTraces.encode(codec, examples);
        LatentVocabulary vocabulary = LatentVocabulary.extend(Samples.text(), 16);
        LatentVocabulary small = LatentVocabulary.extend(Samples.text(), 15);
        MixPolicy policy = MixPolicy.leftToRight(CAPS, 4, 2);
        assertThatThrownBy(
                        () -> new LatentMixer(small, policy, 1).over(examples, codes, LossOn.ALL))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "mixer: codes of a codebook of 16, but 15 latent tokens in the vocabulary\n"
                                + "  HINT: extend the vocabulary by the codebook's size, or encode with"
                                + " the right VQ-VAE");
        MixPolicy other = MixPolicy.leftToRight(CAPS, 8, 2);
        assertThatThrownBy(() ->
                        new LatentMixer(vocabulary, other, 1).over(examples, codes, LossOn.ALL))
                .hasMessageStartingWith(
                        "mixer: codes for chunks of 4 with compression 2, but the policy has chunks"
                                + " of 8 with compression 2");
        assertThatThrownBy(() ->
                        new LatentMixer(vocabulary, policy, 1)
                                .over(examples.subList(0, 3), codes, LossOn.ALL))
                .hasMessageStartingWith("mixer: codes of 4 traces for 3 examples");
        TokenizedExample example = examples.getFirst();
        assertThatThrownBy(() -> LatentMixer.mix(vocabulary, example, codes.codes(0), 20, 2))
                .hasMessageStartingWith(
                        "mixer: cannot replace 20 of 16 trace tokens by 8 codes with compression"
                                + " 2");
        assertThatThrownBy(() -> LatentMixer.mix(vocabulary, example, codes.codes(0), 3, 2))
                .hasMessageStartingWith("mixer: cannot replace 3 of 16");
    }

    private static SequenceSource source(List<TokenizedExample> examples, long seed) {
        ChunkCodec codec = new Samples.Lossless(4, 2);
        LatentVocabulary vocabulary = LatentVocabulary.extend(Samples.text(), codec.codes());
        LatentMixer mixer = new LatentMixer(vocabulary, MixPolicy.leftToRight(CAPS, 4, 2), seed);
        return mixer.over(examples, EncodedTraces.encode(codec, examples), LossOn.RESPONSE);
    }

    private static long differing(SequenceSource a, int epochA, SequenceSource b, int epochB) {
        return IntStream.range(0, a.size())
                .filter(i -> !a.sequence(epochA, i).equals(b.sequence(epochB, i)))
                .count();
    }

    private static long count(int[] ids, int id) {
        return Arrays.stream(ids).filter(i -> i == id).count();
    }
}
