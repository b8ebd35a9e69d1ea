package braid.training.latent;

import java.util.ArrayList;
import java.util.List;

/** What the mixer and the reports need of a VQ-VAE: traces to codes, codes to text chunks. */
public interface ChunkCodec {

    /** Text tokens in a chunk (L). */
    int chunk();

    /** Text tokens a latent position stands for (r); divides the chunk. */
    int compression();

    /** Number of different codes, those of all levels (Q K). */
    int codes();

    /** Codes a latent position (Q); those of level q are q K to (q + 1) K - 1. */
    default int levels() {
        return 1;
    }

    /** Codes a chunk: L / r positions, at each one code a level, the coarsest first. */
    default int latentsPerChunk() {
        return chunk() / compression() * levels();
    }

    /**
     * Codes of the whole chunks of a trace, from its left; what is left over has none.
     *
     * @param prompt ids of the question
     * @param trace ids of the trace
     * @return {@code floor(t_c / L) Q L / r} codes, each in {@code [0, codes())}
     */
    int[] encode(int[] prompt, int[] trace);

    /**
     * The text that codes stand for, as far as they carry it.
     *
     * @param prompt ids of the question, which the decoder may use
     * @param codes of whole chunks, {@link #latentsPerChunk()} each
     * @return L token ids a chunk
     */
    int[] decode(int[] prompt, int[] codes);

    /** Codes of many traces; to be overridden where many at once are faster. */
    default List<int[]> encode(List<int[]> prompts, List<int[]> traces) {
        List<int[]> codes = new ArrayList<>();
        for (int i = 0; i < traces.size(); i++) {
            codes.add(encode(prompts.get(i), traces.get(i)));
        }
        return codes;
    }
}
