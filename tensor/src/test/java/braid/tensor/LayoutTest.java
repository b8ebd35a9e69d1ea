package braid.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Every view is compared with a model that knows no strides: the list of the storage positions of
 * its elements in row-major order.
 */
final class LayoutTest {

    /** A shape and, for each element, where it is in the storage. */
    private record Model(int[] dims, long[] positions) {

        static Model contiguous(int[] dims) {
            long[] positions = new long[count(dims)];
            Arrays.setAll(positions, i -> i);
            return new Model(dims, positions);
        }

        static int count(int[] dims) {
            return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        }

        static int[] index(int[] dims, int element) {
            int[] index = new int[dims.length];
            for (int i = dims.length - 1; i >= 0; i--) {
                index[i] = element % dims[i];
                element /= dims[i];
            }
            return index;
        }

        long at(int[] index) {
            int element = 0;
            for (int i = 0; i < dims.length; i++) {
                element = element * dims[i] + index[i];
            }
            return positions[element];
        }

        /**
         * The view with these sizes whose element {@code index} is this model's {@code
         * source(index)}.
         */
        Model view(int[] newDims, UnaryOperator<int[]> source) {
            long[] p = new long[count(newDims)];
            Arrays.setAll(p, e -> at(source.apply(index(newDims, e))));
            return new Model(newDims, p);
        }
    }

    private static Model model(Layout layout) {
        int[] dims = layout.shape().toArray();
        long[] positions = new long[(int) layout.shape().numel()];
        for (int e = 0; e < positions.length; e++) {
            int[] index = Model.index(dims, e);
            positions[e] = layout.offset();
            for (int i = 0; i < dims.length; i++) {
                positions[e] += index[i] * layout.stride(i);
            }
        }
        return new Model(dims, positions);
    }

    private static void assertSame(Layout layout, Model expected) {
        Model actual = model(layout);
        assertThat(actual.dims).containsExactly(expected.dims);
        assertThat(actual.positions).containsExactly(expected.positions);
        boolean rowMajor = true;
        for (int e = 0; e < expected.positions.length; e++) {
            rowMajor &= expected.positions[e] == expected.positions[0] + e;
        }
        assertThat(layout.isContiguous()).isEqualTo(rowMajor);
    }

