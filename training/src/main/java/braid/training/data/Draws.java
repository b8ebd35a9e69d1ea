package braid.training.data;

import braid.tensor.random.Random;

import java.util.List;

/** Random choices that the generators share. */
final class Draws {

    private Draws() {}

    /** One element, all equally likely. */
    static <T> T pick(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }

    /** The numbers 0 to {@code n - 1} in random order. */
    static int[] permutation(int n, Random random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        random.shuffle(order);
        return order;
    }

    /** Puts a list into random order. */
    static <T> void shuffle(List<T> list, Random random) {
        for (int i = list.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            list.set(j, list.set(i, list.get(j)));
        }
    }

    /** True with probability {@code p}. */
    static boolean chance(double p, Random random) {
        return random.nextDouble() < p;
    }
}
