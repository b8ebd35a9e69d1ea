package braid.tests.docs;

import braid.tests.architecture.Sources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown file, taken apart line by line.
 *
 * @param file where it is
 * @param length number of lines
 * @param blocks fenced code, indented code, and code in HTML comments, in order
 * @param spans code within text, in order
 * @param links targets of links
 * @param anchors what a link to a heading of this page may name, as GitHub does
 */
record Page(
        Path file,
        int length,
        List<Block> blocks,
        List<Span> spans,
        List<Link> links,
        Set<String> anchors) {

    /** Language of a block that begins with {@code <!-- java}: code that readers need not see. */
    static final String HIDDEN = "<!-- java";

    /** Language of a block that is set off by four blanks. */
    static final String INDENTED = "";

    private static final Pattern FENCE = Pattern.compile("```(\\w*)");
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("#+ +(.*)");

    /**
     * Code set off from the text.
     *
     * @param language as the fence names it, or {@link #HIDDEN}, or {@link #INDENTED}
     * @param line number of its first line in the page, from 1
     * @param lines the code
     */
    record Block(String language, int line, List<String> lines) {

        /** Number of the page's first line behind the block and its closing fence. */
        int end() {
            return line + lines.size() + 1;
        }
    }

    /**
     * Code within text.
     *
     * @param line its number in the page, from 1
     * @param column heading of the table column it stands in, or empty
     * @param text the code
     */
    record Span(int line, String column, String text) {}

    /** Target of a link, and the number of its line, from 1. */
    record Link(int line, String target) {}

    /** Every page of the repository. */
    static List<Page> all() {
        return Sources.endingIn(".md").stream().map(Page::read).toList();
    }

    /** README.md and what is in the folder docs. */
    static List<Page> manual() {
        return all().stream().filter(page -> page.name().matches("README\\.md|docs/.*")).toList();
    }

    static Page read(Path file) {
        try {
            return new Reader(file, Files.readAllLines(file)).page();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Path from the root of the repository. */
    String name() {
        return Sources.name(file);
    }

    @Override
    public String toString() {
        return name();
    }

    /** Takes a file apart. */
    private static final class Reader {

        private final Path file;
        private final List<String> lines;
        private final List<Block> blocks = new ArrayList<>();
        private final List<Span> spans = new ArrayList<>();
        private final List<Link> links = new ArrayList<>();
        private final Set<String> anchors = new HashSet<>();
        private List<String> columns = List.of();
        private int at;

        Reader(Path file, List<String> lines) {
            this.file = file;
            this.lines = lines;
        }

        Page page() {
            while (at < lines.size()) {
                String line = lines.get(at);
                Matcher fence = FENCE.matcher(line.strip());
                if (fence.matches()) {
                    at++;
                    block(fence.group(1), "```");
                } else if (line.equals(HIDDEN)) {
                    at++;
                    block(HIDDEN, "-->");
                } else if (line.startsWith("    ") && !line.isBlank() && afterBlank()) {
                    indented();
                } else {
                    text(line);
                    at++;
                }
            }
            return new Page(file, lines.size(), blocks, spans, links, anchors);
        }

        private boolean afterBlank() {
            return at == 0 || lines.get(at - 1).isBlank();
        }

        private void block(String language, String end) {
            int first = at;
            while (at < lines.size() && !lines.get(at).strip().equals(end)) {
                at++;
            }
            blocks.add(new Block(language, first + 1, lines.subList(first, at)));
            at++;
        }

        private void indented() {
            int first = at;
            while (at < lines.size() && lines.get(at).startsWith("    ")) {
                at++;
            }
            blocks.add(new Block(INDENTED, first + 1, lines.subList(first, at)));
        }

        private void text(String line) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                anchors.add(
                        heading.group(1)
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                                .replace(' ', '-'));
            }
            for (MatchResult link : LINK.matcher(line).results().toList()) {
                links.add(new Link(at + 1, link.group(1)));
            }
            if (!line.startsWith("|")) {
                columns = List.of();
                spans(line, "");
                return;
            }
            List<String> cells = List.of(line.substring(1).split("\\|"));
            if (columns.isEmpty()) {
                columns = cells.stream().map(String::strip).toList();
            }
            for (int i = 0; i < cells.size(); i++) {
                spans(cells.get(i), i < columns.size() ? columns.get(i) : "");
            }
        }

        private void spans(String text, String column) {
            for (MatchResult span : SPAN.matcher(text).results().toList()) {
                spans.add(new Span(at + 1, column, span.group(1)));
            }
        }
    }
}
