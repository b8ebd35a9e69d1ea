package braid.bench.jmh;

import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;

import java.util.Arrays;

/** 512 rows of {@code (4096, 1024)} overwritten, in place. */
public class IndexCopyBenchmark extends ForwardBenchmark {

    @Override
    Tensor[] operands(Random random, int rows) {
        return new Tensor[] {
            normal(random, rows, 1024), places(random, rows), normal(random, rows / 8, 1024)
        };
    }

    @Override
    Tensor apply(Tensor[] in) {
        return in[0].indexCopy(in[1], in[2]);
    }

    /** Each row at most once, in no order. */
    private static Tensor places(Random random, int rows) {
        int[] all = new int[rows];
        Arrays.setAll(all, i -> i);
        random.shuffle(all);
        return Tensor.of(Shape.of(rows / 8), Arrays.copyOf(all, rows / 8));
    }
}
