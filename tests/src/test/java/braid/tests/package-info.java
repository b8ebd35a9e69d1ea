/**
 * What crosses modules or backends: operation cases, gradients, determinism, memory. The unit tests
 * of one module live in that module.
 *
 * <p>Reading order: {@code op} (one case an operation, run in four modes), {@code autograd} (the
 * tape), {@code determinism}. Benchmarks are not here but in {@code braid.bench}.
 */
package braid.tests;
