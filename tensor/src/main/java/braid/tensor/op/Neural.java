package braid.tensor.op;

/** Fused operations of neural networks: several steps in one pass over memory. */
public sealed interface Neural extends Op
        permits Softmax,
                Softmax.Backward,
                LogSoftmax,
                LogSoftmax.Backward,
                LayerNorm,
                LayerNorm.Backward,
                RmsNorm,
                RmsNorm.Backward,
                CrossEntropy,
                CrossEntropy.Backward,
                Attention,
                Attention.Backward,
                SelfAttention,
                SelfAttention.Backward,
                NearestCode,
                Rope {}
