package braid.training.experiment.report;

import braid.training.experiment.Experiment;
import braid.training.experiment.RunRecord;
import braid.training.experiment.report.Page.Column;
import braid.training.experiment.report.Page.Note;
import braid.training.experiment.report.Page.Section;
import braid.training.experiment.report.Page.Table;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** How much generated tokens look at the prompt. */
final class AttentionSection {

    private AttentionSection() {}

    /** Empty if it was not measured. */
    static Optional<Section> of(Experiment experiment) {
        OptionalDouble cot =
                experiment
                        .run(Experiment.COT)
                        .map(AttentionSection::mean)
                        .orElse(OptionalDouble.empty());
        List<List<String>> rows = new ArrayList<>();
        for (Experiment.Run run : experiment.runs()) {
            OptionalDouble mean = mean(run);
            if (mean.isEmpty()) {
                continue;
            }
            List<Double> seeds = shares(run);
            List<String> row = new ArrayList<>();
            row.add(run.name());
            row.add(Numbers.share(mean.getAsDouble()));
            row.add(Numbers.share(seeds.stream().min(Double::compare).orElse(null)));
            row.add(Numbers.share(seeds.stream().max(Double::compare).orElse(null)));
            if (cot.isPresent()) {
                boolean itself = run.name().equals(Experiment.COT);
                double more = mean.getAsDouble() - cot.getAsDouble();
                row.add(itself ? Numbers.NONE : Numbers.signed(more));
            }
            rows.add(row);
        }
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<Column> columns = new ArrayList<>();
        columns.add(Column.text("run"));
        columns.add(Column.share("share on the prompt"));
        columns.add(Column.number("least seed"));
        columns.add(Column.number("greatest seed"));
        if (cot.isPresent()) {
            columns.add(Column.number("against cot"));
        }
        return Optional.of(
                new Section(
                        "Attention on the prompt",
                        List.of(
                                new Table(columns, rows),
                                new Note(
                                        "Share of their attention that generated tokens pay to the"
                                                + " prompt; mean over seeds. Shorter answers have"
                                                + " less else to look at."))));
    }

    private static List<Double> shares(Experiment.Run run) {
        return run.records().stream()
                .map(RunRecord::promptAttention)
                .filter(Objects::nonNull)
                .toList();
    }

    private static OptionalDouble mean(Experiment.Run run) {
        return shares(run).stream().mapToDouble(Double::doubleValue).average();
    }
}
