package braid.training.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart of lines over two axes, as SVG: small, readable as text, without fonts of its own, and
 * fit to stand inside a page. A series may have a band around its line, for an interval.
 *
 * <pre>{@code
 * new LineChart("loss", "step", "nats a token").logY().add("cot", xs, ys).svg()
 * }</pre>
 */
public final class LineChart {

    private final String title;
    private final String xTitle;
    private final String yTitle;
    private final List<Series> all = new ArrayList<>();
    private boolean logY;

    /** A chart without lines. */
    public LineChart(String title, String xTitle, String yTitle) {
        this.title = title;
        this.xTitle = xTitle;
        this.yTitle = yTitle;
    }

    private record Series(
            String name, int colour, double[] x, double[] y, double[] low, double[] high) {}

    /** Draws y on a logarithmic axis; points that are not positive are left out. */
    public LineChart logY() {
        logY = true;
        return this;
    }

    /** Adds a line through points in order; points that are not finite are left out. */
    public LineChart add(String name, double[] x, double[] y) {
        return add(name, x, y, new double[0], new double[0]);
    }

    /**
     * Adds a line with a band.
     *
     * @param low lower edge of the band at each x, or empty for none
     * @param high upper edge
     */
    public LineChart add(String name, double[] x, double[] y, double[] low, double[] high) {
        return add(name, all.size(), x, y, low, high);
    }

    /**
     * Adds a line with a band, in a colour that it shares with other charts.
     *
     * @param colour its number, from 0
     */
    public LineChart add(
            String name, int colour, double[] x, double[] y, double[] low, double[] high) {
        if (x.length != y.length
                || low.length != high.length
                || (low.length > 0 && low.length != x.length)) {
            throw new IllegalArgumentException(
                    "chart: line " + name + " has " + x.length + " x and " + y.length + " y");
        }
        all.add(new Series(name, colour, x, y, low, high));
        return this;
    }

    /** The picture. */
    public String svg() {
        var frame =
                new Frame(
                        title,
                        xTitle,
                        yTitle,
                        axis(false),
                        axis(true),
                        all.stream().map(Series::name).toList(),
                        all.stream().map(Series::colour).toList());
        for (Series s : all) {
            draw(frame, s);
        }
        return frame.svg();
    }

    private Axis axis(boolean vertical) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Series s : all) {
            List<double[]> values = vertical ? List.of(s.y, s.low, s.high) : List.of(s.x);
            for (double[] array : values) {
                for (double v : array) {
                    if (Double.isFinite(v) && (!vertical || shown(v))) {
                        low = Math.min(low, v);
                        high = Math.max(high, v);
                    }
                }
            }
        }
        return Axis.over(low, high, vertical && logY);
    }

    private boolean shown(double y) {
        return Double.isFinite(y) && (!logY || y > 0);
    }

    private void draw(Frame frame, Series s) {
        frame.group(s.colour);
        if (s.low.length > 0) {
            var band = new ArrayList<String>();
            for (int i = 0; i < s.x.length; i++) {
                point(band, s.x[i], s.low[i], frame);
            }
            for (int i = s.x.length - 1; i >= 0; i--) {
                point(band, s.x[i], s.high[i], frame);
            }
            frame.line(
                    "<polygon points=\"%s\" fill=\"currentColor\" fill-opacity=\"0.15\"/>",
                    String.join(" ", band));
        }
        var points = new ArrayList<String>();
        for (int i = 0; i < s.x.length; i++) {
            point(points, s.x[i], s.y[i], frame);
        }
        frame.line(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"currentColor\""
                        + " stroke-width=\"1.5\"%s/>",
                String.join(" ", points), Frame.dash(s.colour));
        frame.endGroup();
    }

    private void point(List<String> to, double x, double y, Frame frame) {
        if (Double.isFinite(x) && shown(y)) {
            to.add(String.format(Locale.ROOT, "%.1f,%.1f", frame.x(x), frame.y(y)));
        }
    }
}
