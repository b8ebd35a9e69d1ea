/**
 * The page of speeds, {@code docs/performance.md}, and its pictures, written from the lines that
 * {@code braid bench --append} left.
 *
 * <p>Reading order: {@link braid.bench.report.Results}, {@link braid.bench.report.PerformancePage},
 * {@link braid.bench.report.RatioChart}.
 */
package braid.bench.report;
