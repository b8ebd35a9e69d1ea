package braid.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tests.architecture.Sources.Parsed;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import javax.lang.model.element.Modifier;

/** Lengths, package pages, Javadoc and words. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourceTest {

    private static final int FILE_LINES = 600;
    private static final int METHOD_LINES = 80;

    /**
     * Paths of one machine, hosts of package registries, marks of unfinished work; split, so as not
     * to match itself.
     */
    private static final Pattern FORBIDDEN =
            Pattern.compile(
                    String.join(
                            "|",
                            "(?<![\\w.$}])/(wor" + "k|far" + "m|roo" + "t)/",
                            "repo1?\\.mav" + "en",
                            "registry\\.npm" + "js",
                            "deb\\.debi" + "an",
                            "\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b"));

    private final List<String> undocumented = new ArrayList<>();
    private final List<String> longMethods = new ArrayList<>();
    private final List<String> wildcardImports = new ArrayList<>();

    @BeforeAll
    void parse() {
        Parsed parsed = Parsed.of(Sources.endingIn(".java"));
        for (CompilationUnitTree unit : parsed.units()) {
            new Reader(unit, DocTrees.instance(parsed.task())).scan(unit, null);
        }
    }

    @Test
    void filesAreShort() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : Sources.endingIn(".java", ".k", ".cl", ".cu", ".h", ".cpp")) {
            try (var lines = Files.lines(file)) {
                long count = lines.count();
                if (count > FILE_LINES) {
                    tooLong.add(Sources.name(file) + ": " + count + " lines");
                }
            }
        }
        assertThat(tooLong).as("files above %d lines", FILE_LINES).isEmpty();
    }

    @Test
    void methodsAreShortUnlessMarkedAsKernels() {
        assertThat(longMethods)
                .as("methods above %d lines, outside of what is marked @Kernel", METHOD_LINES)
                .isEmpty();
    }

    @Test
    void everyPackageHasItsPage() {
        assertThat(
                        Sources.main().stream()
                                .map(Path::getParent)
                                .distinct()
                                .filter(folder ->
                                        !Files.exists(folder.resolve("package-info.java")))
                                .map(Sources::name))
                .as("packages without package-info.java")
                .isEmpty();
    }

    @Test
    void whatIsPublicIsDocumented() {
        assertThat(undocumented).as("public types and methods without Javadoc").isEmpty();
    }

    @Test
    void importsAreNamedOneByOne() {
        assertThat(wildcardImports).as("wildcard imports").isEmpty();
    }

    @Test
    void noPathOfAMachineAndNoUnfinishedWork() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : Sources.all()) {
            List<String> lines;
            try {
                lines = Files.readAllLines(file);
            } catch (MalformedInputException binary) {
                continue;
            }
            for (int i = 0; i < lines.size(); i++) {
                if (FORBIDDEN.matcher(lines.get(i)).find()) {
                    found.add(Sources.name(file) + ":" + (i + 1) + ": " + lines.get(i).strip());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    /** Collects findings of one file. */
    private final class Reader extends TreePathScanner<Void, Void> {

        private final CompilationUnitTree unit;
        private final DocTrees docs;
        private final SourcePositions positions;
        private final String name;
        private final boolean main;

        Reader(CompilationUnitTree unit, DocTrees docs) {
            this.unit = unit;
            this.docs = docs;
            positions = docs.getSourcePositions();
            name = Sources.name(Path.of(unit.getSourceFile().toUri()));
            main = !name.contains("/src/test/");
        }

        @Override
        public Void visitImport(ImportTree node, Void v) {
            if (node.getQualifiedIdentifier().toString().endsWith(".*")) {
                wildcardImports.add(at(node, node.getQualifiedIdentifier()));
            }
            return null;
        }

        @Override
        public Void visitClass(ClassTree node, Void v) {
            if (isPublic(node.getModifiers())) {
                requireDoc(node, node.getSimpleName());
            }
            return isKernel(node.getModifiers()) ? null : super.visitClass(node, null);
        }

        @Override
        public Void visitMethod(MethodTree node, Void v) {
            boolean written = positions.getStartPosition(unit, node) >= 0;
            if (isPublic(node.getModifiers())
                    && !has(node.getModifiers(), "Override")
                    && written
                    && isPublicAround()) {
                requireDoc(node, node.getName());
            }
            long lines =
                    line(positions.getEndPosition(unit, node))
                            - line(positions.getStartPosition(unit, node))
                            + 1;
            if (lines > METHOD_LINES && !isKernel(node.getModifiers())) {
                longMethods.add(at(node, node.getName()) + " has " + lines + " lines");
            }
            return super.visitMethod(node, null);
        }

        private boolean isPublicAround() {
            return getCurrentPath().getParentPath().getLeaf() instanceof ClassTree owner
                    && isPublic(owner.getModifiers());
        }

        private void requireDoc(Tree node, Object what) {
            if (main && docs.getDocCommentTree(getCurrentPath()) == null) {
                undocumented.add(at(node, what));
            }
        }

        private String at(Tree node, Object what) {
            return name + ":" + line(positions.getStartPosition(unit, node)) + ": " + what;
        }

        private long line(long position) {
            return position < 0 ? 0 : unit.getLineMap().getLineNumber(position);
        }

        private static boolean isPublic(ModifiersTree modifiers) {
            return modifiers.getFlags().contains(Modifier.PUBLIC);
        }

        private static boolean isKernel(ModifiersTree modifiers) {
            return has(modifiers, "Kernel");
        }

        private static boolean has(ModifiersTree modifiers, String annotation) {
            for (AnnotationTree a : modifiers.getAnnotations()) {
                if (a.getAnnotationType().toString().equals(annotation)) {
                    return true;
                }
            }
            return false;
        }
    }
}
