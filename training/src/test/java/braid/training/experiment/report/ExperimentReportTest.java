package braid.training.experiment.report;

import static org.assertj.core.api.Assertions.assertThat;

import braid.training.experiment.Records;
import braid.training.experiment.RunRecord;
import braid.training.experiment.SyntheticRuns;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

/** The report of {@link SyntheticRuns}, whose figures are reckoned by hand here. */
final class ExperimentReportTest {

    @TempDir private Path folder;

    @BeforeEach
    void write() {
        SyntheticRuns.write(folder);
    }

    private static Document parse(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private Document html() throws Exception {
        ExperimentReport.write(folder);
        return parse(folder.resolve("report.html"));
    }

    private static List<Element> elements(Element in, String tag) {
        NodeList nodes = in.getElementsByTagName(tag);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }

    private static List<String> headings(Document html) {
        return elements(html.getDocumentElement(), "h2").stream()
                .map(Element::getTextContent)
                .toList();
    }

    private static Element section(Document html, String title) {
        return elements(html.getDocumentElement(), "section").stream()
                .filter(s -> elements(s, "h2").getFirst().getTextContent().equals(title))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no section " + title));
    }

    /** Cells of a table of a section, row by row, without its head. */
    private static List<List<String>> cells(Document html, String title, int table) {
        List<List<String>> rows = new ArrayList<>();
        Element body = elements(elements(section(html, title), "table").get(table), "tbody").get(0);
        for (Element row : elements(body, "tr")) {
            rows.add(elements(row, "td").stream().map(Element::getTextContent).toList());
        }
        return rows;
    }

    @Test
    void sectionsStandInTheOrderOfReading() throws Exception {
        assertThat(headings(html()))
                .containsExactly(
                        "At a glance",
                        "Methods, free",
                        "Paired tests, free",
                        "Accuracy against a forced number of latents",
                        "Learning curves",
                        "Codebook",
                        "Latents as text",
                        "Attention on the prompt",
                        "Answers",
                        "Answers that hold no answer",
                        "Failed runs",
                        "Where the configurations differ");
    }

    @Test
    void whatNoRecordTellsHasNoSection(@TempDir Path plain) throws Exception {
        RunRecord r = SyntheticRuns.plain("pause", 1, 20, 30);
        var silent =
                new RunRecord(
                        r.experiment(),
                        r.run(),
                        r.seed(),
                        r.hash(),
                        r.status(),
                        null,
                        r.method(),
                        r.task(),
                        r.braid(),
                        r.machine(),
                        r.java(),
                        r.config(),
                        1,
                        1,
                        1,
                        1,
                        RunRecord.Curve.empty(),
                        r.evaluations(),
                        List.of(),
                        0,
                        null,
                        null,
                        List.of(),
                        null);
        Records.write(plain, silent);
        ExperimentReport.write(plain);
        assertThat(headings(parse(plain.resolve("report.html"))))
                .containsExactly("At a glance", "Methods, free");
    }

    @Test
    void methodsHaveTheirMeansOverSeeds() throws Exception {
        List<List<String>> rows = cells(html(), "Methods, free", 0);
        assertThat(rows.stream().map(List::getFirst))
                .containsExactly(
                        "sol-only", "cot", "latent", "latent held to text", "deletion", "shuffled");
        List<String> latent = rows.get(2);
        assertThat(latent.subList(0, 3)).containsExactly("latent", "3", "0.875");
        assertThat(latent.subList(4, 10))
                .containsExactly("20.0", "60 %", "4.0", "1.000", "2.50", "92 s");
        assertThat(rows.get(1).subList(2, 3)).containsExactly("0.775");
        assertThat(rows.get(1).get(5)).as("cot saves nothing against itself").isEqualTo("–");
        assertThat(rows.get(3).subList(2, 3)).as("27 of 40").containsExactly("0.675");
        // 30 of 40: (p + z²/2n ± z sqrt(p(1 - p)/n + z²/4n²)) / (1 + z²/n), by pocket calculator.
        assertThat(cells(html(), "Methods, free", 1).get(3).subList(0, 4))
                .containsExactly("cot", "1", "0.750", "[0.598, 0.858]");
    }

    @Test
    void pairsAreTestedAndCorrected() throws Exception {
        List<List<String>> rows = cells(html(), "Paired tests, free", 0);
        assertThat(rows.stream().map(row -> row.get(0) + "/" + row.get(1)))
                .containsExactly(
                        "sol-only/cot",
                        "latent/cot",
                        "deletion/cot",
                        "shuffled/cot",
                        "latent/sol-only",
                        "latent/latent held to text",
                        "latent/deletion",
                        "latent/shuffled");
        // Latent alone is right in 4 questions of each seed: p = 2 / 2^12, the largest of all.
        assertThat(rows.get(1).subList(2, 7)).containsExactly("3", "120", "12", "0", "+0.100");
        assertThat(rows.get(1).subList(8, 10)).containsExactly("0.0005", "0.0005");
    }

    @Test
    void forcedLatentsGoFromTextToLatents() throws Exception {
        Document html = html();
        List<List<String>> rows = cells(html, "Accuracy against a forced number of latents", 0);
        assertThat(rows).hasSize(6);
        assertThat(rows.get(1).subList(0, 6))
                .containsExactly("latent", "2", "36.0", "0.775", "0.750", "0.800");
    }

    @Test
    void compressionThatIsChosenIsDrawnBesideLatentsThatAreForced() throws Exception {
        for (int seed = 1; seed <= 3; seed++) {
            Records.write(folder, SyntheticRuns.told("told", seed, 30 + seed));
        }
        Document html = html();
        String title = "Accuracy against tokens, compression chosen";
        assertThat(headings(html))
                .containsSubsequence("Accuracy against a forced number of latents", title);
        assertThat(headings(html)).doesNotContain("Methods, cap=0", "Methods, latents=2");
        List<List<String>> rows = cells(html, title, 0);
        assertThat(rows.stream().map(row -> row.get(0) + "/" + row.get(1)))
                .containsExactly(
                        "latent, held to k/k = 0",
                        "latent, held to k/k = 2",
                        "latent, held to k/k = 4",
                        "told, told a cap/cap 0",
                        "told, told a cap/cap 28",
                        "told, held to k/k = 2");
        // 27, 28 and 29 of 40.
        assertThat(rows.get(3).subList(2, 7))
                .containsExactly("49.0", "0.0", "0.700", "0.675", "0.725");
        assertThat(Files.readString(folder.resolve("report.md"))).contains("](compression.svg)");
        assertThat(Files.readString(folder.resolve("results.csv")))
                .contains("synthetic,told,told,1,cap=28,,28,40,31,");
    }

    @Test
    void codesAttentionAndAnswersAreShown() throws Exception {
        Document html = html();
        assertThat(cells(html, "Codebook", 0)).hasSize(6);
        assertThat(cells(html, "Codebook", 0).get(0))
                .containsExactly("latent", "1", "0.750", "48.5", "0.625", "2.50", "3.32");
        assertThat(cells(html, "Latents as text", 0))
                .containsExactly(List.of("17", "9", "3 + <4>", "3 + 4  ×5\na | b  ×2"));
        assertThat(section(html, "Latents as text").getTextContent())
                .contains("latent, seed 1; shuffled, seed 1");
        assertThat(cells(html, "Attention on the prompt", 0))
                .startsWith(
                        List.of("cot", "text", "0.250", "0.250", "0.250", "0.125", "–"),
                        List.of("latent", "text", "0.375", "0.375", "0.375", "0.125", "+0.125"),
                        List.of("latent", "latent", "0.500", "0.500", "0.500", "0.750", "+0.250"));
        assertThat(cells(html, "Attention on the prompt", 1))
                .contains(List.of("latent", "latent", "0.250", "0.750"));
        assertThat(section(html, "Answers").getTextContent()).contains("<latent:17> 3 | **");
        assertThat(cells(html, "Answers that hold no answer", 0))
                .contains(List.of("deletion", "2", "4"));
        assertThat(cells(html, "Failed runs", 0))
                .containsExactly(
                        List.of("pause", "2", "diverged at step 30: loss is <NaN> & more"));
    }

    @Test
    void levelsOfCodesAreShownBelowTheirRun() throws Exception {
        Records.write(folder, SyntheticRuns.residual("residual", 1, 30));
        Path file = Records.folder(folder).resolve("residual-seed1.json");
        assertThat(Records.read(file).codes().levels()).hasSize(2);
        List<List<String>> rows = cells(html(), "Codebook", 0);
        assertThat(rows).hasSize(9);
        assertThat(rows)
                .containsSequence(
                        List.of("residual", "1", "0.750", "48.5", "0.625", "2.50", "3.32"),
                        List.of("residual, level 0", "1", "0.500", "12.3", "–", "2.25", "–"),
                        List.of("residual, level 1", "1", "1.000", "30.5", "–", "0.500", "–"));
    }

    @Test
    void configurationsAreComparedKeyByKey() throws Exception {
        assertThat(cells(html(), "Where the configurations differ", 0))
                .containsExactly(
                        List.of(
                                "method",
                                "sol-only",
                                "cot",
                                "latent",
                                "deletion",
                                "shuffled",
                                "pause"),
                        List.of("train.batch", "32", "32", "64", "32", "32", "32"));
    }

    @Test
    void thePageNeedsNothingElse() throws Exception {
        String text = Files.readString(ExperimentReport.write(folder).getFirst());
        assertThat(text).doesNotContain("<script", "src=", "@import", "url(");
        assertThat(text.split("<svg", -1)).as("pictures stand in the page").hasSize(6);
    }

    @Test
    void markdownRefersToPicturesThatAreThere() throws Exception {
        List<Path> files = ExperimentReport.write(folder);
        String markdown = Files.readString(folder.resolve("report.md"));
        List<String> pictures =
                Stream.of(markdown.split("\\]\\(")).skip(1).map(s -> s.split("\\)")[0]).toList();
        assertThat(pictures)
                .containsExactly(
                        "tokens.svg",
                        "forced-latents.svg",
                        "loss.svg",
                        "validation.svg",
                        "validation-tokens.svg");
        for (String picture : pictures) {
            parse(folder.resolve(picture));
        }
        assertThat(files).hasSize(3 + pictures.size()).allMatch(Files::exists);
        assertThat(markdown)
                .contains("| latent | 3 | 0.875 |")
                .contains("| 17 | 9 | `3 + <4>` | `3 + 4  ×5`<br>`a \\| b  ×2` |")
                .contains("\n    <latent:17> 3 | **\n");
    }

    @Test
    void everyEvaluationIsARowOfTheTable() throws Exception {
        ExperimentReport.write(folder);
        List<String> rows = Files.readAllLines(folder.resolve("results.csv"));
        assertThat(rows).hasSize(1 + 9 + 6 * 4);
        assertThat(rows).allMatch(row -> row.split(",", -1).length == 25);
        assertThat(rows)
                .anyMatch(row ->
                        row.startsWith("synthetic,latent,latent,1,latents=2,2,,40,30,0.75,"));
    }

    @Test
    void theSameRecordsGiveTheSameBytes(@TempDir Path other) throws Exception {
        try (var files = Files.list(Records.folder(folder))) {
            for (Path file : files.sorted().toList().reversed()) {
                Files.createDirectories(Records.folder(other));
                Files.copy(file, Records.folder(other).resolve(file.getFileName()));
            }
        }
        List<Path> first = ExperimentReport.write(folder);
        List<Path> second = ExperimentReport.write(other);
        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i)).hasSameBinaryContentAs(first.get(i));
        }
    }

    @Test
    void textThatXmlCannotHoldIsReplaced() throws Exception {
        Path file = folder.resolve("runs/cot-seed1.json");
        String text = Files.readString(file);
        Files.writeString(file, text.replace("<latent:17> 3", "a\\u0000b\\ud800c\\u001b"));
        assertThat(section(html(), "Answers").getTextContent()).contains("a\uFFFDb\uFFFDc\uFFFD");
    }

    @Test
    void blankLinesAtTheEndAreNotShown() throws Exception {
        replaceAnswer("cot", "a\\n\\nb\\n\\n  \\n");
        replaceAnswer("sol-only", "\\n\\n");
        ExperimentReport.write(folder);
        assertThat(Files.readString(folder.resolve("report.md")))
                .contains("generated:\n\n    a\n\n    b\n\n#")
                .contains("generated:\n\n    (blank)\n\n#");
    }

    private void replaceAnswer(String run, String json) throws IOException {
        Path file = folder.resolve("runs/" + run + "-seed1.json");
        Files.writeString(file, Files.readString(file).replace("<latent:17> 3 | **", json));
    }

    @Test
    void seedsThatStoppedElsewhereHaveTheirOwnLines() throws IOException {
        Path file = folder.resolve("runs/cot-seed2.json");
        String text = Files.readString(file);
        Files.writeString(
                file, text.replace("\"step\" : [ 10, 50, 100 ]", "\"step\" : [ 11, 51, 101 ]"));
        ExperimentReport.write(folder);
        assertThat(Files.readString(folder.resolve("loss.svg")))
                .contains(">cot, seed 1<", ">cot, seed 2<", ">latent<")
                .doesNotContain(">cot<");
    }
}
