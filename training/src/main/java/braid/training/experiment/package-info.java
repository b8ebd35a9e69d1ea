/**
 * Experiments: runs of several methods over several seeds, each of which leaves one record, and
 * what can be said about them together.
 *
 * <p>Reading order: {@link braid.training.experiment.RunRecord}, what a finished run leaves; {@link
 * braid.training.experiment.Records}, the folder of them; {@link
 * braid.training.experiment.Experiment}; {@link braid.training.experiment.Scores}, the outcomes of
 * one run over its seeds; then the statistics: {@link braid.training.experiment.Interval}, {@link
 * braid.training.experiment.Bootstrap}, {@link braid.training.experiment.McNemar}, {@link
 * braid.training.experiment.Holm}.
 *
 * <p>Not here: pages and pictures (package {@code report} within this one); how an answer is
 * measured ({@link braid.training.eval}).
 */
package braid.training.experiment;
