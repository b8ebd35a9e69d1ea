package braid.kernels.platform;

import braid.kernels.device.Program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The source of a program: the prelude of a platform and the program's files, one text. */
public final class KernelSource {

    private static final String FOLDER = "/kernels/";
    private static final String SHARED = ".k";

    private KernelSource() {}

    /**
     * The text to compile. A platform's own file stands in for a shared one: with {@code
     * prelude.cu}, {@code block.cu} is taken for {@code block.k} if it is there.
     *
     * @param prelude file that defines the dialect
     */
    public static String of(Program program, String prelude) {
        String ending = prelude.substring(prelude.indexOf('.'));
        StringBuilder s = new StringBuilder();
        append(s, prelude);
        program.files().forEach(file -> append(s, chosen(file, ending)));
        return s.toString();
    }

    private static String chosen(String file, String ending) {
        if (!file.endsWith(SHARED)) {
            return file;
        }
        String own = file.substring(0, file.length() - SHARED.length()) + ending;
        return KernelSource.class.getResource(FOLDER + own) == null ? file : own;
    }

    /** Lines of a file, numbered as in it, for the compiler's messages. */
    private static void append(StringBuilder s, String file) {
        try (InputStream in = KernelSource.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException("no kernel file " + file);
            }
            s.append("#line 1 \"").append(file).append("\"\n");
            s.append(new String(in.readAllBytes(), StandardCharsets.UTF_8)).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
