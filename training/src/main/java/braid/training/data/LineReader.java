package braid.training.data;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads a UTF-8 file line by line, with a bound on a line's length, and says in which row and at
 * which byte the text stops being UTF-8. A byte order mark at the start is skipped.
 */
public final class LineReader implements Closeable {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path path;
    private final Limits limits;
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
    private int at;
    private int end;
    private int row;
    private long lineStart;

    /** Opens a file; names that end in {@code .gz} are unpacked. */
    public LineReader(Path path, Limits limits) {
        this.path = path;
        this.limits = limits;
        this.in = DataFiles.open(path, limits);
    }

    /** Number of the row that was read last, from 1. */
    public int row() {
        return row;
    }

    /** The next line without its end, or null after the last. */
    public @Nullable String next() {
        try {
            line.reset();
            boolean any = false;
            while (fill()) {
                any = true;
                int stop = at;
                while (stop < end && buffer[stop] != '\n') {
                    stop++;
                }
                line.write(buffer, at, stop - at);
                at = stop;
                if (line.size() > limits.rowBytes()) {
                    throw new DataException(
                            path
                                    + ": row "
                                    + (row + 1)
                                    + ": longer than "
                                    + limits.rowBytes()
                                    + " bytes",
                            "is this a file of JSON lines, one object a line? If so, raise"
                                    + " Limits.rowBytes");
                }
                if (stop < end) {
                    at++;
                    break;
                }
            }
            return any ? decoded() : null;
        } catch (IOException e) {
            throw DataFiles.unreadable(path, e);
        }
    }

    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer));
        }
        return at < end;
    }

    private String decoded() {
        row++;
        if (row > limits.rows()) {
            throw new DataException(
                    path + ": more than the limit of " + limits.rows() + " rows",
                    "split the file, or raise Limits.rows");
        }
        ByteBuffer bytes = ByteBuffer.wrap(line.toByteArray());
        CharBuffer chars = CharBuffer.allocate(bytes.remaining());
        CoderResult result = decoder.reset().decode(bytes, chars, true);
        if (result.isError()) {
            throw new DataException(
                    path
                            + ": row "
                            + row
                            + ": not UTF-8 at byte "
                            + (lineStart + bytes.position())
                            + " of the file (0x"
                            + Integer.toHexString(bytes.get(bytes.position()) & 0xFF)
                            + ")",
                    "save the file as UTF-8; for example: iconv -f latin1 -t utf-8 old.jsonl >"
                            + " new.jsonl");
        }
        lineStart += bytes.position() + 1;
        String text = chars.flip().toString();
        return row == 1 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK
                ? text.substring(1)
                : text;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
