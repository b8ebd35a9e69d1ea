package braid.tensor.op;

/** Operations that change an operand in place. They are never recorded. */
public sealed interface Update extends Op permits AdamWStep, IndexCopy {}
