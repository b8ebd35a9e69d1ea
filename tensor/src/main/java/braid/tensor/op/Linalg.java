package braid.tensor.op;

/** Operations whose work is matrix multiplication. */
public sealed interface Linalg extends Op permits Matmul, Linear, Bf16Linear, Q8Linear {}
