package braid.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

class GoalTableTest {

    private static Map<String, Object> line(
            String name, String shape, int threads, String rival, double ratio) {
        Map<String, Object> line = new HashMap<>();
        line.put("name", name);
        line.put("shape", shape);
        line.put("threads", threads);
        line.put("value", 4e6);
        line.put("fraction_of_peak", 0.61);
        line.put(rival + "_ratio", ratio);
        line.put(rival + "_ratio_low", ratio - 0.1);
        line.put(rival + "_ratio_high", ratio + 0.1);
        return line;
    }

    @Test
    void hasARowForEachGoalThatWasMeasured() {
        String table =
                GoalTable.of(
                        List.of(
                                line("sgemm", "NN 1", 4, "openblas", 2),
                                line("sgemm", "NT 1", 4, "openblas", 0.5),
                                line("train-s", "S", 4, "libtorch", 1.8),
                                line("train-s", "S", 1, "libtorch", 1.5),
                                line("decode-s", "S, batch 16, 255", 4, "libtorch", 1.9),
                                line("scaling", "S", 4, "one_thread", 3.9),
                                line("attention", "8 heads of 32, 1 x 256", 4, "x", 1),
                                line("attention", "8 heads of 32, 1 x 4096", 4, "x", 1),
                                line("empty-op", "add", 4, "libtorch", 9)));
        assertThat(table.lines().map(row -> row.replaceAll(" {2,}", " | ").strip()))
                .containsExactly(
                        "goal | ratio | of the peak | wanted",
                        "training step, config S | 1.80 [1.70, 1.90] | 61 % | 2.0",
                        "the same, one thread | 1.50 [1.40, 1.60] | 61 % | 1.4 ✓",
                        "greedy decoding, config S, batch 16 | 1.90 [1.80, 2.00] | 61 % | 2.0",
                        "4 threads to one, training step | 3.90 [3.80, 4.00] | 61 % | 1.85 ✓",
                        "matrix products, 2 shapes, to OpenBLAS | 1.00 [0.50, 2.00] | 61 % | 1.05",
                        "attention over 4,096 tokens | 61 % | 50 % of the peak ✓",
                        "an addition of one element, 0.25 µs | 9.00 [8.90, 9.10] | 0.5 µs ✓");
    }

    @Test
    void isEmptyWhereNoGoalWasMeasured() {
        assertThat(GoalTable.of(List.of(line("vqvae", "", 2, "x", 1)))).isEmpty();
    }
}
