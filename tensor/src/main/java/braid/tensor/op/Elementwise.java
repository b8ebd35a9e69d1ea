package braid.tensor.op;

/** Operations that compute every element of the output from the elements at the same place. */
public sealed interface Elementwise extends Op
        permits Unary, UnaryBackward, Binary, Compare, Where, Cast, Dropout, Fill {}
