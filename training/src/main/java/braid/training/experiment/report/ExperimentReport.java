package braid.training.experiment.report;

import braid.training.data.DataException;
import braid.training.data.DataFiles;
import braid.training.experiment.Experiment;
import braid.training.experiment.Records;
import braid.training.experiment.report.Page.Block;
import braid.training.experiment.report.Page.Figure;
import braid.training.experiment.report.Page.Figures;
import braid.training.experiment.report.Page.Section;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes what can be read of an experiment beside its records: {@code report.html}, one file that
 * needs nothing else; {@code report.md} with its pictures; {@code results.csv}. The same records
 * give the same bytes.
 */
public final class ExperimentReport {

    private ExperimentReport() {}

    /**
     * Draws the report of a folder anew.
     *
     * @param folder of the experiment; its records are in {@code runs}
     * @return the files, {@code report.html} first
     * @throws DataException if the records cannot be read or do not belong together
     */
    public static List<Path> write(Path folder) {
        Experiment experiment = Records.readAll(folder);
        Page page = page(experiment);
        Map<String, String> files = new LinkedHashMap<>();
        files.put("report.html", HtmlPage.of(page));
        files.put("report.md", MarkdownPage.of(page));
        files.put("results.csv", CsvTable.of(experiment));
        for (Section section : page.sections()) {
            for (Block block : section.blocks()) {
                if (block instanceof Figures figures) {
                    for (Figure figure : figures.figures()) {
                        files.put(figure.file(), figure.svg());
                    }
                }
            }
        }
        List<Path> written = new ArrayList<>();
        files.forEach((name, text) -> {
            Path file = folder.resolve(name);
            DataFiles.write(file, out -> out.write(text));
            written.add(file);
        });
        return written;
    }

    /** The sections; one about which no record says anything is left out. */
    private static Page page(Experiment experiment) {
        List<Section> sections = new ArrayList<>();
        sections.add(OverviewSection.of(experiment));
        for (String evaluation : experiment.evaluations()) {
            MethodSection.of(experiment, evaluation).ifPresent(sections::add);
            ComparisonSection.of(experiment, evaluation).ifPresent(sections::add);
        }
        List<Optional<Section>> others =
                List.of(
                        ForcedLatentsSection.of(experiment),
                        CompressionSection.of(experiment),
                        LearningSection.of(experiment),
                        CodeSection.codebooks(experiment),
                        CodeSection.texts(experiment),
                        AttentionSection.of(experiment),
                        AnswerSection.samples(experiment),
                        AnswerSection.unparsed(experiment),
                        AnswerSection.failed(experiment),
                        ConfigurationSection.of(experiment));
        others.forEach(section -> section.ifPresent(sections::add));
        return new Page("Experiment " + experiment.name(), sections);
    }
}
