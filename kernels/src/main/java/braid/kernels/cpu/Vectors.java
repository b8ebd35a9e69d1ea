package braid.kernels.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width, chosen once: the widest that the processor prefers. Only the nested {@code Vector} classes
 * of kernels may touch this class, since it needs the module {@code jdk.incubator.vector}.
 */
public final class Vectors {

    /** Species of all F32 kernels. */
    public static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

    /** Floats in a vector. */
    public static final int LANES = F.length();

    private Vectors() {}
}
