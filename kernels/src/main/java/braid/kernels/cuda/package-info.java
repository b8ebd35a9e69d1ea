/**
 * CUDA devices through JCuda, an optional dependency: {@link braid.kernels.cuda.CudaProvider} finds
 * them and says why one cannot be used, {@link braid.kernels.cuda.CudaDriver} runs them by the
 * driver API, {@link braid.kernels.cuda.CudaPrograms} compiles kernels with NVRTC.
 *
 * <p>Not here: what an operation launches ({@link braid.kernels.device}).
 */
package braid.kernels.cuda;
