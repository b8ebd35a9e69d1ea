package braid.tensor.backend;

/** What memory is used for; the lines of a memory report. */
public enum MemoryKind {
    /** Weights of a model. */
    PARAMETER,
    /** Gradients of the weights. */
    GRADIENT,
    /** Moments of the optimiser. */
    OPTIMIZER,
    /** Results of operations: forward, saved for the backward pass, and gradients in flight. */
    ACTIVATION,
    /** Scratch memory inside kernels: packed panels, tiles, partial sums. */
    WORKSPACE
}
