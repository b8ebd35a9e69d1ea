package braid.training.telemetry;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

import org.jspecify.annotations.Nullable;

import java.io.Console;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Shows how far a run is: a bar on a terminal, a plain line now and then elsewhere. Everything goes
 * to standard error, so that results can be piped.
 */
public final class Progress implements AutoCloseable {

    private static final Duration QUIET = Duration.ofSeconds(10);

    private final String name;
    private final int total;
    private final PrintStream plain;
    private final @Nullable ProgressBar bar;
    private long lastLine = System.nanoTime();

    private Progress(
            String name, int total, int done, PrintStream plain, @Nullable ProgressBar bar) {
        this.name = name;
        this.total = total;
        this.plain = plain;
        this.bar = bar;
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    /**
     * @param name what is under way
     * @param total number of steps
     * @param done steps that are done already
     */
    public static Progress of(String name, int total, int done) {
        return new Progress(name, total, done, System.err, isTerminal() ? bar(name, total) : null);
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    private static ProgressBar bar(String name, int total) {
        return new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .build();
    }

    /** Tells the state after a step. */
    public void step(int step, double loss, double tokensPerSecond) {
        String state =
                String.format(Locale.ROOT, "loss %.4f, %,.0f tokens/s", loss, tokensPerSecond);
        if (bar != null) {
            bar.stepTo(step);
            bar.setExtraMessage(" " + state);
        } else if (step == total || System.nanoTime() - lastLine > QUIET.toNanos()) {
            lastLine = System.nanoTime();
            plain.println(name + ": step " + step + " of " + total + ", " + state);
        }
    }

    /** Tells where an interrupted run was saved. */
    public void interrupted(int step, Path checkpoint) {
        close();
        plain.println(
                name
                        + ": interrupted after step "
                        + step
                        + ", saved "
                        + checkpoint
                        + "; continue with --resume");
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
