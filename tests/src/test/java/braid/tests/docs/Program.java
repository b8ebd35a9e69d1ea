package braid.tests.docs;

import braid.tests.docs.Page.Block;
import braid.tests.docs.Page.Span;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The Java of one page as one program, which is the body of one method. It consists, in the order
 * of the page, of
 *
 * <ul>
 *   <li>the blocks that are fenced as {@code java}; imports in them are moved to the top,
 *   <li>the blocks in HTML comments that begin with {@code <!-- java}: what a reader need not see,
 *       such as imports and the variables that a short example takes for granted,
 *   <li>in tables, the code spans of the column {@code Braid}: each an expression, or a statement
 *       if it ends in a semicolon or brace.
 * </ul>
 *
 * <p>So later parts see the variables of earlier ones, and classes and records are local ones.
 * Nothing else is imported. Every line of the program stands where it stands in the page, which
 * gives messages of the compiler and stack traces the page's line numbers.
 */
final class Program {

    private static final String NAME = "Page";
    private static final String FRAME =
            """
            final class Page { \
            interface Effect { void run() throws Exception; } \
            static void row(java.util.concurrent.Callable<?> value) throws Exception { value.call(); } \
            static void row(Effect effect) throws Exception { effect.run(); } \
            public static void main(String[] args) throws Exception { \
            """;

    /** Begins the output of a block; its line number follows. */
    private static final String MARK = "\f";

    private final Page page;
    private final String[] lines;
    private final StringBuilder imports = new StringBuilder();

    private Program(Page page) {
        this.page = page;
        lines = new String[page.length() + 1];
        Arrays.fill(lines, "");
    }

    /** The program of a page. */
    static Program of(Page page) {
        Program program = new Program(page);
        page.blocks().forEach(program::put);
        page.spans().forEach(program::put);
        program.lines[0] = program.imports + FRAME + program.lines[0];
        program.lines[page.length()] = "}}";
        return program;
    }

    private void put(Block block) {
        boolean visible = block.language().equals("java");
        if (!visible && !block.language().equals(Page.HIDDEN)) {
            return;
        }
        int first = block.line() - 1;
        // The line of the fence is free.
        lines[first - 1] += "System.out.println(\"\\f" + block.line() + "\");";
        for (int i = 0; i < block.lines().size(); i++) {
            String line = block.lines().get(i);
            if (line.startsWith("import ")) {
                imports.append(line).append(' ');
            } else {
                lines[first + i] = line;
            }
        }
    }

    private void put(Span span) {
        if (span.column().equals("Braid")) {
            String code = span.text();
            lines[span.line() - 1] +=
                    code.endsWith(";") || code.endsWith("}")
                            ? "{ " + code + " }"
                            : "row(() -> " + code + ");";
        }
    }

    /** The source file. */
    String source() {
        return String.join("\n", lines);
    }

    /**
     * Compiles against the class path of the tests.
     *
     * @param folder for the class files
     * @return what the compiler says, with the page's line numbers; empty where all is well
     */
    String compile(Path folder) {
        var messages = new StringWriter();
        var options =
                List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
        ToolProvider.getSystemJavaCompiler()
                .getTask(messages, null, null, options, null, List.of(new Source(source())))
                .call();
        return messages.toString();
    }

    /**
     * Runs what was compiled.
     *
     * @return what each block printed, by the number of its first line
     */
    Map<Integer, String> run(Path folder) throws Exception {
        var bytes = new ByteArrayOutputStream();
        PrintStream console = System.out;
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
                var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            var main = loader.loadClass(NAME).getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) new String[0]);
        } catch (InvocationTargetException e) {
            throw new AssertionError(
                    page + " throws " + e.getCause() + ", see line numbers of Page.java",
                    e.getCause());
        } finally {
            System.setOut(console);
        }
        Map<Integer, String> printed = new TreeMap<>();
        String all = bytes.toString(StandardCharsets.UTF_8);
        for (String part : all.split(MARK)) {
            if (!part.isEmpty()) {
                int end = part.indexOf('\n');
                printed.put(
                        Integer.valueOf(part.substring(0, end)),
                        part.substring(end + 1).stripTrailing());
            }
        }
        return printed;
    }

    /** A source file in memory. */
    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String text) {
            super(URI.create("string:///" + NAME + ".java"), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) throws IOException {
            return text;
        }
    }
}
