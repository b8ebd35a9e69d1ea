package braid.tests.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import javax.tools.ToolProvider;

/** The repository's own files: all that is not made by a build or a run. */
public final class Sources {

    private static final Set<String> MADE =
            Set.of("target", "runs", ".git", ".idea", ".vscode", "shared");

    private Sources() {}

    /**
     * The repository's root: the nearest folder above the working directory that holds the
     * launcher.
     */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(folder.resolve("braid"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException(
                        "no launcher (./braid) above " + Path.of("").toAbsolutePath());
            }
        }
        return folder;
    }

    /** Every file, in the order of its path. */
    static List<Path> all() {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(
                    root(),
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path folder, BasicFileAttributes a) {
                            return MADE.contains(String.valueOf(folder.getFileName()))
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                            // In a worktree .git is a file.
                            if (a.isRegularFile() && !file.endsWith(".git")) {
                                found.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(null);
        return found;
    }

    /** Files whose names end in one of these. */
    public static List<Path> endingIn(String... suffixes) {
        return all().stream()
                .filter(file -> {
                    for (String suffix : suffixes) {
                        if (file.toString().endsWith(suffix)) {
                            return true;
                        }
                    }
                    return false;
                })
                .toList();
    }

    /** Java files that are not tests. */
    static List<Path> main() {
        return endingIn(".java").stream()
                .filter(file -> !file.toString().contains("/src/test/"))
                .toList();
    }

    /** A path as a finding names it, from the root. */
    public static String name(Path file) {
        return root().relativize(file).toString();
    }

    /** The parsed files, and the task for the tools that look into them. */
    record Parsed(JavacTask task, Iterable<? extends CompilationUnitTree> units) {

        static Parsed of(List<Path> files) {
            var compiler = ToolProvider.getSystemJavaCompiler();
            var manager = compiler.getStandardFileManager(null, null, null);
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            try {
                return new Parsed(task, task.parse());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
