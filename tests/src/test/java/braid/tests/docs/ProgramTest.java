package braid.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tests.docs.Page.Block;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The Java of the pages compiles, runs, and prints what stands behind it. */
class ProgramTest {

    @TempDir private Path folder;

    static List<Page> pages() {
        return Page.manual().stream()
                .filter(page -> page.blocks().stream().anyMatch(ProgramTest::isJava))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void printsWhatThePageShows(Page page) throws Exception {
        Program program = Program.of(page);
        assertThat(program.compile(folder)).as("compiler, with the lines of %s", page).isEmpty();
        Map<Integer, String> printed = program.run(folder);
        List<String> wrong = new ArrayList<>();
        shown(page)
                .forEach((line, text) -> {
                    if (!text.equals(printed.get(line))) {
                        wrong.add(line + ": shows\n" + text + "\nprints\n" + printed.get(line));
                    }
                });
        assertThat(wrong).as("blocks of %s by line", page).isEmpty();
    }

    /** The text block behind each java block, by the number of the java block's first line. */
    private static Map<Integer, String> shown(Page page) {
        Map<Integer, String> shown = new TreeMap<>();
        Block before = null;
        for (Block block : page.blocks()) {
            if (isJava(block)) {
                shown.put(block.line(), "");
            } else if (block.language().equals("text")
                    && before != null
                    && follows(before, block)) {
                shown.put(before.line(), String.join("\n", block.lines()).stripTrailing());
            }
            before = isJava(block) ? block : null;
        }
        return shown;
    }

    private static boolean isJava(Block block) {
        return block.language().equals("java") || block.language().equals(Page.HIDDEN);
    }

    /** Whether nothing but a blank line and the fence stands between. */
    private static boolean follows(Block code, Block output) {
        return output.line() <= code.end() + 2;
    }
}
