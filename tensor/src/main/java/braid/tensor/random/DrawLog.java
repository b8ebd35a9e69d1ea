package braid.tensor.random;

import java.util.Arrays;

/**
 * Positions that a computation drew from its random streams, so that running it again draws the
 * same. Used by recomputation; nested logs are not needed, since the inner computation replays the
 * outer one's draws.
 */
public final class DrawLog {

    private static final ThreadLocal<Session> CURRENT = new ThreadLocal<>();

    private long[] positions = new long[4];
    private int count;

    /** Logs the draws of this thread until the session is closed. */
    public Session record() {
        return new Session(this, false);
    }

    /** Replays the logged draws to this thread, in order, until the session is closed. */
    public Session replay() {
        return new Session(this, true);
    }

    static void log(long position) {
        for (Session s = CURRENT.get(); s != null; s = s.outer) {
            s.log.append(position);
        }
    }

    /** The next position of the replay that this thread is in, or -1 if it is in none. */
    static long replayed() {
        for (Session s = CURRENT.get(); s != null; s = s.outer) {
            if (s.replaying) {
                long position = s.log.positions[s.next++];
                for (Session inner = CURRENT.get(); inner != s; inner = inner.outer) {
                    inner.log.append(position);
                }
                return position;
            }
        }
        return -1;
    }

    private void append(long position) {
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, 2 * count);
        }
        positions[count++] = position;
    }

    /** An open log or replay. */
    public static final class Session implements AutoCloseable {

        private final DrawLog log;
        private final boolean replaying;
        private final Session outer = CURRENT.get();
        private int next;

        private Session(DrawLog log, boolean replaying) {
            this.log = log;
            this.replaying = replaying;
            CURRENT.set(this);
        }

        @Override
        public void close() {
            CURRENT.set(outer);
        }
    }
}