    @Property(tries = 5000)
    void chainsOfViewsShowTheElementsThatTheirDefinitionsSay(@ForAll long seed) {
        var random = new Random(seed);
        int[] dims = random.ints(random.nextInt(6), 0, 4).toArray();
        if (random.nextInt(4) > 0) {
            Arrays.setAll(dims, i -> Math.max(1, dims[i]));
        }
        Layout layout = Shape.of(dims).contiguous();
        Model model = Model.contiguous(dims);
        for (int step = random.nextInt(8); step >= 0; step--) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    int[] order = order(random, model.dims.length);
                    layout = layout.permute(order);
                    model = permuted(model, order);
                }
                case 1 -> {
                    if (model.dims.length > 0) {
                        int axis = random.nextInt(model.dims.length);
                        boolean whole = random.nextBoolean();
                        int n = model.dims[axis];
                        int start = whole ? 0 : random.nextInt(n + 1);
                        int end = whole ? n : start + random.nextInt(n - start + 1);
                        int by = 1 + random.nextInt(3);
                        layout = layout.slice(axis, start, end, by);
                        model = sliced(model, axis, start, end, by);
                    }
                }
                case 2 -> {
                    int[] to = expandable(random, model.dims);
                    layout = layout.expand(Shape.of(to));
                    model = expanded(model, to);
                }
                case 3 -> {
                    int axis = model.dims.length == 0 ? -1 : random.nextInt(model.dims.length);
                    if (axis >= 0 && model.dims[axis] > 0 && model.dims.length < 6) {
                        int size = 1 + random.nextInt(model.dims[axis]);
                        int by = 1 + random.nextInt(3);
                        layout = layout.unfold(axis, size, by);
                        model = unfolded(model, axis, size, by);
                    }
                }
                default -> checkReshape(random, layout, model);
            }
            assertSame(layout, model);
        }
    }

    private static int[] order(Random random, int rank) {
        int[] order = new int[rank];
        Arrays.setAll(order, i -> i);
        for (int i = rank - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int t = order[i];
            order[i] = order[j];
            order[j] = t;
        }
        return order;
    }

    private static Model permuted(Model m, int[] order) {
        int[] dims = Arrays.stream(order).map(a -> m.dims[a]).toArray();
        return m.view(
                dims,
                index -> {
                    int[] source = new int[index.length];
                    for (int i = 0; i < index.length; i++) {
                        source[order[i]] = index[i];
                    }
                    return source;
                });
    }

    private static Model sliced(Model m, int axis, int start, int end, int step) {
        int[] dims = m.dims.clone();
        dims[axis] = 0;
        for (int i = start; i < end; i += step) {
            dims[axis]++;
        }
        return m.view(
                dims,
                index -> {
                    int[] source = index.clone();
                    source[axis] = start + index[axis] * step;
                    return source;
                });
    }

    private static int[] expandable(Random random, int[] dims) {
        int lead = dims.length < 4 ? random.nextInt(2) : 0;
        int[] to = new int[dims.length + lead];
        for (int i = 0; i < to.length; i++) {
            boolean free = i < lead || dims[i - lead] == 1;
            to[i] = free ? random.nextInt(4) : dims[i - lead];
        }
        return to;
    }

    private static Model expanded(Model m, int[] to) {
        int lead = to.length - m.dims.length;
        return m.view(
                to,
                index -> {
                    int[] source = Arrays.copyOfRange(index, lead, index.length);
                    for (int i = 0; i < source.length; i++) {
                        source[i] = m.dims[i] == 1 ? 0 : source[i];
                    }
                    return source;
                });
    }

    private static Model unfolded(Model m, int axis, int size, int step) {
        int[] dims = Arrays.copyOf(m.dims, m.dims.length + 1);
        dims[axis] = (m.dims[axis] - size) / step + 1;
        dims[m.dims.length] = size;
        return m.view(
                dims,
                index -> {
                    int[] source = Arrays.copyOf(index, index.length - 1);
                    source[axis] = index[axis] * step + index[index.length - 1];
                    return source;
                });
    }

    /** A reshape keeps the order; it copies nothing exactly where strides for it exist. */
    private static void checkReshape(Random random, Layout layout, Model model) {
        int[] to = factors(random, model.positions.length);
        Layout reshaped = layout.tryReshape(Shape.of(to));
        Model wanted = new Model(to, model.positions);
        if (reshaped == null) {
            assertThat(isStrided(wanted)).as("%s as %s", layout, Arrays.toString(to)).isFalse();
        } else {
            assertThat(model(reshaped).dims).containsExactly(to);
            assertThat(model(reshaped).positions).containsExactly(model.positions);
        }
    }

    /** Sizes with product n: its prime factors and some ones in random order, some joined. */
    private static int[] factors(Random random, int n) {
        if (n == 0) {
            return new int[] {random.nextInt(3), 0};
        }
        List<Integer> list = new ArrayList<>(Collections.nCopies(random.nextInt(3), 1));
        for (int f = 2; n > 1; ) {
            if (n % f == 0) {
                list.add(random.nextInt(list.size() + 1), f);
                n /= f;
            } else {
                f++;
            }
        }
        int[] dims = new int[list.size()];
        int rank = 0;
        for (int size : list) {
            if (rank > 0 && random.nextBoolean()) {
                dims[rank - 1] *= size;
            } else {
                dims[rank++] = size;
            }
        }
        return Arrays.copyOf(dims, rank);
    }

    private static boolean isStrided(Model m) {
        long[] strides = new long[m.dims.length];
        for (int i = 0; i < strides.length; i++) {
            int[] unit = new int[strides.length];
            if (m.dims[i] > 1) {
                unit[i] = 1;
                strides[i] = m.at(unit) - m.positions[0];
            }
        }
        for (int e = 0; e < m.positions.length; e++) {
            int[] index = Model.index(m.dims, e);
            long at = m.positions[0];
            for (int i = 0; i < strides.length; i++) {
                at += index[i] * strides[i];
            }
            if (at != m.positions[e]) {
                return false;
            }
        }
        return true;
    }

    @Property
    void aLayoutStaysInsideItsStorage(
            @ForAll @IntRange(min = 1, max = 6) int rows,
            @ForAll @IntRange(min = 1, max = 6) int columns) {
        // Empty slices at the very end must not point behind the storage.
        Layout all = Shape.of(rows, columns).contiguous();
        Layout empty = all.slice(0, rows, rows, 1).slice(1, columns, columns, 1);
        assertThat(empty.offset()).isLessThanOrEqualTo((long) rows * columns);
        assertThat(all.slice(1, 0, columns, Integer.MAX_VALUE).shape())
                .isEqualTo(Shape.of(rows, 1));
    }

    @Property
    void whatDoesNotFitIsRefusedWithBothShapes(@ForAll @IntRange(min = 2, max = 5) int n) {
        Layout l = Shape.of(n, 3).contiguous();
        assertThatThrownBy(() -> l.permute(0, 0))
                .hasMessage(
                        "permute: order [0, 0] does not fit shape ["
                                + n
                                + ", 3]\n"
                                + "  HINT: name every axis exactly once");
        assertThatThrownBy(() -> l.permute(0)).isInstanceOf(TensorException.class);
        assertThatThrownBy(() -> l.permute(0, 2)).hasMessageStartingWith("axis 2 is out of range");
        assertThatThrownBy(() -> l.slice(0, 1, n + 1, 1))
                .hasMessageStartingWith(
                        "slice: range [1, " + (n + 1) + ") step 1 does not fit axis 0");
        assertThatThrownBy(() -> l.slice(0, -1, 1, 1)).isInstanceOf(TensorException.class);
        assertThatThrownBy(() -> l.slice(0, 0, 1, 0)).isInstanceOf(TensorException.class);
        assertThatThrownBy(() -> l.expand(Shape.of(n + 1, 3)))
                .hasMessageStartingWith(
                        "expand: shape [" + n + ", 3] does not expand to [" + (n + 1) + ", 3]");
        assertThatThrownBy(() -> l.expand(Shape.of(3))).isInstanceOf(TensorException.class);
        assertThatThrownBy(() -> l.unfold(0, n + 1, 1))
                .hasMessageStartingWith("unfold: windows of " + (n + 1));
    }
}
