package braid.training.report;

import java.util.List;
import java.util.Locale;

/**
 * What charts share: an SVG with title, grid, titles of two axes and a legend, which knows where a
 * value stands. Colours follow the reader's choice of light or dark.
 */
final class Frame {

    static final int WIDTH = 720;
    static final int TOP = 36;
    static final int LEFT = 64;
    static final int RIGHT = WIDTH - 16;

    private static final int HEIGHT = 400;
    private static final int BOTTOM = HEIGHT - 48;
    private static final int LEGEND = HEIGHT + 6;
    private static final int LEGEND_LINE = 18;
    private static final int LEGEND_COLUMNS = 3;
    private static final int TICKS = 6;

    /** Told apart by people with colour blindness too (Okabe and Ito 2008). */
    private static final List<String> COLOURS =
            List.of(
                    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000",
                    "#999933");

    /** On a dark page, the two colours that would vanish are lighter. */
    private static final String STYLE =
            "<style>@media (prefers-color-scheme: dark) { svg .page { fill: #0d1117 } svg .grid {"
                    + " stroke: #30363d } svg text { fill: #e6edf3 } svg .c0 { color: #4477ff } svg"
                    + " .c6 { color: #e6edf3 } }</style>";

    private final StringBuilder out = new StringBuilder();
    private final Axis x;
    private final Axis y;

    /**
     * Draws everything that stands below the values.
     *
     * @param names in the legend
     * @param colours of the names, as {@link #group} counts them
     */
    Frame(
            String title,
            String xTitle,
            String yTitle,
            Axis x,
            Axis y,
            List<String> names,
            List<Integer> colours) {
        this.x = x;
        this.y = y;
        int lines = (names.size() + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS;
        int height = LEGEND + LEGEND_LINE * lines;
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                        + " height=\"%d\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\""
                        + " aria-label=\"%s\">",
                WIDTH, height, WIDTH, height, escape(title));
        line(STYLE);
        line("<rect class=\"page\" width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, height);
        text(WIDTH / 2.0, 20, "middle", "font-size=\"14\"", title);
        for (double v : x.ticks(TICKS)) {
            grid(x(v), TOP, x(v), BOTTOM);
            text(x(v), BOTTOM + 16, "middle", "", Axis.label(v));
        }
        for (double v : y.ticks(TICKS)) {
            grid(LEFT, y(v), RIGHT, y(v));
            text(LEFT - 6, y(v) + 4, "end", "", Axis.label(v));
        }
        text((LEFT + RIGHT) / 2.0, BOTTOM + 36, "middle", "", xTitle);
        double middle = (TOP + BOTTOM) / 2.0;
        String turned = String.format(Locale.ROOT, "transform=\"rotate(-90 16 %.0f)\"", middle);
        text(16, middle, "middle", turned, yTitle);
        for (int i = 0; i < names.size(); i++) {
            legend(i, names.get(i), colours.get(i));
        }
    }

    /** Where a value stands from left to right, in pixels. */
    double x(double value) {
        return LEFT + (RIGHT - LEFT) * x.share(value);
    }

    /** Where a value stands from top to bottom, in pixels. */
    double y(double value) {
        return BOTTOM + (TOP - BOTTOM) * y.share(value);
    }

    /** Opens a group of shapes that are drawn in {@code currentColor}. */
    void group(int colour) {
        int i = colour % COLOURS.size();
        line("<g class=\"c%d\" color=\"%s\">", i, COLOURS.get(i));
    }

    void endGroup() {
        line("</g>");
    }

    /** How a line of this colour is broken: not at all, until the colours come round again. */
    static String dash(int colour) {
        return colour < COLOURS.size() ? "" : " stroke-dasharray=\"6 3\"";
    }

    private void legend(int i, String name, int colour) {
        double at = LEFT + i % LEGEND_COLUMNS * ((RIGHT - LEFT) / (double) LEGEND_COLUMNS);
        int row = LEGEND + i / LEGEND_COLUMNS * LEGEND_LINE;
        group(colour);
        line(
                "<line x1=\"%.0f\" y1=\"%d\" x2=\"%.0f\" y2=\"%d\" stroke=\"currentColor\""
                        + " stroke-width=\"3\"%s/>",
                at, row, at + 18, row, dash(colour));
        endGroup();
        text(at + 24, row + 4, "start", "", name);
    }

    private void grid(double x1, double y1, double x2, double y2) {
        line(
                "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\""
                        + " stroke=\"#dddddd\"/>",
                x1, y1, x2, y2);
    }

    void text(double atX, double atY, String anchor, String more, String text) {
        line(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>",
                atX, atY, anchor, more, escape(text));
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @SuppressWarnings("AnnotateFormatMethod") // the format is a constant of this package
    void line(String format, Object... values) {
        out.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
                .append('\n');
    }

    /** The picture; nothing can be drawn any more. */
    String svg() {
        line("</svg>");
        return out.toString();
    }
}
