package braid.training.latent;

import braid.training.data.DataException;
import braid.training.data.DataFiles;
import braid.training.data.Limits;
import braid.training.data.LineReader;
import braid.training.data.StrictJson;
import braid.training.data.TokenizedExample;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The codes of all traces of a data set: computed once for a VQ-VAE, then looked up in every epoch.
 *
 * <p>The file is JSON lines: a header with the sizes and a fingerprint of the traces, then one
 * array of codes a trace. Codes of other traces, or of another tokenizer, are refused.
 */
public final class EncodedTraces {

    private static final String FORMAT = "braid-codes";

    private final Header header;
    private final List<TokenizedExample> examples;
    private final List<int[]> codes;

    /** First row of a file. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Header(
            String format,
            int chunk,
            int compression,
            int codes,
            int examples,
            String traces,
            @Nullable Integer levels,
            @Nullable Alignment align) {

        /** Absent where it is 1, as in all files before there were levels. */
        int levelCount() {
            return levels == null ? 1 : levels;
        }

        /** Absent where it is fixed, as in all files before there was another. */
        Alignment alignment() {
            return align == null ? Alignment.FIXED : align;
        }

        int latentsPerChunk() {
            return chunk / compression * levelCount();
        }

        Chunks chunks(TokenizedExample example) {
            return alignment().chunks(example, chunk, latentsPerChunk());
        }

        /** Number of codes that a trace has. */
        int expected(TokenizedExample example) {
            return chunks(example).count() * latentsPerChunk();
        }

