package braid.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class JmhCommandTest {

    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = BenchCommand.commandLine();
        command.setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of("jmh"));
        all.addAll(List.of(arguments));
        return command.execute(all.toArray(String[]::new));
    }

    @Test
    void appendsALineForEachBenchmark(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.jsonl");
        String[] arguments = {
            "NegBenchmark", "-f", "0", "-wi", "0", "-i", "2", "-r", "1ms", "-p", "rows=256"
        };
        assertThat(run("--append=" + file, arguments[0], arguments[1])).isEqualTo(2); // -f of what
        assertThat(file).doesNotExist();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--append=" + file);
        assertThat(run(all.toArray(String[]::new))).isZero();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        JsonNode line = JsonMapper.shared().readTree(lines.getFirst());
        assertThat(line.path("name").asString()).isEqualTo("NegBenchmark.forward");
        assertThat(line.path("shape").asString()).isEqualTo("rows=256");
        assertThat(line.path("unit").asString()).isEqualTo("us/op");
        assertThat(line.path("value").asDouble())
                .isBetween(line.path("low").asDouble(), line.path("high").asDouble())
                .isPositive();
        assertThat(line.propertyNames())
                .contains("time", "braid", "java", "processor", "flags", "cores", "iterations");
    }

    @Test
    void saysWhatItDoesNotFindOrCannotWrite(@TempDir Path folder) {
        assertThat(run("NoSuchBenchmark")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("jmh: no benchmark matches [NoSuchBenchmark]; -l lists them");
        assertThat(run("Neg", "--append=" + folder)).isEqualTo(2);
        assertThat(err.toString()).contains("--append " + folder + ": not a file in a folder");
    }
}
