package braid.training.latent;

import static org.assertj.core.api.Assertions.assertThat;

import braid.training.data.Batch;
import braid.training.data.TokenizedExample;
import braid.training.latent.Predicted.What;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What is predicted from each chunk. */
final class ChunkDataTest {

    private static final int NONE = Batch.IGNORE;
    private static final List<TokenizedExample> EXAMPLES =
            List.of(
                    new TokenizedExample(
                            new int[] {90, 91}, new int[] {10, 11, 12, 13, 14}, new int[] {80, 81}),
                    new TokenizedExample(
                            new int[] {92, 93, 94}, new int[] {20, 21, 22, 23}, new int[] {82}));

    private static ChunkData data(boolean whole, Predicted predicted) {
        return new ChunkData(EXAMPLES, Alignment.FIXED, 2, 4, whole, predicted, 0, 3, 1);
    }

    /** First token of a chunk to what follows it, over all batches of an epoch. */
    private static Map<Integer, List<Integer>> following(ChunkData data, int tokens) {
        Map<Integer, List<Integer>> all = new TreeMap<>();
        for (int i = 0; data.batch(0, i) != null; i++) {
            ChunkBatch batch = Objects.requireNonNull(data.batch(0, i));
            assertThat(batch.following()).hasSize(batch.count() * tokens);
            for (int n = 0; n < batch.count(); n++) {
                all.put(
                        batch.chunks()[2 * n],
                        Arrays.stream(batch.following(), n * tokens, (n + 1) * tokens)
                                .boxed()
                                .toList());
            }
        }
        return all;
    }

    @Test
    void theNextChunkIsTheTraceBehindAsFarAsItGoes() {
        ChunkData data = data(false, new Predicted(What.NEXT_CHUNK, 2));
        assertThat(following(data, 2))
                .isEqualTo(
                        Map.of(
                                10, List.of(12, 13),
                                12, List.of(14, NONE),
                                20, List.of(22, 23),
                                22, List.of(NONE, NONE)));
        assertThat(data.predicting()).isEqualTo(3);
    }

    @Test
    void theAnswerIsTheWholeSolution() {
        ChunkData data = data(false, new Predicted(What.ANSWER, 3));
        assertThat(following(data, 3))
                .isEqualTo(
                        Map.of(
                                10, List.of(80, 81, NONE),
                                12, List.of(80, 81, NONE),
                                20, List.of(82, NONE, NONE),
                                22, List.of(82, NONE, NONE)));
        assertThat(data.predicting()).isEqualTo(4);
    }

    /** The decoder is given the prompt, and the solution is the answer: both would give it away. */
    @Test
    void nothingIsPredictedFromPromptAndSolution() {
        for (What what : List.of(What.NEXT_CHUNK, What.ANSWER)) {
            ChunkData data = data(true, new Predicted(what, 2));
            Map<Integer, List<Integer>> all = following(data, 2);
            assertThat(all).containsOnlyKeys(10, 12, 20, 22, 80, 90, 92);
            for (int first : new int[] {80, 90, 92}) {
                assertThat(all.get(first)).containsOnly(NONE);
            }
            assertThat(all.get(10)).doesNotContain(NONE);
        }
    }

    @Test
    void withoutAPredictionBatchesAreTheSame() {
        ChunkData plain = new ChunkData(EXAMPLES, 2, 4, true, 3, 1);
        ChunkData predicting = data(true, new Predicted(What.ANSWER, 2));
        for (int i = 0; i < 3; i++) {
            ChunkBatch a = Objects.requireNonNull(plain.batch(5, i));
            ChunkBatch b = Objects.requireNonNull(predicting.batch(5, i));
            assertThat(a.chunks()).isEqualTo(b.chunks());
            assertThat(a.prompts()).isEqualTo(b.prompts());
            assertThat(a.following()).isEmpty();
        }
        assertThat(plain.predicting()).isZero();
    }
}
