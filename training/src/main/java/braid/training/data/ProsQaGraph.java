package braid.training.data;

import braid.tensor.random.Random;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The random graph under a ProsQA question: nodes in topological order, two of which are the
 * possible roots.
 *
 * <p>Nodes are added one by one. Each gets a Poisson number of parents, drawn without replacement
 * and with a preference for deep ones from the descendants of the first root, of the second root,
 * or from all. Nodes without edges are dropped. The target is the deepest of all leaves that only
 * one of the roots reaches; the negative target a random leaf that only the other reaches, or one
 * that is as far from it as the target ({@link ProsQaSize.Other}). A graph without such a pair, or
 * with a target that is nearer or farther than asked for, is drawn again.
 *
 * @param nodes number of nodes
 * @param edges all edges, each from a lower to a higher node
 * @param root the node asked about
 * @param target a leaf that {@code root} alone reaches
 * @param negativeTarget a leaf that the other root alone reaches
 */
record ProsQaGraph(int nodes, List<Edge> edges, int root, int target, int negativeTarget) {

    private static final double MEAN_PARENTS = 1.5;
    private static final double FROM_FIRST = 0.35;
    private static final double FROM_FIRST_OR_SECOND = 0.8;
    private static final double WEIGHT_OF_DEPTH = 1.5;

    /** More than enough for sizes that are at all likely. */
    private static final int MOST_DRAWS = 100_000;

    /** An edge. */
    record Edge(int from, int to) {}

    static ProsQaGraph draw(ProsQaSize size, Random random) {
        UniformRandomProvider bits = random::nextLong;
        SharedStateDiscreteSampler parents = PoissonSampler.of(bits, MEAN_PARENTS);
        for (int i = 0; i < MOST_DRAWS; i++) {
            ProsQaGraph graph = new Growth(size, random, parents).finish();
            if (graph != null) {
                return graph;
            }
        }
        throw new DataException(
                "prosqa-gen: none of %d graphs of %d nodes has a path of %d to %d edges"
                        .formatted(MOST_DRAWS, size.nodes(), size.shortest(), size.longest()),
                "ask for more nodes or for shorter paths");
    }

    /** For each node, whether it has no parents: these are the persons. */
    boolean[] persons() {
        boolean[] persons = new boolean[nodes];
        Arrays.fill(persons, true);
        edges.forEach(edge -> persons[edge.to()] = false);
        return persons;
    }

    /**
     * One of the shortest paths from the root to the target, at random but not uniformly among all.
     */
    List<Edge> shortestPath(Random random) {
        int[] distance = distances(edges, nodes, root);
        List<Edge> path = new ArrayList<>();
        for (int at = target; at != root; at = path.getLast().from()) {
            int node = at;
            List<Edge> last =
                    edges.stream()
                            .filter(e -> e.to() == node && distance[e.from()] == distance[node] - 1)
                            .toList();
            path.add(Draws.pick(last, random));
        }
        Collections.reverse(path);
        return path;
    }

    /** Least number of edges from a node to each; a large number where there is no path. */
    static int[] distances(List<Edge> edges, int nodes, int from) {
        int[] distance = new int[nodes];
        Arrays.fill(distance, nodes);
        distance[from] = 0;
        // Edges lead to higher nodes, so in the order of their starts each distance is final when
        // used.
        edges.stream()
                .sorted((a, b) -> Integer.compare(a.from(), b.from()))
                .forEach(
                        e -> distance[e.to()] = Math.min(distance[e.to()], distance[e.from()] + 1));
        return distance;
    }

    /** A graph while it grows. */
    private static final class Growth {

        private final ProsQaSize size;
        private final Random random;
        private final int[] label;
        private final int[] depth;
        private final List<Edge> edges = new ArrayList<>();

