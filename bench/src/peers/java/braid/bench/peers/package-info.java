/**
 * The same work in other libraries, as the measure of ours: OpenBLAS, MKL and libtorch through
 * their Java bindings, ND4J in a process of its own. One {@link braid.bench.Peer} each: {@link
 * braid.bench.peers.OpenBlasPeer}, {@link braid.bench.peers.MklPeer}, {@link
 * braid.bench.peers.TorchPeer}, {@link braid.bench.peers.Nd4jPeer}.
 *
 * <p>Compiled and packed by {@code mvn -q -DskipTests package -Ppeers}; the profiles {@code
 * peers-mkl} and {@code peers-nd4j} add what is large. {@code braid bench} then lets them take
 * turns with Braid.
 *
 * <p>Not here: anything that Braid needs at run time.
 */
package braid.bench.peers;
