package braid.tensor.op;

/** Fused operations of neural networks: several steps in one pass over memory. */
public sealed interface Neural extends Op permits Softmax, Softmax.Backward {}
