package braid.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.training.data.DataException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import javax.xml.parsers.DocumentBuilderFactory;

final class PerformancePageTest {

    private static final String LINES =
            """
            {"name":"train-s","shape":"S, batch 16 x 256","value":100,"unit":"tokens/s","fraction_of_peak":0.5,"threads":2,"libtorch":80,"libtorch_ratio":1.25,"libtorch_ratio_low":1.2,"libtorch_ratio_high":1.3,"time":"2026-01-01T00:00:00Z","braid":"0.1 (abc)"}
            {"name":"train-s","shape":"S, batch 16 x 256","value":900,"unit":"tokens/s","fraction_of_peak":0.75,"threads":2,"libtorch":400,"libtorch_ratio":2.25,"libtorch_ratio_low":2.2,"libtorch_ratio_high":2.3,"time":"2026-01-02T00:00:00Z","braid":"0.1 (def)"}
            {"name":"train-s","shape":"S, batch 16 x 256","value":500,"unit":"tokens/s","threads":1}
            {"name":"train-s","shape":"S, batch 16 x 256","value":300,"unit":"tokens/s","fraction_of_peak":0.7,"threads":2,"flags":["-Xmx1g","-XX:UseAVX=2"]}
            {"name":"length-s","shape":"S, batch 16 x 256","value":1,"threads":2}
            {"name":"length-s","shape":"S, batch 4 x 1024","value":700,"fraction_of_peak":0.7,"threads":2}
            {"name":"scaling","shape":"S, batch 16 x 256","value":900,"one_thread_ratio":1.8,"one_thread_ratio_low":1.7,"one_thread_ratio_high":1.9,"threads":2}
            {"name":"empty-op","shape":"add","value":4000000,"unit":"ops/s","threads":2}
            {"name":"sgemm","shape":"NN 1 1 1","value":1,"unit":"GFLOP/s","fraction_of_peak":0.8,"threads":1,"openblas_ratio":2.0}
            {"name":"sgemm","shape":"NN 2 2 2","value":1,"unit":"GFLOP/s","fraction_of_peak":0.9,"threads":1,"openblas_ratio":0.5}
            """;

    @TempDir Path folder;

    @Test
    void theLastLineCountsAndFiguresAreWorkedOut() throws Exception {
        Files.writeString(folder.resolve("box.jsonl"), LINES);
        Files.writeString(folder.resolve("box.md"), "A small box.\n");
        Map<String, String> files = PerformancePage.of(folder);
        String page = files.get("performance.md");
        assertThat(page)
                .contains("## box\n\nA small box.\n")
                .contains(
                        "| training step, config S | 2 | 900 tokens/s | 75 % | 400 | **2.25** [2.20,"
                                + " 2.30] | 2.0 ✓ | `def` |")
                .contains("| the same, one thread | 1 | 500 tokens/s | – | – | – | 1.4 | `` |")
                .contains("with tape: 0.25 µs")
                .contains("two threads are **1.80** [1.70, 1.90] times as fast as one")
                .contains(
                        "| 1 | openblas | 1.00, 0.50 (2) | – | – | 1.00, 0.50 (2) | 90 % | NN 2 2 2 |")
                .contains(
                        "| `-XX:UseAVX=2` | train-s S, batch 16 x 256 | 300 tokens/s | 70 % | 900 |")
                .contains(
                        """
                        |---|---:|---|---:|---:|
                        | | | S, batch 16 x 256 | 900 | 75 % |
                        | | | S, batch 4 x 1024 | 700 | 70 % |

                        """)
                .doesNotContain("{{");
        String svg = files.get("performance/box.svg");
        var document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)));
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(1);
    }

    /** Nothing on the page is written by hand, and nothing is out of date. */
    @Test
    void theCommittedPageIsThatOfTheCommittedMeasurements() throws Exception {
        Path docs = Path.of("..", "docs");
        for (Map.Entry<String, String> file : PerformancePage.of(Path.of("results")).entrySet()) {
            assertThat(docs.resolve(file.getKey()))
                    .as("written by: ./braid bench report")
                    .content()
                    .isEqualTo(file.getValue());
        }
    }

    @Test
    void brokenMeasurementsAreNamed() throws Exception {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> PerformancePage.of(none))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("none: no such folder");
        assertThatThrownBy(() -> PerformancePage.of(folder))
                .hasMessageContaining("no measurements\n  HINT: measure first");
        Map.of(
                        "{\"name\":\"a\",", "no JSON",
                        "", "no name",
                        "[]", "no name",
                        "{\"value\":1}", "no name",
                        "{\"name\":\"a\"}", "no value",
                        "{\"name\":\"a\",\"value\":\"NaN\"}", "no value")
                .forEach((line, fault) -> {
                    write("{\"name\":\"a\",\"value\":1}\n" + line + "\n");
                    assertThatThrownBy(() -> PerformancePage.of(folder))
                            .isInstanceOf(DataException.class)
                            .hasMessageContaining("cut.jsonl: row 2: no measurement: " + fault);
                });
    }

    private void write(String lines) {
        try {
            Files.writeString(folder.resolve("cut.jsonl"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
