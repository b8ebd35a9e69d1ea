package braid.training.latent;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.training.data.TokenizedExample;
import braid.transformer.tokenizer.Tokenizer;
import braid.vqvae.VqVae;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A trained {@link VqVae} as the mixer sees it. */
public final class VqVaeCodec implements ChunkCodec {

    private static final int CHUNKS_AT_ONCE = 1024;

    private final VqVae model;
    private final Alignment alignment;
    private final int pad;

    /** For chunks of L tokens; puts the model into evaluation mode. */
    public VqVaeCodec(VqVae model) {
        this(model, Alignment.FIXED, Tokenizer.PAD);
    }

    /**
     * For the chunks that the model was trained on; puts it into evaluation mode.
     *
     * @param pad what filled up shorter ones
     */
    public VqVaeCodec(VqVae model, Alignment alignment, int pad) {
        this.model = model;
        this.alignment = alignment;
        this.pad = pad;
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
    public Alignment alignment() {
        return alignment;
    }

    @Override
    public int[] encode(TokenizedExample example) {
        return encode(List.of(example)).getFirst();
    }

    @Override
    public List<int[]> encode(List<TokenizedExample> examples) {
        int total = examples.stream().mapToInt(e -> chunks(e).count()).sum();
        int[] ids = new int[total * chunk()];
        Arrays.fill(ids, pad);
        int at = 0;
        for (TokenizedExample example : examples) {
            Chunks chunks = chunks(example);
            for (int i = 0; i < chunks.count(); i++) {
                System.arraycopy(example.trace(), chunks.start(i), ids, at, chunks.length(i));
                at += chunk();
            }
        }
        int[] codes = codesOf(ids, total);
        List<int[]> all = new ArrayList<>();
        at = 0;
        for (TokenizedExample example : examples) {
            int n = chunks(example).count() * latentsPerChunk();
            all.add(Arrays.copyOfRange(codes, at, at + n));
            at += n;
        }
        return all;
    }

    /**
     * @param ids (total, L) row-major
     */
    private int[] codesOf(int[] ids, int total) {
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
        return codes;
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
            int[] text =
                    model.decode(ids.to(model.device()), Prompts.of(model, ofChunk))
                            .flatten(0, 1)
                            .toInts();
            return alignment == Alignment.STEP ? ended(text) : text;
        }
    }

    /** The first padding of a chunk is its end; the decoder learns nothing about what is behind. */
    private int[] ended(int[] text) {
        for (int from = 0; from < text.length; from += chunk()) {
            int end = from;
            while (end < from + chunk() && text[end] != pad) {
                end++;
            }
            Arrays.fill(text, end, from + chunk(), pad);
        }
        return text;
    }
}