        void check(Path path, List<TokenizedExample> examples) {
            boolean sizes = chunk > 0 && compression > 0 && chunk % compression == 0 && codes > 0;
            boolean whole = levelCount() > 0 && codes % levelCount() == 0;
            if (!FORMAT.equals(format) || !sizes || !whole) {
                throw new DataException(
                        path + ": row 1: not a header of encoded traces: " + this,
                        "encode the traces with `braid encode`");
            }
            if (examples.size() != this.examples
                    || !fingerprint(examples, alignment()).equals(traces)) {
                throw new DataException(
                        path
                                + ": codes of other traces: "
                                + this.examples
                                + " traces there, "
                                + examples.size()
                                + " here"
                                + (examples.size() == this.examples ? ", other tokens" : ""),
                        "was the data or the tokenizer changed? Encode anew");
            }
        }
    }

    private EncodedTraces(Header header, List<TokenizedExample> examples, List<int[]> codes) {
        this.header = header;
        this.examples = examples;
        this.codes = codes;
    }

    /** Encodes the chunks of every trace. */
    public static EncodedTraces encode(ChunkCodec codec, List<TokenizedExample> examples) {
        List<int[]> codes = codec.encode(examples);
        Header header =
                new Header(
                        FORMAT,
                        codec.chunk(),
                        codec.compression(),
                        codec.codes(),
                        examples.size(),
                        fingerprint(examples, codec.alignment()),
                        codec.levels() == 1 ? null : codec.levels(),
                        codec.alignment() == Alignment.FIXED ? null : codec.alignment());
        for (int i = 0; i < codes.size(); i++) {
            String fault = fault(header, codes.get(i), header.expected(examples.get(i)));
            if (fault != null) {
                throw new IllegalStateException("codec: trace " + i + ": " + fault);
            }
        }
        return new EncodedTraces(header, examples, List.copyOf(codes));
    }

    /** Other codes for the same traces. */
    EncodedTraces with(List<int[]> other) {
        return new EncodedTraces(header, examples, List.copyOf(other));
    }

    /** Text tokens in a chunk (L). */
    public int chunk() {
        return header.chunk();
    }

    /** Text tokens a latent position stands for (r). */
    public int compression() {
        return header.compression();
    }

    /** Number of different codes, those of all levels (Q K). */
    public int codebook() {
        return header.codes();
    }

    /** Codes a latent position (Q). */
    public int levels() {
        return header.levelCount();
    }

    /** Codes a chunk (Q L / r). */
    public int latentsPerChunk() {
        return header.latentsPerChunk();
    }

    /** Number of traces. */
    public int size() {
        return codes.size();
    }

    /** Codes of one trace; not to be changed. */
    public int[] codes(int index) {
        return codes.get(index);
    }

    /** The texts whose traces were encoded; in the order of the codes. */
    public List<TokenizedExample> examples() {
        return examples;
    }

    /** The chunks of one trace, in the order of its codes. */
    public Chunks chunks(int index) {
        return header.chunks(examples.get(index));
    }

    /** Latent positions of one trace; at each there are {@link #levels} codes. */
    public int positions(int index) {
        return codes(index).length / levels();
    }

    /**
     * The text that the codes at a latent position stand for: its r tokens of the chunk. Those
     * behind the end of a chunk that is shorter stand for none.
     *
     * @param index of the trace
     * @param position counted over the whole trace
     */
    public Span span(int index, int position) {
        Chunks chunks = chunks(index);
        int perChunk = chunk() / compression();
        int in = position / perChunk;
        int from = chunks.start(in) + position % perChunk * compression();
        int end = chunks.ends()[in];
        return new Span(Math.min(from, end), Math.min(from + compression(), end));
    }

    /**
     * A part of a trace.
     *
     * @param from its first token
     * @param to behind its last
     */
    public record Span(int from, int to) {}

    /** Writes all codes; whole or not at all. */
    public void save(Path path) {
        JsonMapper mapper = JsonMapper.shared();
        DataFiles.write(
                path,
                out -> {
                    out.write(mapper.writeValueAsString(header) + "\n");
                    for (int[] row : codes) {
                        out.write(mapper.writeValueAsString(row) + "\n");
                    }
                });
    }

    /**
     * Reads the codes of examples.
     *
     * @param path as written by {@link #save}
     * @param examples the traces that were encoded, in their order
     */
    public static EncodedTraces load(Path path, List<TokenizedExample> examples) {
        JsonMapper mapper = StrictJson.mapper(Limits.DEFAULT);
        List<int[]> codes = new ArrayList<>();
        int row = 1;
        try (LineReader lines = new LineReader(path, Limits.DEFAULT)) {
            String first = lines.next();
            Header header = mapper.readValue(first == null ? "null" : first, Header.class);
            if (header == null) {
                throw damaged(path, 1, "no header");
            }
            header.check(path, examples);
            for (String line = lines.next(); line != null; line = lines.next()) {
                row = lines.row();
                int at = codes.size();
                if (at == examples.size()) {
                    throw damaged(path, row, "more rows than the " + at + " of the header");
                }
                int[] read = mapper.readValue(line, int[].class);
                String fault = fault(header, read, header.expected(examples.get(at)));
                if (fault != null) {
                    throw damaged(path, row, fault);
                }
                codes.add(read);
            }
            if (codes.size() < examples.size()) {
                throw damaged(
                        path,
                        row,
                        "the last of " + codes.size() + " traces, expected " + examples.size());
            }
            return new EncodedTraces(header, examples, codes);
        } catch (JacksonException e) {
            throw StrictJson.malformed(path, row, e);
        } catch (IOException e) {
            throw DataFiles.unreadable(path, e);
        }
    }

    private static @Nullable String fault(Header header, int @Nullable [] codes, int expected) {
        if (codes == null) {
            return "no codes";
        }
        if (codes.length != expected) {
            return codes.length + " codes, expected " + expected;
        }
        int size = header.codes() / header.levelCount();
        for (int i = 0; i < codes.length; i++) {
            int level = i % header.levelCount();
            if (codes[i] < 0 || codes[i] >= header.codes()) {
                return "code " + codes[i] + " of a codebook of " + header.codes();
            }
            if (codes[i] / size != level) {
                return "code " + codes[i] + " in the place of level " + level;
            }
        }
        return null;
    }

    private static DataException damaged(Path path, int row, String fault) {
        return new DataException(
                path + ": row " + row + ": " + fault, "the file is damaged; encode anew");
    }

    /** Depends on the trace tokens of all examples, their order, and steps where chunks do. */
    private static String fingerprint(List<TokenizedExample> examples, Alignment alignment) {
        long hash = examples.size();
        for (TokenizedExample example : examples) {
            for (int id : example.trace()) {
                hash = (hash ^ (id + 1)) * 0x5851F42D4C957F2DL;
                hash ^= hash >>> 32;
            }
            if (alignment == Alignment.STEP) {
                hash = (hash ^ Arrays.hashCode(example.stepEnds())) * 0x5851F42D4C957F2DL;
            }
            hash = (hash ^ -1) * 0x5851F42D4C957F2DL;
        }
        return Long.toHexString(hash);
    }
}
