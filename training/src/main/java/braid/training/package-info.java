/**
 * Training runs: what is trained, on what, with which result.
 *
 * <p>{@link braid.training.BuildInfo} says which Braid is running; {@link
 * braid.training.ConfigurationException} is thrown by everything that reads a user's configuration.
 *
 * <p>Not here: the models ({@code braid.transformer}, {@code braid.vqvae}); the command line
 * ({@code braid.training.cli}).
 */
package braid.training;
