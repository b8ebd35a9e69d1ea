package braid.training.experiment.report;

import braid.training.experiment.Experiment;
import braid.training.experiment.RunRecord;
import braid.training.experiment.report.Page.Block;
import braid.training.experiment.report.Page.Column;
import braid.training.experiment.report.Page.Entry;
import braid.training.experiment.report.Page.Folded;
import braid.training.experiment.report.Page.Listing;
import braid.training.experiment.report.Page.Section;
import braid.training.experiment.report.Page.Table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers in full: samples, those that hold no answer, and runs that gave none. */
final class AnswerSection {

    private static final int SAMPLES = 4;
    private static final int UNPARSED = 20;

    private AnswerSection() {}

    /** Some answers of the least seed of each run. */
    static Optional<Section> samples(Experiment experiment) {
        List<Block> blocks = new ArrayList<>();
        for (Experiment.Run run : experiment.runs()) {
            List<RunRecord.Sample> samples = run.first().samples();
            List<Entry> entries = new ArrayList<>();
            for (RunRecord.Sample s : samples.subList(0, Math.min(SAMPLES, samples.size()))) {
                entries.add(new Entry("question", s.question()));
                entries.add(new Entry("expected", s.expected()));
                entries.add(new Entry("generated", s.generated()));
            }
            if (!entries.isEmpty()) {
                blocks.add(
                        new Folded(
                                run.name() + ", seed " + run.first().seed(),
                                List.of(new Listing(entries))));
            }
        }
        return section("Answers", blocks);
    }

    /** How many answers could not be read, and the first of them. */
    static Optional<Section> unparsed(Experiment experiment) {
        List<List<String>> rows = new ArrayList<>();
        List<Block> listings = new ArrayList<>();
        for (Experiment.Run run : experiment.runs()) {
            List<Entry> entries = new ArrayList<>();
            for (RunRecord record : run.records()) {
                if (record.unparsedCount() > 0) {
                    rows.add(
                            List.of(
                                    record.run(),
                                    Long.toString(record.seed()),
                                    Numbers.count(record.unparsedCount())));
                }
                for (RunRecord.Unparsed answer : record.unparsed()) {
                    if (entries.size() < 2 * UNPARSED) {
                        entries.add(new Entry("question", answer.question()));
                        entries.add(new Entry("generated", answer.generated()));
                    }
                }
            }
            if (!entries.isEmpty()) {
                listings.add(new Folded(run.name(), List.of(new Listing(entries))));
            }
        }
        List<Block> blocks = new ArrayList<>();
        if (!rows.isEmpty()) {
            blocks.add(
                    new Table(
                            List.of(
                                    Column.text("run"),
                                    Column.number("seed"),
                                    Column.number("unreadable answers")),
                            rows));
        }
        blocks.addAll(listings);
        return section("Answers that hold no answer", blocks);
    }

    /** Runs that failed, with their fault. */
    static Optional<Section> failed(Experiment experiment) {
        List<List<String>> rows = new ArrayList<>();
        for (RunRecord record : experiment.failed()) {
            String fault = record.fault();
            rows.add(
                    List.of(
                            record.run(),
                            Long.toString(record.seed()),
                            fault == null ? Numbers.NONE : fault));
        }
        List<Column> columns =
                List.of(Column.text("run"), Column.number("seed"), Column.verbatim("fault"));
        return section(
                "Failed runs", rows.isEmpty() ? List.of() : List.of(new Table(columns, rows)));
    }

    private static Optional<Section> section(String title, List<Block> blocks) {
        return blocks.isEmpty() ? Optional.empty() : Optional.of(new Section(title, blocks));
    }
}
