/**
 * OpenCL devices through JOCL, an optional dependency: {@link braid.kernels.opencl.OpenClProvider}
 * finds them and says why one cannot be used, {@link braid.kernels.opencl.OpenClDriver} runs them.
 *
 * <p>Not here: what an operation launches ({@link braid.kernels.device}).
 */
package braid.kernels.opencl;
