package braid.training.latent;

import braid.training.data.Example;
import braid.training.data.RunningSums;
import braid.training.eval.MutualInformation;

import java.util.ArrayList;
import java.util.List;

/**
 * How much of the state of the computation the latent codes carry, for the one task whose state is
 * known. A code that only names the surface of its chunk, the digit, says nothing about the running
 * sum; a lossless one says all of its log2(10) = 3.32 bits.
 */
public final class StateInformation {

    private StateInformation() {}

    /**
     * Whether a token is a word, so that it is known for which state a code stands.
     *
     * @param examples of {@link RunningSums}
     * @param codes of their traces, in the same order
     */
    public static boolean applies(List<Example> examples, EncodedTraces codes) {
        for (int i = 0; i < codes.size(); i++) {
            int words = RunningSums.WORDS_PER_STEP * examples.get(i).steps().size();
            if (codes.codes(i).length * codes.compression() > words) {
                return false;
            }
        }
        return true;
    }

    /**
     * Information of a code about the running sum at the end of the text that it stands for, over
     * all codes of all traces.
     *
     * @param examples of {@link RunningSums}, in words
     * @param codes of their traces, in the same order
     */
    public static MutualInformation of(List<Example> examples, EncodedTraces codes) {
        List<int[]> pairs = new ArrayList<>();
        for (int i = 0; i < codes.size(); i++) {
            int[] trace = codes.codes(i);
            for (int j = 0; j < trace.length; j++) {
                int words = (j + 1) * codes.compression();
                if (words >= RunningSums.WORDS_PER_STEP) {
                    pairs.add(new int[] {trace[j], RunningSums.state(examples.get(i), words)});
                }
            }
        }
        return MutualInformation.of(
                pairs.stream().mapToInt(pair -> pair[0]).toArray(),
                pairs.stream().mapToInt(pair -> pair[1]).toArray());
    }
}
