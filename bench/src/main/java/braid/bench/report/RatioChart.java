package braid.bench.report;

import java.util.List;
import java.util.Locale;

/**
 * Bars of ratios to another library, each with its range and the goal; SVG for light and dark
 * pages.
 */
final class RatioChart {

    private static final int LEFT = 300;
    private static final int WIDTH = 720;
    private static final int ROW = 30;
    private static final int TOP = 34;
    private static final double MARGIN = 1.08;

    /**
     * One bar.
     *
     * @param ratio median over turns
     * @param low least
     * @param high greatest
     * @param goal wanted
     */
    record Bar(String title, double ratio, double low, double high, double goal) {}

    private RatioChart() {}

    /** The picture. */
    static String svg(String title, List<Bar> bars) {
        double most =
                MARGIN * bars.stream().mapToDouble(b -> Math.max(b.high, b.goal)).max().orElse(1);
        int height = TOP + ROW * bars.size() + 34;
        var svg = new StringBuilder();
        svg.append(
                String.format(
                        Locale.ROOT,
                        """
                        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                        <style>text{fill:#1f2328}.axis{stroke:#8c959f}.bar{fill:#6ea8dc}.range{stroke:#1f2328}.goal{stroke:#c2410c}
                        @media(prefers-color-scheme:dark){text{fill:#e6edf3}.range{stroke:#e6edf3}.bar{fill:#3d79b0}}</style>
                        <text x="8" y="20" font-weight="bold">%s</text>
                        """,
                        WIDTH,
                        height,
                        title));
        double unit = (WIDTH - LEFT - 20) / most;
        for (int i = 0; i < bars.size(); i++) {
            bar(svg, bars.get(i), TOP + ROW * i, unit);
        }
        double one = LEFT + unit;
        int bottom = TOP + ROW * bars.size();
        svg.append(
                String.format(
                        Locale.ROOT,
                        """
                        <line class="axis" x1="%d" y1="%d" x2="%d" y2="%d"/>
                        <line class="axis" x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke-dasharray="3 3"/>
                        <text x="%.1f" y="%d" text-anchor="middle">as fast</text>
                        </svg>
                        """,
                        LEFT,
                        TOP - 4,
                        LEFT,
                        bottom,
                        one,
                        TOP - 4,
                        one,
                        bottom,
                        one,
                        bottom + 16));
        return svg.toString();
    }

    private static void bar(StringBuilder svg, Bar bar, int top, double unit) {
        int middle = top + ROW / 2;
        svg.append(
                String.format(
                        Locale.ROOT,
                        """
                        <text x="%d" y="%d" text-anchor="end">%s</text>
                        <rect class="bar" x="%d" y="%d" width="%.1f" height="%d"/>
                        <line class="range" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>
                        <line class="goal" stroke-width="2" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>
                        <text x="%d" y="%d">%.2f</text>
                        """,
                        LEFT - 8,
                        middle + 4,
                        bar.title,
                        LEFT,
                        top + 6,
                        bar.ratio * unit,
                        ROW - 12,
                        LEFT + bar.low * unit,
                        middle,
                        LEFT + bar.high * unit,
                        middle,
                        LEFT + bar.goal * unit,
                        top + 3,
                        LEFT + bar.goal * unit,
                        top + ROW - 3,
                        LEFT + 6,
                        middle + 4,
                        bar.ratio));
    }
}
