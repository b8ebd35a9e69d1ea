/**
 * Mathematical questions in words, and when an answer to one is right.
 *
 * <p>Reading order: {@link braid.training.data.math.Gsm8k} and {@link
 * braid.training.data.math.MathProblems}, to train on; {@link braid.training.data.math.MathSet},
 * only to evaluate on; then {@link braid.training.data.math.AnswerFinder}, which finds the answer
 * in what a model wrote, and {@link braid.training.data.math.Equivalence}, which decides whether it
 * is the reference: {@link braid.training.data.math.Latex} brings both into one way of writing,
 * {@link braid.training.data.math.Form} into lists, tuples and matrices, {@link
 * braid.training.data.math.Quantity} and {@link braid.training.data.math.Value} into numbers.
 *
 * <p>There is no computer algebra here: expressions with variables are compared as text.
 */
package braid.training.data.math;