        Growth(ProsQaSize size, Random random, SharedStateDiscreteSampler parents) {
            this.size = size;
            this.random = random;
            label = new int[size.nodes()];
            depth = new int[size.nodes()];
            label[0] = 1;
            label[1] = 2;
            for (int node = 2; node < size.nodes(); node++) {
                add(node, parents.sample());
            }
        }

        private void add(int node, int wanted) {
            double u = random.nextDouble();
            int family = u <= FROM_FIRST ? 1 : u <= FROM_FIRST_OR_SECOND ? 2 : 0;
            List<Integer> candidates = new ArrayList<>();
            for (int i = 0; i < node; i++) {
                if (family == 0 || label[i] == family) {
                    candidates.add(i);
                }
            }
            int parents = Math.min(wanted, candidates.size());
            int least = size.nodes();
            for (int i = 0; i < parents; i++) {
                int parent = takeWeighted(candidates);
                edges.add(new Edge(parent, node));
                label[node] |= label[parent];
                least = Math.min(least, depth[parent]);
            }
            depth[node] = parents == 0 ? 0 : least + 1;
        }

        private int takeWeighted(List<Integer> candidates) {
            double left = random.nextDouble() * candidates.stream().mapToDouble(this::weight).sum();
            int at = 0;
            while (at < candidates.size() - 1 && left >= weight(candidates.get(at))) {
                left -= weight(candidates.get(at++));
            }
            return candidates.remove(/* index */ at);
        }

        private double weight(int node) {
            return WEIGHT_OF_DEPTH * depth[node] + 1;
        }

        /** The graph with its targets, or null if it has none that are wanted. */
        @Nullable ProsQaGraph finish() {
            List<List<Integer>> leaves = List.of(exclusiveLeaves(1), exclusiveLeaves(2));
            if (leaves.get(0).isEmpty() || leaves.get(1).isEmpty()) {
                return null;
            }
            int[] distance = new int[size.nodes()]; // of a leaf from its own root
            int most = 0;
            List<Integer> deepest = new ArrayList<>();
            for (int root = 0; root < 2; root++) {
                int[] fromRoot = distances(edges, size.nodes(), root);
                for (int leaf : leaves.get(root)) {
                    distance[leaf] = fromRoot[leaf];
                    if (distance[leaf] > most) {
                        most = distance[leaf];
                        deepest.clear();
                    }
                    if (distance[leaf] == most) {
                        deepest.add(leaf);
                    }
                }
            }
            if (most < size.shortest() || most > size.longest()) {
                return null;
            }
            int target = Draws.pick(deepest, random);
            int root = label[target] - 1;
            List<Integer> others = new ArrayList<>(leaves.get(1 - root));
            if (size.other() == ProsQaSize.Other.FAR) {
                others.removeIf(leaf -> distance[leaf] != distance[target]);
            }
            return others.isEmpty() ? null : renumbered(root, target, Draws.pick(others, random));
        }

        private List<Integer> exclusiveLeaves(int wanted) {
            boolean[] inner = new boolean[size.nodes()];
            edges.forEach(edge -> inner[edge.from()] = true);
            List<Integer> leaves = new ArrayList<>();
            for (int node = 2; node < size.nodes(); node++) {
                if (label[node] == wanted && !inner[node]) {
                    leaves.add(node);
                }
            }
            return leaves;
        }

        private ProsQaGraph renumbered(int root, int target, int negativeTarget) {
            boolean[] used = new boolean[size.nodes()];
            for (Edge edge : edges) {
                used[edge.from()] = true;
                used[edge.to()] = true;
            }
            int[] number = new int[size.nodes()];
            int nodes = 0;
            for (int i = 0; i < size.nodes(); i++) {
                number[i] = nodes;
                nodes += used[i] ? 1 : 0;
            }
            List<Edge> compact =
                    edges.stream().map(e -> new Edge(number[e.from()], number[e.to()])).toList();
            return new ProsQaGraph(
                    nodes, compact, number[root], number[target], number[negativeTarget]);
        }
    }
}
