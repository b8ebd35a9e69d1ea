package braid.tensor.op;

/** Operations that copy elements to other places, by position or by index. */
public sealed interface Movement extends Op
        permits Contiguous,
                Concat,
                Gather,
                Gather.Backward,
                ScatterAdd,
                Embedding,
                Embedding.Backward,
                Slice.Backward,
                Unfold.Backward {}
