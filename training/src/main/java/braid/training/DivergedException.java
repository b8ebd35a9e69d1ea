package braid.training;

/** A loss or gradient became NaN or infinite. */
public final class DivergedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DivergedException(int step, String tensor, String lastGood) {
        super(
                "step "
                        + step
                        + ": "
                        + tensor
                        + " is not finite; last good checkpoint: "
                        + lastGood
                        + "\n  HINT: lower the learning rate, lengthen the warm-up, or clip gradients, and"
                        + " resume from that checkpoint");
    }
}
