package braid.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

import javax.xml.parsers.DocumentBuilderFactory;

final class LineChartTest {

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static double[][] points(Document svg, String shape, int index) {
        String[] pairs =
                ((Element) svg.getElementsByTagName(shape).item(index))
                        .getAttribute("points")
                        .split(" ");
        double[][] points = new double[pairs.length][];
        for (int i = 0; i < pairs.length; i++) {
            String[] xy = pairs[i].split(",");
            points[i] = new double[] {Double.parseDouble(xy[0]), Double.parseDouble(xy[1])};
        }
        return points;
    }

    @Test
    void aLineIsStraightWhereTheNumbersAre() throws Exception {
        double[] x = {0, 10, 20, 40};
        double[] y = {1, 2, 3, 5};
        Document svg = parse(new LineChart("t", "x", "y").add("a < b", x, y).svg());
        double[][] p = points(svg, "polyline", 0);
        assertThat(p[1][0]).isCloseTo((p[0][0] + p[2][0]) / 2, within(0.11));
        assertThat(p[1][1]).isCloseTo((p[0][1] + p[2][1]) / 2, within(0.11));
        assertThat(p[3][1]).isLessThan(p[0][1]); // up is a smaller number in SVG
        assertThat(svg.getDocumentElement().getTextContent()).contains("a < b", "x", "y", "t");
    }

    @Test
    void aLogarithmicAxisMakesEqualRatiosEqual() throws Exception {
        double[] x = {0, 1, 2, 3};
        double[] y = {100, 10, 0, 0.1};
        Document svg = parse(new LineChart("t", "x", "y").logY().add("a", x, y).svg());
        double[][] p = points(svg, "polyline", 0);
        assertThat(p).as("0 has no place on it").hasDimensions(3, 2);
        assertThat(p[2][1] - p[1][1]).isCloseTo(2 * (p[1][1] - p[0][1]), within(0.2));
    }

    @Test
    void aBandSurroundsItsLine() throws Exception {
        double[] x = {0, 1};
        var chart =
                new LineChart("t", "x", "y")
                        .add(
                                "a",
                                x,
                                new double[] {0.5, 0.6},
                                new double[] {0.4, 0.5},
                                new double[] {0.6, Double.NaN});
        double[][] band = points(parse(chart.svg()), "polygon", 0);
        double[][] line = points(parse(chart.svg()), "polyline", 0);
        assertThat(band).as("an edge that is not a number is left out").hasDimensions(3, 2);
        assertThat(band[0][1]).isGreaterThan(line[0][1]);
        assertThat(band[2][1]).isLessThan(line[0][1]);
    }

    @Test
    void axesEndAtRoundNumbers() {
        assertThat(Axis.over(0.03, 0.97, false)).isEqualTo(new Axis(0, 1, false));
        assertThat(Axis.over(0.02, 4, true)).isEqualTo(new Axis(0.01, 10, true));
        assertThat(Axis.over(3, 3, false)).isEqualTo(new Axis(2.5, 3.5, false));
        assertThat(Axis.over(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, false))
                .isEqualTo(new Axis(0, 1, false));
        assertThat(Axis.over(0, 1400, false).ticks(6)).containsExactly(0.0, 500.0, 1000.0, 1500.0);
        assertThat(Axis.over(0.668, 0.99, false).ticks(6).getFirst())
                .as("an end that is no binary fraction")
                .isCloseTo(0.6, within(1e-12));
        assertThat(Axis.label(0.25)).isEqualTo("0.25");
        assertThat(Axis.label(30)).isEqualTo("30");
        assertThat(Axis.label(25_000)).isEqualTo("25,000");
        assertThat(Axis.label(1e-5)).isEqualTo("1e-05");
    }
}
