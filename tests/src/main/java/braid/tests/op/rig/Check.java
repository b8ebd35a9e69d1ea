package braid.tests.op.rig;

/**
 * One thing to check.
 *
 * @param name for example {@code gelu cpu F32 [33] transposed}
 * @param run throws {@link AssertionError} where it does not hold
 */
public record Check(String name, Runnable run) {}
