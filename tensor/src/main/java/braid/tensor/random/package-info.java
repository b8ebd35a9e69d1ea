/**
 * Random numbers as pure functions of (seed, stream, counter): the same on every device, for any
 * number of threads, and across a resume.
 *
 * <p>Reading order: {@link braid.tensor.random.Philox}, {@link braid.tensor.random.Random}, {@link
 * braid.tensor.random.DrawLog}. Distributions beyond uniform and normal are not here.
 */
package braid.tensor.random;
