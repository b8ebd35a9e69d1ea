package braid.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.tests.docs.Page.Block;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The session at the shell that tutorial 3 shows: its commands run one after the other and print
 * what the page shows. Blocks of YAML are the files that are named as their runs. Of numbers only
 * the form is compared, as those of trained models differ between machines; what such a model
 * writes, where the command ends in {@code # yours may differ}, is not.
 */
@EnabledOnOs(OS.LINUX)
final class SessionTest {

    private static final String PROMPT = "    $ ";
    private static final String DIFFERS = "# yours may differ";
    private static final String MEMORY = "peak memory";

    @TempDir private Path folder;

    /** A command, the number of its line, and what the page shows behind it. */
    private record Command(int line, String text, List<String> shown) {}

    @Test
    void realModels() throws Exception {
        Page page =
                Page.manual().stream()
                        .filter(p -> p.name().equals("docs/tutorial-3-real-models.md"))
                        .findFirst()
                        .orElseThrow();
        Path data = data();
        assumeTrue(data != null, "shared/data is not beside the project");
        Path work = Files.createDirectories(folder.resolve("project"));
        Files.createDirectories(folder.resolve("shared"));
        Files.createSymbolicLink(folder.resolve("shared/data"), data);
        writeLauncher(work.resolve("braid"));
        Map<String, String> outputs = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        int count = 0;
        for (Block block : page.blocks()) {
            if (block.language().equals("yaml")) {
                writeConfiguration(block, work);
            }
            for (Command command : commands(block)) {
                count++;
                String printed = run(command.text(), work);
                outputs.put(command.text(), printed);
                String shown = String.join("\n", command.shown());
                if (!command.text().endsWith(DIFFERS) && !form(printed).equals(form(shown))) {
                    wrong.add(command.line() + ": shows\n" + shown + "\nprints\n" + printed);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(count).as("commands").isGreaterThan(15);
        String run = outputs.get("./braid eval runs/tuned --task text valid.txt");
        assertThat(outputs.get("./braid eval models/tuned --task text valid.txt")).isEqualTo(run);
    }

    /** The models and data sets beside the project, or null. */
    private static Path data() {
        for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            Path found = p.resolve("shared/data");
            boolean whole =
                    Files.exists(found.resolve("models/stories260K"))
                            && Files.exists(found.resolve("prontoqa"));
            if (whole) {
                return found;
            }
        }
        return null;
    }

    private static void writeLauncher(Path file) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        Files.writeString(
                file,
                "#!/bin/sh\nexec '%s' --add-modules=jdk.incubator.vector -XX:Tier3DelayOn=100000 -Xmx1g -XX:+UseParallelGC -cp '%s' braid.training.cli.Braid \"$@\"\n"
                        .formatted(java, classes));
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static void writeConfiguration(Block block, Path work) throws IOException {
        String name = block.lines().getFirst().replace("name: ", "").strip();
        Files.write(work.resolve(name + ".yaml"), block.lines());
    }

    private static List<Command> commands(Block block) {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < block.lines().size(); i++) {
            String line = block.lines().get(i);
            if (line.startsWith(PROMPT)) {
                String text = line.substring(PROMPT.length());
                commands.add(new Command(block.line() + i, text, new ArrayList<>()));
            } else if (!commands.isEmpty()) {
                commands.getLast().shown().add(line.strip());
            }
        }
        return commands;
    }

    /** What it prints, without the blanks and newlines at its ends. */
    private String run(String command, Path work) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process =
                new ProcessBuilder("sh", "-c", command)
                        .directory(work.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        assertThat(process.waitFor()).as(() -> command + "\n" + read(err)).isZero();
        return read(out).strip();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without the values of numbers; the table of memory without its entries. */
    private static String form(String text) {
        return text.replaceAll("(?m)^" + MEMORY + ".*$", MEMORY)
                .replaceAll("-?\\d+(\\.\\d+)?", "0")
                .replaceAll("(?m)[ \\t]+$", "");
    }
}
