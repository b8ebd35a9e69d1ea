/**
 * Backends. Each device has its package, found at run time through {@link java.util.ServiceLoader};
 * nothing compiles against them but benchmarks and tests. {@link braid.kernels.Kernel} is what they
 * share.
 *
 * <p>Not here: the contract that a backend fulfils ({@link braid.tensor.backend}).
 */
package braid.kernels;
