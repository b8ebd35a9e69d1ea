package braid.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ShapeTest {

    private final Shape s = Shape.of(2, 3, 4);

    @Test
    void countsAndNamesItsAxes() {
        assertThat(s.rank()).isEqualTo(3);
        assertThat(s.numel()).isEqualTo(24);
        assertThat(s.dim(1)).isEqualTo(3);
        assertThat(s.dim(-1)).isEqualTo(4);
        assertThat(s).hasToString("[2, 3, 4]").isEqualTo(Shape.of(2, 3, 4));
        assertThat(s.hashCode()).isEqualTo(Shape.of(2, 3, 4).hashCode());
        assertThat(s).isNotEqualTo(Shape.of(2, 12));
        assertThat(Shape.scalar().numel()).isEqualTo(1);
        assertThat(Shape.of()).isSameAs(Shape.scalar());
        assertThat(Shape.of(5, 0).numel()).isZero();
    }

    @Test
    void isImmutable() {
        int[] dims = {2, 3};
        Shape shape = Shape.of(dims);
        dims[0] = 9;
        shape.toArray()[1] = 9;
        assertThat(shape).isEqualTo(Shape.of(2, 3));
    }

    @Test
    void makesRelatedShapes() {
        assertThat(s.with(-1, 7)).isEqualTo(Shape.of(2, 3, 7));
        assertThat(s.without(0)).isEqualTo(Shape.of(3, 4));
        assertThat(s.insert(0, 1)).isEqualTo(Shape.of(1, 2, 3, 4));
        assertThat(s.insert(-1, 1)).isEqualTo(Shape.of(2, 3, 4, 1));
        assertThat(s.insert(3, 1)).isEqualTo(Shape.of(2, 3, 4, 1));
        assertThat(s.head(2)).isEqualTo(Shape.of(2, 3));
        assertThat(s.tail(2)).isEqualTo(Shape.of(4));
        assertThat(s.head(0)).isEqualTo(Shape.scalar());
        assertThat(s.append(Shape.of(5))).isEqualTo(Shape.of(2, 3, 4, 5));
        assertThat(s.contiguous().strides()).containsExactly(12, 4, 1);
    }

    @Test
    void broadcastsByNumPysRule() {
        assertThat(Shape.broadcast("add", Shape.of(8, 1, 6, 1), Shape.of(7, 1, 5)))
                .isEqualTo(Shape.of(8, 7, 6, 5));
        assertThat(Shape.broadcast("add", Shape.scalar(), s)).isEqualTo(s);
        assertThat(Shape.broadcast("add", Shape.of(1), Shape.of(0))).isEqualTo(Shape.of(0));
        assertThatThrownBy(() -> Shape.broadcast("add", Shape.of(2, 3), Shape.of(2)))
                .isInstanceOf(TensorException.class)
                .hasMessage(
                        "add: shapes do not broadcast: lhs [2, 3], rhs [2]\n"
                                + "  HINT: axes are aligned at the end and must be equal or 1; 3"
                                + " meets 2: insert an axis with unsqueeze or transpose one"
                                + " operand");
    }

    @Test
    void refusesWhatIsNoShape() {
        assertThatThrownBy(() -> Shape.of(2, -1))
                .isInstanceOf(TensorException.class)
                .hasMessageStartingWith("shape: negative dimension -1 in [2, -1]");
        assertThatThrownBy(() -> s.dim(3))
                .hasMessage(
                        "axis 3 is out of range for shape [2, 3, 4]\n"
                                + "  HINT: rank is 3: axes run from -3 to 2");
        assertThatThrownBy(() -> s.insert(5, 1)).isInstanceOf(TensorException.class);
        int huge = Integer.MAX_VALUE;
        assertThatThrownBy(() -> Shape.of(huge, huge, 3))
                .isInstanceOf(TensorException.class)
                .hasMessageStartingWith("shape: too many elements in");
        assertThatThrownBy(() -> Shape.of(1 << 30, 1 << 30, 8))
                .hasMessageStartingWith("shape: too many elements in");
        assertThat(Shape.of(1 << 30, 1 << 30, 4).numel()).isEqualTo(1L << 62);
    }
}
