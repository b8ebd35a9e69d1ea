/**
 * What a device must offer: allocate, copy, execute operations, account for its memory. Backends
 * live in other modules and are found at run time through {@link java.util.ServiceLoader}.
 *
 * <p>Reading order: {@link braid.tensor.backend.Backend}, {@link
 * braid.tensor.backend.BackendProvider} with its {@link braid.tensor.backend.Probe}, {@link
 * braid.tensor.backend.MemoryStats}, {@link braid.tensor.backend.Backends}. No device code is here.
 */
package braid.tensor.backend;
