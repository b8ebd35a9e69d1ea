package braid.training.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import braid.training.data.TokenizedExample;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class CodeControlTest {

    private static final ChunkCodec CODEC = new Samples.Lossless(4, 2);
    private static final List<TokenizedExample> EXAMPLES = Samples.examples(500, 30);
    private static final EncodedTraces TRACES = EncodedTraces.encode(CODEC, EXAMPLES);

    @Test
    void shuffledCodesAreTheSameChunksElsewhere() {
        EncodedTraces shuffled = CodeControl.SHUFFLED.applied(TRACES, 1);
        assertThat(chunks(shuffled)).isEqualTo(chunks(TRACES));
        assertThat(lengths(shuffled)).isEqualTo(lengths(TRACES));
        // 16 codes: a chance of 1 in 256 to stay, were all chunks equally frequent.
        assertThat(share(shuffled)).isLessThan(0.02);
        assertThat(rows(CodeControl.SHUFFLED.applied(TRACES, 1))).isEqualTo(rows(shuffled));
        assertThat(rows(CodeControl.SHUFFLED.applied(TRACES, 2))).isNotEqualTo(rows(shuffled));
    }

    @Test
    void randomCodesAreUniformAndConstantOnesAllTheSame() {
        EncodedTraces random = CodeControl.RANDOM.applied(TRACES, 1);
        assertThat(lengths(random)).isEqualTo(lengths(TRACES));
        int[] all = rows(random).stream().flatMapToInt(r -> r.stream().mapToInt(i -> i)).toArray();
        for (int code = 0; code < CODEC.codes(); code++) {
            int wanted = code;
            double p = 1.0 / CODEC.codes();
            assertThat((double) Arrays.stream(all).filter(c -> c == wanted).count() / all.length)
                    .isCloseTo(p, within(5 * Math.sqrt(p / all.length)));
        }
        EncodedTraces constant = CodeControl.CONSTANT.applied(TRACES, 1);
        assertThat(lengths(constant)).isEqualTo(lengths(TRACES));
        assertThat(rows(constant)).allSatisfy(row -> assertThat(row).containsOnly(0));
        assertThat(CodeControl.LEARNED.applied(TRACES, 1)).isSameAs(TRACES);
    }

    /** Every control keeps codes in the places of their levels. */
    @Test
    void levelsKeepTheirPlaces() {
        EncodedTraces two = EncodedTraces.encode(new Samples.Levels(4, 2), EXAMPLES);
        for (CodeControl control : CodeControl.values()) {
            EncodedTraces shown = control.applied(two, 1);
            assertThat(lengths(shown)).isEqualTo(lengths(two));
            int[] counts = new int[8];
            for (List<Integer> row : rows(shown)) {
                for (int i = 0; i < row.size(); i++) {
                    assertThat(row.get(i) / 4).as(control + " level").isEqualTo(i % 2);
                    counts[row.get(i)]++;
                }
            }
            assertThat(Arrays.stream(counts).filter(n -> n > 0).count())
                    .isEqualTo(control == CodeControl.CONSTANT ? 2 : 8);
        }
        EncodedTraces shuffled = CodeControl.SHUFFLED.applied(two, 1);
        assertThat(chunks(shuffled, 4)).isEqualTo(chunks(two, 4));
        assertThat(rows(shuffled)).isNotEqualTo(rows(two));
    }

    private static List<List<Integer>> rows(EncodedTraces traces) {
        List<List<Integer>> rows = new ArrayList<>();
        for (int i = 0; i < traces.size(); i++) {
            rows.add(Arrays.stream(traces.codes(i)).boxed().toList());
        }
        return rows;
    }

    private static List<Integer> lengths(EncodedTraces traces) {
        return rows(traces).stream().map(List::size).toList();
    }

    private static Map<List<Integer>, Integer> chunks(EncodedTraces traces) {
        return chunks(traces, 2);
    }

    /** How often the codes of a chunk stand together anywhere. */
    private static Map<List<Integer>, Integer> chunks(EncodedTraces traces, int each) {
        Map<List<Integer>, Integer> counts = new HashMap<>();
        for (List<Integer> row : rows(traces)) {
            for (int at = 0; at < row.size(); at += each) {
                counts.merge(row.subList(at, at + each), 1, Integer::sum);
            }
        }
        return counts;
    }

    /** Share of chunks that kept both codes. */
    private static double share(EncodedTraces traces) {
        int same = 0;
        int all = 0;
        for (int i = 0; i < traces.size(); i++) {
            for (int at = 0; at < traces.codes(i).length; at += 2) {
                boolean both =
                        traces.codes(i)[at] == TRACES.codes(i)[at]
                                && traces.codes(i)[at + 1] == TRACES.codes(i)[at + 1];
                same += both ? 1 : 0;
                all++;
            }
        }
        return (double) same / all;
    }
}
