/**
 * What the platforms of devices share below their drivers: {@link
 * braid.kernels.platform.NativeLibrary} loads the native part of a binding, {@link
 * braid.kernels.platform.KernelSource} reads the source of a program, {@link
 * braid.kernels.platform.BinaryCache} keeps what was compiled of it.
 *
 * <p>Not here: the platforms, and what an operation launches ({@link braid.kernels.device}).
 */
package braid.kernels.platform;
