package braid.tests.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A copy of the launcher in a repository of its own, with a search path that holds the few tools it
 * needs and nothing else, and a home folder that is empty.
 */
final class Launch {

    private static final List<String> TOOLS =
            List.of("sh", "dirname", "readlink", "find", "head", "mkdir", "flock", "touch");

    private final Path root;
    private final Path bin;
    private final Path home;
    private final Map<String, String> environment = new TreeMap<>();

    Launch(Path folder) throws IOException {
        root = Files.createDirectories(folder.resolve("a repository"));
        bin = Files.createDirectories(folder.resolve("bin"));
        home = Files.createDirectories(folder.resolve("home"));
        Files.copy(original().resolve("braid"), script(), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(root.resolve("pom.xml"));
        Files.createDirectories(sources());
        for (String tool : TOOLS) {
            for (String from : System.getenv("PATH").split(":")) {
                Path program = Path.of(from, tool);
                if (Files.isExecutable(program) && !Files.exists(bin.resolve(tool))) {
                    Files.createSymbolicLink(bin.resolve(tool), program);
                }
            }
        }
        environment.put("PATH", bin.toString());
        environment.put("HOME", home.toString());
    }

    /** The repository that is tested. */
    static Path original() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(folder.resolve("braid"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    Path root() {
        return root;
    }

    Path home() {
        return home;
    }

    Path script() {
        return root.resolve("braid");
    }

    Path sources() {
        return root.resolve("tensor/src/main/java");
    }

    Launch with(String variable, Object value) {
        environment.put(variable, value.toString());
        return this;
    }

    /** A JDK whose {@code java} prints its name and its arguments, one a line. */
    static Path jdk(Path folder, String version) throws IOException {
        program(
                folder.resolve("bin/java"),
                "echo \"" + folder.getFileName() + "\"; printf '%s\\n' \"$@\"");
        program(folder.resolve("bin/javac"), "exit 0");
        Files.writeString(
                folder.resolve("release"),
                "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Linux\"\n");
        return folder;
    }

    /** A Maven that says where it was called, on which JDK, and builds nothing. */
    Launch mvn(int exit) throws IOException {
        program(
                bin.resolve("mvn"),
                "echo \"mvn in $PWD for $JAVA25_HOME: $*\"; mkdir -p training/target;"
                        + " touch training/target/built; exit "
                        + exit);
        return this;
    }

    /** Makes everything older than a build that was done a while ago. */
    Launch built() throws IOException {
        Instant then = Instant.now().minusSeconds(100);
        Path stamp = root.resolve("training/target/built");
        Files.createDirectories(stamp.getParent());
        Files.writeString(stamp, "");
        age(stamp, then);
        try (var all = Files.walk(root)) {
            for (Path file : all.filter(f -> !f.equals(stamp)).toList()) {
                age(file, then.minusSeconds(100));
            }
        }
        return this;
    }

    static void age(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        return start(script(), arguments);
    }

    Result start(Path command, String... arguments) throws IOException, InterruptedException {
        Path out = home.resolve("out");
        Path err = home.resolve("err");
        var line = new java.util.ArrayList<>(List.of(command.toString()));
        line.addAll(List.of(arguments));
        var builder =
                new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the launcher hangs: " + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static void program(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        if (!file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
    }

    /** How the launcher ended, and what it and the stand-ins printed. */
    record Result(int exit, String out, String err) {}
}
