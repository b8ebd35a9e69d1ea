package braid.transformer.generate;

import braid.tensor.Tensor;

/**
 * Keys and values of earlier positions, to which new ones attend: {@link KvCache} in place and
 * without gradients, to generate; {@link DynamicCache} with them, to train; {@link AttentionProbe}
 * to measure where positions look.
 */
public sealed interface AttentionCache permits KvCache, DynamicCache, AttentionProbe {

    /** Keys and values of one block. */
    Layer layer(int index);

    /** Keys and values of one block. */
    interface Layer {

        /** Whether the positions at hand are the first, which attend to one another only. */
        boolean isPrefill();

        /**
         * Remembers positions.
         *
         * @param k (B, T, NKV HS)
         * @param v (B, T, NKV HS)
         */
        void append(Tensor k, Tensor v);

        /**
         * The positions that were remembered last attend to themselves and all before them.
         *
         * @param q (B, T, NH HS)
         * @return (B, T, NH HS)
         */
        Tensor attend(Tensor q, double scale);
    }
}
