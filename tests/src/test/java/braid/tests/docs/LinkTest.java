package braid.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Relative links of all pages lead to a file, and to a heading where they name one. */
class LinkTest {

    @Test
    void relativeLinksResolve() {
        List<String> broken = new ArrayList<>();
        for (Page page : Page.all()) {
            for (Page.Link link : page.links()) {
                if (!link.target().matches("\\w+:.*") && !resolves(page, link.target())) {
                    broken.add(page.name() + ":" + link.line() + ": " + link.target());
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean resolves(Page page, String target) {
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path file = path.isEmpty() ? page.file() : page.file().resolveSibling(path);
        return Files.exists(file)
                && (hash < 0 || Page.read(file).anchors().contains(target.substring(hash + 1)));
    }
}
