package braid.transformer.io;

/** In which type a model keeps its weights. Products are computed in F32 either way. */
public enum WeightType {
    /** F32, whatever the files hold: for training, and fastest. */
    F32,
    /**
     * As the files hold them: BF16 and F16 take half of the memory, and are widened each time that
     * they are used.
     */
    STORED
}
