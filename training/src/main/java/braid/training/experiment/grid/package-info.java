/**
 * The driver of experiments: a grid of methods and seeds, checked as a whole, run one by one, each
 * run's record kept.
 *
 * <p>Reading order: {@link braid.training.experiment.grid.ExperimentFile}, {@link
 * braid.training.experiment.grid.Grid}, {@link braid.training.experiment.grid.GridRunner}, {@link
 * braid.training.experiment.grid.Findings}.
 *
 * <p>Not here: what is made of the records ({@link braid.training.experiment}).
 */
package braid.training.experiment.grid;
