/**
 * Benchmarks on JMH, one class an operation: {@link braid.bench.jmh.ForwardBenchmark} and {@link
 * braid.bench.jmh.OpBenchmark} say what each measures and how its result is checked. {@code braid
 * bench jmh Softmax} runs those of a name.
 *
 * <p>Not here: comparisons with other libraries ({@code braid bench --peers}) and shares of the
 * machine's peak for every operation (mode {@code perf} of the cases in {@code tests}).
 */
package braid.bench.jmh;
