/**
 * Pictures of what runs left behind: {@link braid.training.report.LineChart} and {@link
 * braid.training.report.ScatterChart} draw, {@link braid.training.report.Curve} reads the metrics
 * of a run.
 *
 * <p>Not here: how figures are measured (package {@code eval}).
 */
package braid.training.report;
