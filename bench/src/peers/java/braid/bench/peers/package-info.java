/**
 * The same work in other libraries, OpenBLAS and libtorch through their Java bindings, as the
 * measure of ours.
 *
 * <p>Compiled and packed by {@code mvn -q -DskipTests package -Ppeers}; each class stands beside a
 * benchmark of {@code braid.bench} and runs the same shapes with the same number of threads.
 *
 * <p>Not here: anything that Braid needs at run time.
 */
package braid.bench.peers;
