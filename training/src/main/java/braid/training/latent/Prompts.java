package braid.training.latent;

import braid.tensor.Device;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.transformer.tokenizer.Tokenizer;
import braid.vqvae.VqVae;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/** Puts the prompts of chunks side by side, each once. */
final class Prompts {

    private Prompts() {}

    /**
     * The prompts of a batch, or null where the decoder is not conditioned.
     *
     * @param ofChunk the prompt of each chunk; the same array object where chunks share one
     */
    static VqVae.@Nullable Prompt of(VqVae model, int[][] ofChunk) {
        int context = model.config().promptContext();
        if (context == 0) {
            return null;
        }
        Map<int[], Integer> rows = new IdentityHashMap<>();
        int[] row = new int[ofChunk.length];
        int[][] distinct = new int[ofChunk.length][];
        int width = 1;
        for (int i = 0; i < ofChunk.length; i++) {
            Integer known = rows.get(ofChunk[i]);
            if (known == null) {
                known = rows.size();
                rows.put(ofChunk[i], known);
                distinct[known] = ChunkData.tail(ofChunk[i], context);
                width = Math.max(width, distinct[known].length);
            }
            row[i] = known;
        }
        int n = rows.size();
        int[] ids = new int[n * width];
        Arrays.fill(ids, Tokenizer.PAD);
        int[] last = new int[n];
        for (int p = 0; p < n; p++) {
            System.arraycopy(distinct[p], 0, ids, p * width, distinct[p].length);
            last[p] = p * width + Math.max(1, distinct[p].length) - 1;
        }
        Device device = model.device();
        return new VqVae.Prompt(
                Tensor.of(Shape.of(n, width), ids).to(device),
                Tensor.of(Shape.of(n), last).to(device),
                Tensor.of(Shape.of(row.length), row).to(device));
    }
}
