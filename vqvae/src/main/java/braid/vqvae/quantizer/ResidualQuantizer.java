package braid.vqvae.quantizer;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.random.Random;
import braid.vqvae.VqVaeConfig;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Q levels of codes, each with a codebook of its own: a level quantises what those before it left
 * (Zeghidour et al. 2021, arXiv:2107.03312, algorithm 1; Lee et al. 2022, arXiv:2203.01941,
 * equations 3 and 8):
 *
 * <pre>{@code
 * r_0 = z;  e_q = nearest(r_q);  r_(q+1) = r_q - sg[e_q];  decoded: e_0 + … + e_(Q-1)
 * loss = Σ_q ‖sg[r_q] - e_q‖² + β Σ_q ‖r_q - sg[e_q]‖²
 * }</pre>
 *
 * <p>Each level is placed, moved and restarted by its {@link Quantizer} on what it quantises. Code
 * c of level q is the number {@code q K + c}, so that a number belongs to one level alone. With one
 * level this is that level.
 */
public final class ResidualQuantizer {

    private final List<Quantizer> levels = new ArrayList<>();

    /**
     * @param random of placements and restarts; levels behind the first have streams of their own
     */
    public ResidualQuantizer(VqVaeConfig config, Random random) {
        for (int q = 0; q < config.levels(); q++) {
            levels.add(Quantizer.of(config, q == 0 ? random : random.stream(q)));
        }
    }

    /** One quantiser a level, the coarsest first. */
    public List<Quantizer> levels() {
        return List.copyOf(levels);
    }

    /**
     * Codes of all levels that were moved to what they have to quantise because they were not used.
     */
    public long restarts() {
        return levels.stream().mapToLong(level -> level.stats().restarts()).sum();
    }

    /**
     * Replaces encoder outputs by codes, as {@link Quantizer#quantize} does at each level.
     *
     * @param z (M, D)
     */
    public Quantized quantize(Tensor z) {
        Quantized first = levels.getFirst().quantize(z);
        List<Tensor> codes = new ArrayList<>(List.of(first.codes()));
        if (levels.size() == 1) {
            return new Quantized(
                    joined(codes),
                    first.vectors(),
                    first.straightThrough(),
                    first.codebookLoss(),
                    first.commitmentLoss());
        }
        Tensor rest = z;
        Tensor last = first.vectors();
        Tensor sum = last;
        Tensor codebook = first.codebookLoss();
        Tensor commitment = first.commitmentLoss();
        for (Quantizer level : levels.subList(1, levels.size())) {
            rest = rest.sub(last);
            Quantized q = level.quantize(rest);
            codes.add(q.codes());
            last = q.vectors();
            sum = sum.add(last);
            codebook = plus(codebook, q.codebookLoss());
            commitment = commitment.add(q.commitmentLoss());
        }
        Tensor straightThrough = Quantizer.straightThrough(z, sum);
        return new Quantized(joined(codes), sum, straightThrough, codebook, commitment);
    }

    private static @Nullable Tensor plus(@Nullable Tensor a, @Nullable Tensor b) {
        return a == null || b == null ? null : a.add(b);
    }

    /**
     * Numbers of the codes; no gradient, no change to a codebook.
     *
     * @param z (M, D)
     * @return I32 (M, Q), those of level q in {@code [q K, (q + 1) K)}
     */
    public Tensor codes(Tensor z) {
        Tensor rest = z.detach();
        List<Tensor> codes = new ArrayList<>(List.of(levels.getFirst().codes(rest)));
        for (int q = 1; q < levels.size(); q++) {
            rest = rest.sub(levels.get(q - 1).vectors(codes.getLast()).detach());
            codes.add(levels.get(q).codes(rest));
        }
        return joined(codes);
    }

    /** Level by level (M) to numbers (M, Q). */
    private Tensor joined(List<Tensor> codes) {
        Tensor first = codes.getFirst();
        int m = first.dim(0);
        int q = codes.size();
        if (q == 1) {
            return first.reshape(m, 1);
        }
        int[] numbers = new int[m * q];
        for (int level = 0; level < q; level++) {
            int[] chosen = codes.get(level).toInts();
            for (int i = 0; i < m; i++) {
                numbers[i * q + level] = level * size() + chosen[i];
            }
        }
        return Tensor.of(Shape.of(m, q), numbers).to(first.device());
    }

    /**
     * Sums of the levels' vectors.
     *
     * @param codes I32 (M, Q), as {@link #codes} numbers them
     * @return (M, D)
     */
    public Tensor vectors(Tensor codes) {
        int q = levels.size();
        if (q == 1) {
            return levels.getFirst().vectors(codes.flatten(0, 1));
        }
        int[] numbers = codes.toInts();
        Tensor sum = null;
        for (int level = 0; level < q; level++) {
            int[] chosen = new int[numbers.length / q];
            for (int i = 0; i < chosen.length; i++) {
                chosen[i] = numbers[i * q + level] - level * size();
                if (chosen[i] < 0 || chosen[i] >= size()) {
                    throw new TensorException(
                            "vqvae: code "
                                    + numbers[i * q + level]
                                    + " in the place of level "
                                    + level,
                            "the codes of a position stand in the order of their levels, those of"
                                    + " level q from q * "
                                    + size());
                }
            }
            Tensor of = Tensor.of(Shape.of(chosen.length), chosen).to(codes.device());
            Tensor e = levels.get(level).vectors(of);
            sum = sum == null ? e : sum.add(e);
        }
        return Objects.requireNonNull(sum);
    }

    private int size() {
        return levels.getFirst().codebook().size();
    }
}
