/**
 * Matrix products by ND4J for {@code braid bench --peers=nd4j}, in a process that holds nothing
 * else of Braid than what it answers by: {@link braid.bench.peers.ProductServer}.
 */
package braid.bench.nd4j;
