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

    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int LEFT = 64;
    private static final int RIGHT = 16;
    private static final int TOP = 36;
    private static final int BOTTOM = 48;
    private static final int LEGEND_LINE = 18;
    private static final int TICKS = 6;

    /** Told apart by people with colour blindness too (Okabe and Ito 2008). */
    private static final List<String> COLOURS =
            List.of(
                    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000",
                    "#999933");

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

    private record Series(String name, double[] x, double[] y, double[] low, double[] high) {}

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
        if (x.length != y.length
                || low.length != high.length
                || (low.length > 0 && low.length != x.length)) {
            throw new IllegalArgumentException(
                    "chart: line " + name + " has " + x.length + " x and " + y.length + " y");
        }
        all.add(new Series(name, x, y, low, high));
        return this;
    }

    /** The picture. */
    public String svg() {
        Axis x = axis(false);
        Axis y = axis(true);
        int bottom = TOP + HEIGHT - BOTTOM - TOP;
        var out = new StringBuilder();
        int height = HEIGHT + LEGEND_LINE * ((all.size() + 2) / 3);
        line(
                out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                        + " height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH,
                height,
                WIDTH,
                height);
        line(out, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, height);
        text(out, WIDTH / 2.0, 20, "middle", "font-size=\"14\"", title);
        for (double v : x.ticks(TICKS)) {
            double at = place(x, v, LEFT, WIDTH - RIGHT);
            grid(out, at, TOP, at, bottom);
            text(out, at, bottom + 16, "middle", "", Axis.label(v));
        }
        for (double v : y.ticks(TICKS)) {
            double at = place(y, v, bottom, TOP);
            grid(out, LEFT, at, WIDTH - RIGHT, at);
            text(out, LEFT - 6, at + 4, "end", "", Axis.label(v));
        }
        text(out, (LEFT + WIDTH - RIGHT) / 2.0, bottom + 36, "middle", "", xTitle);
        double middle = (TOP + bottom) / 2.0;
        String turned = String.format(Locale.ROOT, "transform=\"rotate(-90 16 %.0f)\"", middle);
        text(out, 16, middle, "middle", turned, yTitle);
        for (int i = 0; i < all.size(); i++) {
            draw(out, all.get(i), COLOURS.get(i % COLOURS.size()), x, y, bottom);
            legend(out, i);
        }
        return out.append("</svg>\n").toString();
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

    private static double place(Axis axis, double value, double from, double to) {
        return from + (to - from) * axis.share(value);
    }

    private void draw(StringBuilder out, Series s, String colour, Axis x, Axis y, int bottom) {
        if (s.low.length > 0) {
            var band = new ArrayList<String>();
            for (int i = 0; i < s.x.length; i++) {
                point(band, s.x[i], s.low[i], x, y, bottom);
            }
            for (int i = s.x.length - 1; i >= 0; i--) {
                point(band, s.x[i], s.high[i], x, y, bottom);
            }
            line(
                    out,
                    "<polygon points=\"%s\" fill=\"%s\" fill-opacity=\"0.15\"/>",
                    String.join(" ", band),
                    colour);
        }
        var points = new ArrayList<String>();
        for (int i = 0; i < s.x.length; i++) {
            point(points, s.x[i], s.y[i], x, y, bottom);
        }
        line(
                out,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>",
                String.join(" ", points),
                colour);
    }

    private void point(List<String> to, double x, double y, Axis ax, Axis ay, int bottom) {
        if (Double.isFinite(x) && shown(y)) {
            to.add(
                    String.format(
                            Locale.ROOT,
                            "%.1f,%.1f",
                            place(ax, x, LEFT, WIDTH - RIGHT),
                            place(ay, y, bottom, TOP)));
        }
    }

    private void legend(StringBuilder out, int i) {
        double x = LEFT + i % 3 * ((WIDTH - LEFT - RIGHT) / 3.0);
        double y = HEIGHT + i / 3 * LEGEND_LINE;
        line(
                out,
                "<line x1=\"%.0f\" y1=\"%.0f\" x2=\"%.0f\" y2=\"%.0f\" stroke=\"%s\""
                        + " stroke-width=\"3\"/>",
                x,
                y,
                x + 18,
                y,
                COLOURS.get(i % COLOURS.size()));
        text(out, x + 24, y + 4, "start", "", all.get(i).name);
    }

    private static void grid(StringBuilder out, double x1, double y1, double x2, double y2) {
        line(
                out,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>",
                x1,
                y1,
                x2,
                y2);
    }

    private static void text(
            StringBuilder out, double x, double y, String anchor, String more, String text) {
        line(
                out,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>",
                x,
                y,
                anchor,
                more,
                escape(text));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @SuppressWarnings("AnnotateFormatMethod") // the format is a constant of this class at each call
    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
