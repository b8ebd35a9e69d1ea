/**
 * What devices with memory of their own have in common: which kernels an operation is, and how its
 * memory is managed. OpenCL and CUDA differ below {@link braid.kernels.device.Driver}.
 *
 * <p>Read {@link braid.kernels.device.DeviceBackend} first, then {@link braid.kernels.device.Call}
 * and one of the {@code …Calls}; {@link braid.kernels.device.DevicePool} for memory. The device
 * code is in {@code resources/kernels}; {@code prelude.cl} and {@code prelude.cu} have its dialect.
 *
 * <p>Not here: platforms ({@link braid.kernels.opencl}, {@link braid.kernels.cuda}), kernels for
 * the processor ({@link braid.kernels.cpu}).
 */
package braid.kernels.device;
