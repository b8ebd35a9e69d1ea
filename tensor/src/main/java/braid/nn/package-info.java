/**
 * Building blocks of models: modules with named parameters, initialisers, state dicts.
 *
 * <p>Reading order: {@link braid.nn.Module}, {@link braid.nn.Parameter}, {@link braid.nn.Linear},
 * {@link braid.nn.Embedding}, {@link braid.nn.LayerNorm}, {@link braid.nn.Init}. Models are in
 * other modules; optimisers are with training.
 */
package braid.nn;
