/**
 * Benchmarks on JMH: one class an operation, then whole model steps.
 *
 * <p>{@link braid.bench.Main} starts them. Comparisons with other libraries are in {@code
 * src/peers}, compiled by the Maven profile {@code peers} alone, so that the ordinary build
 * downloads none of them.
 *
 * <p>Not here: checks that results are right (module {@code tests}).
 */
package braid.bench;
