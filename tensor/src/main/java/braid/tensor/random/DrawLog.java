package braid.tensor.random;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Where each random stream stood when a computation first drew from it, so that running it again
 * draws the same numbers. Used by recomputation. Sessions nest: a computation that is logged inside
 * a replay logs the positions of the replay.
 */
public final class DrawLog {

    private static final ThreadLocal<Session> CURRENT = new ThreadLocal<>();

    private final Map<Random, Long> starts = new IdentityHashMap<>();

    /** Logs the draws of this thread until the session is closed. */
    public Session record() {
        return new Session(this, false);
    }

    /**
     * Sets every logged stream back when this thread first draws from it, and puts it where it was
     * when the session is closed.
     */
    public Session replay() {
        return new Session(this, true);
    }

    /** Called by a stream before each draw of this thread. */
    static void beforeDraw(Random random) {
        Session innermost = CURRENT.get();
        if (innermost != null) {
            innermost.visit(random);
        }
    }

    /** An open log or replay. */
    public static final class Session implements AutoCloseable {

        private final DrawLog log;
        private final boolean replaying;
        private final Session outer = CURRENT.get();
        private final Map<Random, Long> resume = new IdentityHashMap<>();

        private Session(DrawLog log, boolean replaying) {
            this.log = log;
            this.replaying = replaying;
            CURRENT.set(this);
        }

        /** Outer sessions first: what a replay sets back is what an inner log sees. */
        private void visit(Random random) {
            if (outer != null) {
                outer.visit(random);
            }
            if (!replaying) {
                log.starts.putIfAbsent(random, random.position());
            } else if (!resume.containsKey(random)) {
                resume.put(random, random.position());
                random.seek(log.starts.getOrDefault(random, random.position()));
            }
        }

        @Override
        public void close() {
            CURRENT.set(outer);
            resume.forEach(Random::seek);
        }
    }
}
