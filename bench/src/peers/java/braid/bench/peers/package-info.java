/**
 * The same work in other libraries, OpenBLAS and libtorch through their Java bindings, as the
 * measure of ours: {@link braid.bench.peers.OpenBlasPeer}, {@link braid.bench.peers.TorchPeer}.
 *
 * <p>Compiled and packed by {@code mvn -q -DskipTests package -Ppeers}; {@code braid bench} then
 * lets them take turns with Braid.
 *
 * <p>Not here: anything that Braid needs at run time.
 */
package braid.bench.peers;
