package braid.kernels.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width, chosen once: the widest that the processor prefers. Only the nested {@code
 * Vector} classes of kernels may touch this class, since it needs the module {@code
 * jdk.incubator.vector}.
 */
public final class Vectors {

    /** Species of all F32 kernels. */
    public static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

    /** Floats in a vector. */
    public static final int LANES = F.length();

    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private Vectors() {}

    private static VectorShuffle<Float> rotation(int lanes) {
        return VectorShuffle.iota(F, lanes, 1, true);
    }

    /**
     * Sum of all lanes: the halves are added until one lane is left. {@code reduceLanes(ADD)}
     * leaves the order open, and the interpreter and the compiler do take different ones: the same
     * kernel rounds differently before and after it was compiled. This order is fixed.
     */
    public static float sum(FloatVector v) {
        FloatVector s = v;
        if (LANES > 8) {
            s = s.add(s.rearrange(BY_8));
        }
        if (LANES > 4) {
            s = s.add(s.rearrange(BY_4));
        }
        if (LANES > 2) {
            s = s.add(s.rearrange(BY_2));
        }
        return s.add(s.rearrange(BY_1)).lane(0);
    }

    /** Largest lane, NaN passed over. */
    public static float max(FloatVector v) {
        FloatVector m = v;
        if (LANES > 8) {
            m = larger(m, m.rearrange(BY_8));
        }
        if (LANES > 4) {
            m = larger(m, m.rearrange(BY_4));
        }
        if (LANES > 2) {
            m = larger(m, m.rearrange(BY_2));
        }
        return larger(m, m.rearrange(BY_1)).lane(0);
    }

    private static FloatVector larger(FloatVector x, FloatVector y) {
        return x.blend(y, y.compare(VectorOperators.GT, x));
    }
}
