package braid.training.latent;

import braid.training.data.Example;
import braid.training.data.RunningSums;
import braid.training.eval.MutualInformation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of the state of the computation the latent codes carry, for the one task whose state is
 * known. A code that only names the surface of its chunk, the digit, says nothing about the running
 * sum; a lossless one says all of its log2(10) = 3.32 bits.
 */
public final class StateInformation {

    private StateInformation() {}

    /**
     * Whether a token is a word, so that it is known for which state a code stands: steps of two
     * tokens, and a line break behind the last.
     *
     * @param examples of {@link RunningSums}
     * @param codes of their traces, in the same order
     */
    public static boolean applies(List<Example> examples, EncodedTraces codes) {
        for (int i = 0; i < codes.size(); i++) {
            int[] ends = new int[examples.get(i).steps().size()];
            Arrays.setAll(ends, step -> RunningSums.WORDS_PER_STEP * (step + 1));
            ends[ends.length - 1]++;
            if (!Arrays.equals(ends, codes.examples().get(i).stepEnds())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Information of the code at a latent position, of those of all levels together, about the
     * running sum at the end of the text that it stands for; over all positions of all traces.
     *
     * @param examples of {@link RunningSums}, in words
     * @param codes of their traces, in the same order
     */
    public static MutualInformation of(List<Example> examples, EncodedTraces codes) {
        return of(examples, codes, 0, codes.levels());
    }

    /** Information of the codes of one level alone. */
    public static MutualInformation ofLevel(
            List<Example> examples, EncodedTraces codes, int level) {
        return of(examples, codes, level, level + 1);
    }

    private static MutualInformation of(
            List<Example> examples, EncodedTraces codes, int first, int end) {
        int levels = codes.levels();
        Map<List<Integer>, Integer> numbers = new HashMap<>();
        List<int[]> pairs = new ArrayList<>();
        for (int i = 0; i < codes.size(); i++) {
            int[] trace = codes.codes(i);
            for (int j = 0; j < codes.positions(i); j++) {
                int words = codes.span(i, j).to();
                if (words >= RunningSums.WORDS_PER_STEP) {
                    var of =
                            Arrays.stream(trace, j * levels + first, j * levels + end)
                                    .boxed()
                                    .toList();
                    int number = numbers.computeIfAbsent(of, seen -> numbers.size());
                    pairs.add(new int[] {number, RunningSums.state(examples.get(i), words)});
                }
            }
        }
        return MutualInformation.of(
                pairs.stream().mapToInt(pair -> pair[0]).toArray(),
                pairs.stream().mapToInt(pair -> pair[1]).toArray());
    }
}
