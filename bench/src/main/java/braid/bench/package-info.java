/**
 * Benchmarks. {@link braid.bench.BenchCommand} is {@code braid bench}: it times whole workloads,
 * each a {@link braid.bench.Workload}, and lets other libraries take turns. {@link
 * braid.bench.Main} starts those on JMH.
 *
 * <p>Reading order: {@link braid.bench.Workload}, {@link braid.bench.TrainStep}, {@link
 * braid.bench.Peer}, {@link braid.bench.BenchCommand}. The other libraries are in {@code
 * src/peers}, compiled by the Maven profile {@code peers} alone, so that the ordinary build
 * downloads none of them.
 *
 * <p>Not here: checks that results are right (module {@code tests}).
 */
package braid.bench;
