package braid.kernels.cpu.gemm;

import braid.kernels.cpu.elementwise.ElementwiseKernels;
import braid.tensor.op.Activation;
import braid.tensor.op.Unary;

import org.jspecify.annotations.Nullable;

/**
 * What is done to each tile of C after its last sum, while the tile is in the L1 cache: {@code z =
 * c + bias}, then {@code c = activation(z)}. Gives the same bits as the operations one after the
 * other.
 *
 * @param bias one float for each column of C, or null
 * @param biasOff first float of the bias
 * @param activation applied after the bias
 * @param pre receives z, which the backward pass of some activations needs; or null
 * @param preOff first element of {@code pre}
 * @param ldPre elements from row to row of {@code pre}
 */
public record Epilogue(
        float @Nullable [] bias,
        int biasOff,
        Activation activation,
        float @Nullable [] pre,
        int preOff,
        int ldPre) {

    /** Leaves C as it is. */
    public static final Epilogue NONE = new Epilogue(null, 0, Activation.NONE, null, 0, 0);

    /** Adds a row to every row of C. */
    public static Epilogue bias(float[] bias, int biasOff) {
        return new Epilogue(bias, biasOff, Activation.NONE, null, 0, 0);
    }

    /** The same with an activation. */
    public Epilogue then(Activation next) {
        return new Epilogue(bias, biasOff, next, pre, preOff, ldPre);
    }

    /** The same, keeping what goes into the activation. */
    public Epilogue keeping(float[] newPre, int newPreOff, int newLdPre) {
        return new Epilogue(bias, biasOff, activation, newPre, newPreOff, newLdPre);
    }

    void check(int m, int n) {
        if (bias != null) {
            Gemm.window("the bias", bias.length, biasOff, n, 1, n);
        }
        if (pre != null) {
            Gemm.window("the pre-activation", pre.length, preOff, ldPre, m, n);
        }
    }

    /** Whether more than the bias is asked for. */
    boolean acts() {
        return pre != null || activation != Activation.NONE;
    }

    /**
     * Applies it to a tile that lies dense in memory of its own, all of it in one go, and stores
     * the tile into C.
     *
     * @param width columns of the tile
     * @param biased whether the bias is in it
     * @param ct element of C at (row, column)
     */
    void finish(
            float[] tile,
            int width,
            boolean biased,
            float[] c,
            int ct,
            int ldc,
            int row,
            int column,
            int rows) {
        if (bias != null && !biased) {
            for (int i = 0; i < rows; i++) {
                Rows.add(tile, i * width, bias, biasOff + column, width);
            }
        }
        if (pre != null) {
            Rows.copy(tile, width, pre, preOff + row * ldPre + column, ldPre, rows);
        }
        Unary function = activation.op();
        if (function != null) {
            ElementwiseKernels.forward(function, tile, 0, rows * width);
        }
        Rows.copy(tile, width, c, ct, ldc, rows);
    }

    /** Applies it to the window of C at (row, column). */
    void apply(float[] c, int cOff, int ldc, int row, int column, int rows, int columns) {
        if (bias == null && !acts()) {
            return;
        }
        Unary function = activation.op();
        for (int i = row; i < row + rows; i++) {
            int at = cOff + i * ldc + column;
            if (bias != null) {
                Rows.add(c, at, bias, biasOff + column, columns);
            }
            if (pre != null) {
                System.arraycopy(c, at, pre, preOff + i * ldPre + column, columns);
            }
            if (function != null) {
                ElementwiseKernels.forward(function, c, at, columns);
            }
        }
    }
}
