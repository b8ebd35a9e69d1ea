package braid.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import braid.training.report.ScatterChart.Span;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

import javax.xml.parsers.DocumentBuilderFactory;

final class ScatterChartTest {

    private static Document parse(ScatterChart chart) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(chart.svg().getBytes(StandardCharsets.UTF_8)));
    }

    private static double number(Document svg, String tag, int index, String attribute) {
        return Double.parseDouble(
                ((Element) svg.getElementsByTagName(tag).item(index)).getAttribute(attribute));
    }

    private static Element label(Document svg, String name) {
        var texts = svg.getElementsByTagName("text");
        for (int i = 0; i < texts.getLength(); i++) {
            if (texts.item(i).getTextContent().equals(name)) {
                return (Element) texts.item(i);
            }
        }
        throw new AssertionError("no label " + name);
    }

    private static Span at(double value) {
        return new Span(value, value, value);
    }

    @Test
    void pointsStandWhereTheNumbersAre() throws Exception {
        Document svg =
                parse(
                        new ScatterChart("t", "x", "y")
                                .add("a <&>", 0, at(10), at(0.2))
                                .add("b", 1, at(20), at(0.4))
                                .add("c", 2, at(40), at(0.8)));
        for (String axis : new String[] {"cx", "cy"}) {
            double ab = number(svg, "circle", 1, axis) - number(svg, "circle", 0, axis);
            double bc = number(svg, "circle", 2, axis) - number(svg, "circle", 1, axis);
            assertThat(bc).isCloseTo(2 * ab, within(0.31));
        }
        assertThat(number(svg, "circle", 2, "cy")).isLessThan(number(svg, "circle", 0, "cy"));
        assertThat(label(svg, "a <&>")).isNotNull();
    }

    @Test
    void barsReachTheEndsOfTheirIntervals() throws Exception {
        var a = new Span(0.5, 0.25, 1);
        Document svg =
                parse(
                        new ScatterChart("t", "x", "y")
                                .add("a", 0, at(1), a)
                                .add("b", 1, at(2), at(0.25))
                                .add("c", 2, at(3), at(1)));
        String bar = ((Element) svg.getElementsByTagName("path").item(0)).getAttribute("d");
        assertThat(bar)
                .startsWith(
                        "M%s,%sV%s "
                                .formatted(
                                        number(svg, "circle", 0, "cx"),
                                        number(svg, "circle", 1, "cy"),
                                        number(svg, "circle", 2, "cy")));
    }

    @Test
    void labelsOfNeighboursDoNotCoverEachOther() throws Exception {
        Document svg =
                parse(
                        new ScatterChart("t", "x", "y")
                                .add("first", 0, at(1), at(0.5))
                                .add("second", 1, at(1.02), at(0.5))
                                .add("third", 2, at(2), at(0)));
        Element first = label(svg, "first");
        Element second = label(svg, "second");
        boolean apart =
                !first.getAttribute("y").equals(second.getAttribute("y"))
                        || !first.getAttribute("text-anchor")
                                .equals(second.getAttribute("text-anchor"));
        assertThat(apart).isTrue();
        assertThat(label(svg, "third").getAttribute("text-anchor"))
                .as("beyond the right edge there is no room")
                .isEqualTo("end");
    }

    @Test
    void stairsGoRightBeforeTheyGoUp() throws Exception {
        Document svg =
                parse(
                        new ScatterChart("t", "x", "y")
                                .add("a", 0, at(1), at(0))
                                .add("b", 1, at(2), at(1))
                                .stairs(new double[] {1, 2}, new double[] {0, 1}));
        Element stairs = (Element) svg.getElementsByTagName("polyline").item(0);
        String[] corners = stairs.getAttribute("points").split(" ");
        assertThat(corners).hasSize(3);
        assertThat(corners[1].split(",")[0]).isEqualTo(corners[2].split(",")[0]);
        assertThat(corners[1].split(",")[1]).isEqualTo(corners[0].split(",")[1]);
    }

    @Test
    void aChartWithoutPointsIsAFrame() throws Exception {
        Document svg = parse(new ScatterChart("t", "x", "y"));
        assertThat(svg.getElementsByTagName("circle").getLength()).isZero();
    }
}
