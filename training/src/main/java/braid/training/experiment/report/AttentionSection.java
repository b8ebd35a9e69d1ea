package braid.training.experiment.report;

import braid.training.experiment.Experiment;
import braid.training.experiment.RunRecord;
import braid.training.experiment.RunRecord.Attention;
import braid.training.experiment.RunRecord.Attention.Looks;
import braid.training.experiment.report.Page.Block;
import braid.training.experiment.report.Page.Column;
import braid.training.experiment.report.Page.Folded;
import braid.training.experiment.report.Page.Note;
import braid.training.experiment.report.Page.Section;
import braid.training.experiment.report.Page.Table;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** How much the positions of generated traces look at the prompt. */
final class AttentionSection {

    private static final Map<String, Function<Attention, @Nullable Looks>> KINDS =
            Map.of("text", Attention::text, "latent", Attention::latent);

    private AttentionSection() {}

    /**
     * Positions of one kind of a run.
     *
     * @param seeds those that have such positions
     */
    private record Row(String run, String kind, List<Looks> seeds) {

        double mean(ToDoubleFunction<Looks> figure) {
            return seeds.stream().mapToDouble(figure).average().orElseThrow();
        }

        int layers() {
            return seeds.stream().mapToInt(s -> s.layers().size()).min().orElseThrow();
        }
    }

    /** Empty if it was not measured. */
    static Optional<Section> of(Experiment experiment) {
        List<Row> rows = rows(experiment);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<Block> blocks =
                List.of(
                        shares(rows),
                        new Note(
                                "Share of their attention that positions of the generated trace pay"
                                        + " to tokens of the question: mean over positions, heads"
                                        + " and layers, then over seeds. Alike: what it would be if"
                                        + " each position looked at all up to itself alike, which"
                                        + " is more in shorter traces."),
                        new Folded("Layer by layer", List.of(layers(rows))));
        return Optional.of(new Section("Attention on the prompt", blocks));
    }

    private static List<Row> rows(Experiment experiment) {
        List<Row> rows = new ArrayList<>();
        for (Experiment.Run run : experiment.runs()) {
            for (String kind : List.of("text", "latent")) {
                List<Looks> seeds =
                        run.records().stream()
                                .map(RunRecord::promptAttention)
                                .filter(Objects::nonNull)
                                .map(KINDS.get(kind))
                                .filter(Objects::nonNull)
                                .toList();
                if (!seeds.isEmpty()) {
                    rows.add(new Row(run.name(), kind, seeds));
                }
            }
        }
        return rows;
    }

    private static Table shares(List<Row> rows) {
        Optional<Row> cot = rows.stream().filter(r -> r.run().equals(Experiment.COT)).findFirst();
        List<Column> columns = new ArrayList<>();
        columns.add(Column.text("run"));
        columns.add(Column.text("positions"));
        columns.add(Column.share("share on the prompt"));
        columns.add(Column.number("least seed"));
        columns.add(Column.number("greatest seed"));
        columns.add(Column.number("alike"));
        if (cot.isPresent()) {
            columns.add(Column.number("against cot"));
        }
        List<List<String>> cells = new ArrayList<>();
        for (Row r : rows) {
            List<String> row = new ArrayList<>();
            double mean = r.mean(Looks::share);
            row.add(r.run());
            row.add(r.kind());
            row.add(Numbers.share(mean));
            row.add(
                    Numbers.share(
                            r.seeds().stream().mapToDouble(Looks::share).min().orElseThrow()));
            row.add(
                    Numbers.share(
                            r.seeds().stream().mapToDouble(Looks::share).max().orElseThrow()));
            row.add(Numbers.share(r.mean(Looks::uniform)));
            if (cot.isPresent()) {
                boolean itself = r.equals(cot.get());
                row.add(
                        itself
                                ? Numbers.NONE
                                : Numbers.signed(mean - cot.get().mean(Looks::share)));
            }
            cells.add(row);
        }
        return new Table(columns, cells);
    }

    /** Runs may have models of other depths. */
    private static Table layers(List<Row> rows) {
        int most = rows.stream().mapToInt(Row::layers).max().orElseThrow();
        List<Column> columns = new ArrayList<>();
        columns.add(Column.text("run"));
        columns.add(Column.text("positions"));
        for (int layer = 0; layer < most; layer++) {
            columns.add(Column.number("layer " + layer));
        }
        List<List<String>> cells = new ArrayList<>();
        for (Row r : rows) {
            List<String> row = new ArrayList<>(List.of(r.run(), r.kind()));
            for (int layer = 0; layer < most; layer++) {
                int at = layer;
                row.add(
                        layer < r.layers()
                                ? Numbers.share(r.mean(seed -> seed.layers().get(at)))
                                : Numbers.NONE);
            }
            cells.add(row);
        }
        return new Table(columns, cells);
    }
}
