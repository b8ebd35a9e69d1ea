package braid.training.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart of named points over two axes, as SVG, each with a bar for its interval along either
 * axis. Labels stand beside their points, where they cover no other if there is room.
 *
 * <pre>{@code
 * new ScatterChart("cost", "tokens", "accuracy")
 *         .add("cot", 0, new Span(35, 34, 36), new Span(0.99, 0.98, 1))
 *         .svg()
 * }</pre>
 */
public final class ScatterChart {

    private static final double RADIUS = 5;
    private static final double CAP = 4;
    private static final double LETTER = 6.4; // mean width at 12 pixels, on the wide side
    private static final double LINE = 13;
    private static final double GAP = RADIUS + 4; // from the middle of a point to its label

    private final String title;
    private final String xTitle;
    private final String yTitle;
    private final List<Point> all = new ArrayList<>();
    private double[] stairsX = new double[0];
    private double[] stairsY = new double[0];

    /** A chart without points. */
    public ScatterChart(String title, String xTitle, String yTitle) {
        this.title = title;
        this.xTitle = xTitle;
        this.yTitle = yTitle;
    }

    /**
     * A value and its interval.
     *
     * @param value where the point is
     * @param low lower end of its bar; the value itself for no bar
     * @param high upper end
     */
    public record Span(double value, double low, double high) {}

    private record Point(String name, int colour, Span x, Span y) {}

    /** A rectangle of the picture that is taken. */
    private record Box(double x1, double y1, double x2, double y2) {

        boolean meets(Box o) {
            return x1 < o.x2 && o.x1 < x2 && y1 < o.y2 && o.y1 < y2;
        }
    }

    /**
     * Adds a point.
     *
     * @param colour its number, from 0, which it may share with other charts
     */
    public ScatterChart add(String name, int colour, Span x, Span y) {
        all.add(new Point(name, colour, x, y));
        return this;
    }

    /**
     * Draws a dashed line of stairs through points in order, ascending in x: each step first goes
     * right, then up or down.
     */
    public ScatterChart stairs(double[] x, double[] y) {
        stairsX = x.clone();
        stairsY = y.clone();
        return this;
    }

    /** The picture. */
    public String svg() {
        Axis x = axis(all.stream().map(Point::x).toList());
        Axis y = axis(all.stream().map(Point::y).toList());
        var frame = new Frame(title, xTitle, yTitle, x, y, List.of(), List.of());
        drawStairs(frame);
        List<Box> taken = new ArrayList<>();
        for (Point p : all) {
            double px = frame.x(p.x.value);
            double py = frame.y(p.y.value);
            taken.add(new Box(px - RADIUS, py - RADIUS, px + RADIUS, py + RADIUS));
            bars(frame, p, px, py);
        }
        for (Point p : all) {
            label(frame, p, taken);
        }
        return frame.svg();
    }

    private static Axis axis(List<Span> spans) {
        double low = spans.stream().mapToDouble(Span::low).min().orElse(Double.NaN);
        double high = spans.stream().mapToDouble(Span::high).max().orElse(Double.NaN);
        return Axis.over(low, high, false);
    }

    private void drawStairs(Frame frame) {
        var points = new ArrayList<String>();
        for (int i = 0; i < stairsX.length; i++) {
            if (i > 0) {
                points.add(at(frame.x(stairsX[i]), frame.y(stairsY[i - 1])));
            }
            points.add(at(frame.x(stairsX[i]), frame.y(stairsY[i])));
        }
        if (points.size() > 1) {
            frame.line(
                    "<polyline class=\"stairs\" points=\"%s\" fill=\"none\" stroke=\"#888888\""
                            + " stroke-dasharray=\"4 4\"/>",
                    String.join(" ", points));
        }
    }

    private static void bars(Frame frame, Point p, double px, double py) {
        frame.group(p.colour);
        double low = frame.y(p.y.low);
        double high = frame.y(p.y.high);
        double left = frame.x(p.x.low);
        double right = frame.x(p.x.high);
        String bar =
                String.join(
                        " ",
                        "M" + at(px, low) + "V" + pixel(high),
                        "M" + at(px - CAP, low) + "h" + pixel(2 * CAP),
                        "M" + at(px - CAP, high) + "h" + pixel(2 * CAP));
        if (right - left > 1) {
            bar +=
                    String.join(
                            " ",
                            "M" + at(left, py) + "H" + pixel(right),
                            "M" + at(left, py - CAP) + "v" + pixel(2 * CAP),
                            "M" + at(right, py - CAP) + "v" + pixel(2 * CAP));
        }
        frame.line("<path d=\"%s\" stroke=\"currentColor\" fill=\"none\"/>", bar);
        frame.line(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.0f\" fill=\"currentColor\"><title>%s"
                        + "</title></circle>",
                px,
                py,
                RADIUS,
                Frame.escape(
                        "%s: %s, %s"
                                .formatted(p.name, Axis.label(p.x.value), Axis.label(p.y.value))));
        frame.endGroup();
    }

    /** Right of the point, above it or below, else left: the first place that is free. */
    private static void label(Frame frame, Point p, List<Box> taken) {
        double px = frame.x(p.x.value);
        double py = frame.y(p.y.value);
        double width = LETTER * p.name.length();
        List<Box> right = new ArrayList<>();
        List<Box> left = new ArrayList<>();
        for (double top : new double[] {py - LINE - 1, py + 2}) {
            right.add(new Box(px + GAP, top, px + GAP + width, top + LINE));
            left.add(new Box(px - GAP - width, top, px - GAP, top + LINE));
        }
        List<Box> places = new ArrayList<>(right);
        places.addAll(left);
        Box place =
                places.stream()
                        .filter(box -> box.x1 >= Frame.LEFT && box.x2 <= Frame.RIGHT)
                        .filter(box -> taken.stream().noneMatch(box::meets))
                        .findFirst()
                        .orElse(px < (Frame.LEFT + Frame.RIGHT) / 2.0 ? right.get(0) : left.get(0));
        taken.add(place);
        if (right.contains(place)) {
            frame.text(place.x1, place.y2 - 3, "start", "", p.name);
        } else {
            frame.text(place.x2, place.y2 - 3, "end", "", p.name);
        }
    }

    private static String at(double x, double y) {
        return pixel(x) + "," + pixel(y);
    }

    private static String pixel(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
