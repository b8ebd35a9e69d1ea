package braid.training.experiment.report;

import braid.training.experiment.Comparison;
import braid.training.experiment.Experiment;
import braid.training.experiment.report.Page.Column;
import braid.training.experiment.report.Page.Note;
import braid.training.experiment.report.Page.Section;
import braid.training.experiment.report.Page.Table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Paired tests: each run against text reasoning, the method against each control. */
final class ComparisonSection {

    private ComparisonSection() {}

    /** Empty if there is nothing to compare with. */
    static Optional<Section> of(Experiment experiment, String evaluation) {
        List<Comparison> all = Comparison.all(experiment, evaluation);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        List<Column> columns =
                List.of(
                        Column.text("first"),
                        Column.text("second"),
                        Column.number("seeds"),
                        Column.number("pairs"),
                        Column.number("only first right"),
                        Column.number("only second right"),
                        Column.number("difference"),
                        Column.number("95 %"),
                        Column.number("p"),
                        Column.number("p, corrected"));
        List<List<String>> rows = new ArrayList<>();
        for (Comparison c : all) {
            rows.add(
                    List.of(
                            c.first(),
                            c.second(),
                            Integer.toString(c.seeds()),
                            Numbers.count(c.test().pairs()),
                            Numbers.count(c.test().onlyFirst()),
                            Numbers.count(c.test().onlySecond()),
                            Numbers.signed(c.test().difference()),
                            Numbers.interval(c.difference()),
                            Numbers.p(c.test().p()),
                            Numbers.p(c.corrected())));
        }
        String note =
                "Difference: accuracy of the first minus that of the second, on equal seeds and"
                        + " questions; brackets: 95 %, seeds and questions drawn anew. p: McNemar's"
                        + " exact test, two-sided, pairs pooled over seeds; it speaks about these"
                        + " trained models, the bracket about other seeds too. Corrected: Holm, for"
                        + " all "
                        + all.size()
                        + " rows together.";
        return Optional.of(
                new Section(
                        "Paired tests, " + evaluation,
                        List.of(new Table(columns, rows), new Note(note))));
    }
}
