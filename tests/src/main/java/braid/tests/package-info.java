/**
 * What crosses modules or backends: operation cases, gradients, determinism, memory. The unit tests
 * of one module live in that module.
 *
 * <p>Reading order: {@link braid.tests.op} (one case an operation, run in four modes), then under
 * {@code src/test} the packages {@code op} (the cases as JUnit tests), {@code autograd} (the tape),
 * {@code memory}. Benchmarks of models are not here but in {@code braid.bench}.
 */
package braid.tests;
