package braid.training.latent;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.vqvae.VqVae;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A trained {@link VqVae} as the mixer sees it. */
public final class VqVaeCodec implements ChunkCodec {

    private static final int CHUNKS_AT_ONCE = 1024;

    private final VqVae model;

    /** Puts the model into evaluation mode. */
    public VqVaeCodec(VqVae model) {
        this.model = model;
        model.eval();
    }

    @Override
    public int chunk() {
        return model.config().chunk();
    }

    @Override
    public int compression() {
        return model.config().compression();
    }

    @Override
    public int codes() {
        return model.config().totalCodes();
    }

    @Override
    public int levels() {
        return model.config().levels();
    }

    @Override
    public int[] encode(int[] prompt, int[] trace) {
        return encode(List.of(prompt), List.of(trace)).getFirst();
    }

    @Override
    public List<int[]> encode(List<int[]> prompts, List<int[]> traces) {
        int total = traces.stream().mapToInt(t -> t.length / chunk()).sum();
        int[] ids = new int[total * chunk()];
        int at = 0;
        for (int[] trace : traces) {
            int n = trace.length / chunk() * chunk();
            System.arraycopy(trace, 0, ids, at, n);
            at += n;
        }
        int latents = latentsPerChunk();
        int[] codes = new int[total * latents];
        for (int from = 0; from < total; from += CHUNKS_AT_ONCE) {
            int count = Math.min(CHUNKS_AT_ONCE, total - from);
            int[] part = Arrays.copyOfRange(ids, from * chunk(), (from + count) * chunk());
            try (var scope = Scope.open()) {
                Tensor chunks = Tensor.of(Shape.of(count, chunk()), part).to(model.device());
                int[] found = model.encode(chunks).toInts();
                System.arraycopy(found, 0, codes, from * latents, found.length);
            }
        }
        List<int[]> all = new ArrayList<>();
        at = 0;
        for (int[] trace : traces) {
            int n = trace.length / chunk() * latents;
            all.add(Arrays.copyOfRange(codes, at, at + n));
            at += n;
        }
        return all;
    }

    @Override
    public int[] decode(int[] prompt, int[] codes) {
        int latents = latentsPerChunk();
        int n = codes.length / latents;
        if (n == 0) {
            return new int[0];
        }
        int[][] ofChunk = new int[n][];
        Arrays.fill(ofChunk, prompt);
        try (var scope = Scope.open()) {
            Tensor ids = Tensor.of(Shape.of(n, latents), Arrays.copyOf(codes, n * latents));
            return model.decode(ids.to(model.device()), Prompts.of(model, ofChunk))
                    .flatten(0, 1)
                    .toInts();
        }
    }
}
