/**
 * The tape: which gradients reach the leaves, who holds memory and until when, recomputation.
 * Gradients of single operations are checked in {@code braid.tests.op}.
 */
package braid.tests.autograd;
