package braid.kernels.device;

/** One allocation of a driver's raw memory; tensors are blocks of it. */
public interface Segment {

    /** Its size. */
    long bytes();
}
