/**
 * Measures of what a model has learned.
 *
 * <p>Reading order: {@link braid.training.eval.Evaluator}, {@link braid.training.eval.Evaluation};
 * apart from these, {@link braid.training.eval.MutualInformation}. Whether one answer is right is
 * decided by {@link braid.training.data.Task#correct}.
 */
package braid.training.eval;
