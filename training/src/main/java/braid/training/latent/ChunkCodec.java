package braid.training.latent;

import braid.training.data.TokenizedExample;

import java.util.ArrayList;
import java.util.List;

/** What the mixer and the reports need of a VQ-VAE: traces to codes, codes to text chunks. */
public interface ChunkCodec {

    /** Text tokens in a chunk (L); the most where chunks end with steps. */
    int chunk();

    /** Where chunks end. */
    default Alignment alignment() {
        return Alignment.FIXED;
    }

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

    /** The chunks of an example's trace. */
    default Chunks chunks(TokenizedExample example) {
        return alignment().chunks(example, chunk(), latentsPerChunk());
    }

    /**
     * Codes of the chunks of a trace, from its left; what belongs to no chunk has none.
     *
     * @return {@link #latentsPerChunk()} codes a chunk, each in {@code [0, codes())}
     */
    int[] encode(TokenizedExample example);

    /**
     * The text that codes stand for, as far as they carry it.
     *
     * @param prompt ids of the question, which the decoder may use
     * @param codes of whole chunks, {@link #latentsPerChunk()} each
     * @return L token ids a chunk; padding behind the end of a chunk that is shorter
     */
    int[] decode(int[] prompt, int[] codes);

    /** Codes of many traces; to be overridden where many at once are faster. */
    default List<int[]> encode(List<TokenizedExample> examples) {
        List<int[]> codes = new ArrayList<>();
        for (TokenizedExample example : examples) {
            codes.add(encode(example));
        }
        return codes;
    }
}
