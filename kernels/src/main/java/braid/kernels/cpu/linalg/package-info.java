/**
 * Kernels that multiply matrices. One file an operation: the reference in double arithmetic, and
 * below it the vector version. Which kernel computes which operation stands in the package's
 * dispatcher.
 */
package braid.kernels.cpu.linalg;
