package braid.nn;

import braid.tensor.DType;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.op.Bf16Linear;
import braid.tensor.op.Q8Linear;

/**
 * A weight (N, K) in the form Q8_0 of GGML, for inference on the CPU: each block of 32 neighbours
 * in a row is whole numbers from -127 to 127 times a scale in F16, its largest magnitude / 127; a
 * row's last block may be shorter. 8.5 bits an element; a number is off by at most half a scale,
 * and by what the scale's own rounding adds, 127 / 2048 of it.
 */
public final class Q8Weight {

    private static final int BLOCK = Q8Linear.BLOCK;
    private static final int ZERO = 128;
    private static final int LARGEST = 127;
    private static final int ROWS_AT_ONCE = 256;

    private final Tensor quants;
    private final Tensor scales;

    private Q8Weight(Tensor quants, Tensor scales) {
        this.quants = quants;
        this.scales = scales;
    }

    /**
     * Rounds a weight.
     *
     * @param weight (N, K) of a floating type, on the CPU
     */
    public static Q8Weight of(Tensor weight) {
        int n = weight.dim(0);
        int k = weight.dim(1);
        int blocks = Math.ceilDiv(k, BLOCK);
        byte[] quants = new byte[Math.multiplyExact(n, k)];
        short[] scales = new short[n * blocks];
        for (int from = 0; from < n; from += ROWS_AT_ONCE) {
            try (var scope = Scope.open()) {
                int rows = Math.min(ROWS_AT_ONCE, n - from);
                float[] values =
                        weight.detach().slice(0, from, from + rows).to(DType.F32).toFloats();
                for (int i = 0; i < rows; i++) {
                    for (int b = 0; b < blocks; b++) {
                        int at = i * k + b * BLOCK;
                        int length = Math.min(BLOCK, k - b * BLOCK);
                        scales[(from + i) * blocks + b] =
                                round(values, at, length, quants, from * k + at);
                    }
                }
            }
        }
        return new Q8Weight(
                Tensor.of(Shape.of(n, k), quants),
                Tensor.ofRaw(Shape.of(n, blocks), DType.F16, scales));
    }

    /** Rounds a block; its scale. */
    private static short round(float[] values, int at, int length, byte[] quants, int to) {
        float most = 0;
        for (int i = at; i < at + length; i++) {
            most = Math.max(most, Math.abs(values[i]));
        }
        float scale = most / LARGEST;
        float inverse = scale == 0 ? 0 : 1 / scale;
        for (int i = 0; i < length; i++) {
            quants[to + i] = (byte) (Math.round(values[at + i] * inverse) + ZERO);
        }
        return Float.floatToFloat16(scale);
    }

    /**
     * {@code x Wᵀ}.
     *
     * @param x (…, K)
     * @return (…, N)
     */
    public Tensor linear(Tensor x) {
        boolean few = x.numel() <= (long) Bf16Linear.FEW * x.dim(-1);
        return few ? new Q8Linear().apply(x, quants, scales) : x.linear(widened());
    }

    /** The rounded weight in F32, (N, K). */
    public Tensor widened() {
        int n = quants.dim(0);
        int k = quants.dim(1);
        int blocks = scales.dim(1);
        Tensor all = scales.to(DType.F32).unsqueeze(2).expand(Shape.of(n, blocks, BLOCK));
        Tensor factors = all.reshape(n, blocks * BLOCK).slice(1, 0, k);
        return quants.to(DType.F32).add(-ZERO).mul(factors);
    }
}
