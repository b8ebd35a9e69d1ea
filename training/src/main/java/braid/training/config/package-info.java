/**
 * Configurations of runs: a YAML file over documented defaults, changed by {@code --set a.b=c},
 * checked whole.
 *
 * <p>Reading order: {@link braid.training.config.ConfigLoader}, {@link
 * braid.training.config.TrainConfig}, {@link braid.training.config.VqVaeRunConfig}. The defaults,
 * with a comment for each key, are the resources {@code train.yaml} and {@code vqvae.yaml} of this
 * package.
 */
package braid.training.config;
