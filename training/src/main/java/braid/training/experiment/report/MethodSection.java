package braid.training.experiment.report;

import braid.training.experiment.Bootstrap;
import braid.training.experiment.Comparison;
import braid.training.experiment.Experiment;
import braid.training.experiment.RunRecord;
import braid.training.experiment.Scores;
import braid.training.experiment.report.Page.Block;
import braid.training.experiment.report.Page.Column;
import braid.training.experiment.report.Page.Figures;
import braid.training.experiment.report.Page.Folded;
import braid.training.experiment.report.Page.Note;
import braid.training.experiment.report.Page.Section;
import braid.training.experiment.report.Page.Table;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** The methods in one evaluation: accuracy, tokens and cost, over seeds and seed by seed. */
final class MethodSection {

    private MethodSection() {}

    /** Empty if no run was evaluated so. */
    static Optional<Section> of(Experiment experiment, String evaluation) {
        List<Scores> arms = Comparison.arms(experiment, evaluation);
        if (arms.isEmpty()) {
            return Optional.empty();
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(methods(experiment, arms, evaluation));
        blocks.add(
                new Note(
                        "Accuracy: mean over seeds; brackets: 95 %, seeds and questions drawn anew"
                                + " (bootstrap). Tokens: generated, latents and delimiters counted,"
                                + " mean of an answer; saved: against cot. Use: share of answers"
                                + " with a latent token. Training: wall time, mean of a seed."));
        blocks.add(new Figures(List.of(TokensAndAccuracy.figure(experiment, evaluation))));
        blocks.add(
                new Folded(
                        "Seed by seed",
                        List.of(
                                seeds(experiment, evaluation),
                                new Note("Brackets: Wilson's interval, 95 %, over questions."))));
        return Optional.of(new Section("Methods, " + evaluation, blocks));
    }

    /** Share of tokens that one has less than the other, negative if it has more. */
    static double saved(Scores scores, Scores than) {
        return 1 - scores.mean(Scores.Seed::tokens) / than.mean(Scores.Seed::tokens);
    }

    private static Table methods(Experiment experiment, List<Scores> arms, String evaluation) {
        boolean ranked =
                evaluation.equals(experiment.evaluations().getLast())
                        && experiment.runs().stream().anyMatch(run -> optimal(run).isPresent());
        Optional<Scores> cot =
                arms.stream().filter(arm -> arm.run().equals(Experiment.COT)).findFirst();
        List<Column> columns = new ArrayList<>();
        columns.add(Column.text("run"));
        columns.add(Column.number("seeds"));
        columns.add(Column.share("accuracy"));
        columns.add(Column.number("95 %"));
        if (ranked) {
            columns.add(Column.number("optimal"));
        }
        columns.add(Column.number("tokens"));
        if (cot.isPresent()) {
            columns.add(Column.number("saved"));
        }
        columns.add(Column.number("latents"));
        columns.add(Column.number("use"));
        columns.add(Column.number("GFLOP an answer"));
        columns.add(Column.number("training"));
        List<List<String>> rows = new ArrayList<>();
        for (Scores arm : arms) {
            Optional<Experiment.Run> run = experiment.run(arm.run());
            List<String> row = new ArrayList<>();
            row.add(arm.run());
            row.add(Integer.toString(arm.seeds().size()));
            row.add(Numbers.share(arm.mean(Scores.Seed::accuracy)));
            row.add(Numbers.interval(Bootstrap.mean(arm.correct())));
            if (ranked) {
                OptionalDouble optimal =
                        run.map(MethodSection::optimal).orElse(OptionalDouble.empty());
                row.add(optimal.isPresent() ? Numbers.share(optimal.getAsDouble()) : Numbers.NONE);
            }
            row.add(Numbers.tenth(arm.mean(Scores.Seed::tokens)));
            if (cot.isPresent()) {
                row.add(
                        arm.run().equals(Experiment.COT)
                                ? Numbers.NONE
                                : Numbers.percent(saved(arm, cot.get())));
            }
            row.add(Numbers.tenth(arm.mean(Scores.Seed::latents)));
            row.add(Numbers.share(arm.mean(Scores.Seed::latentUse)));
            row.add(Numbers.three(arm.mean(seed -> seed.evaluation().gflopPerAnswer())));
            row.add(run.map(MethodSection::training).orElse(Numbers.NONE));
            rows.add(row);
        }
        return new Table(columns, rows);
    }

    private static OptionalDouble optimal(Experiment.Run run) {
        return run.records().stream()
                .map(RunRecord::optimal)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average();
    }

    private static String training(Experiment.Run run) {
        return Numbers.time(
                run.records().stream().mapToDouble(RunRecord::trainSeconds).average().orElse(0));
    }

    private static Table seeds(Experiment experiment, String evaluation) {
        List<Column> columns =
                List.of(
                        Column.text("run"),
                        Column.number("seed"),
                        Column.share("accuracy"),
                        Column.number("95 %"),
                        Column.number("tokens"),
                        Column.number("latents"),
                        Column.number("use"),
                        Column.number("training"),
                        Column.number("steps"),
                        Column.number("tokens trained"));
        List<List<String>> rows = new ArrayList<>();
        for (Experiment.Run run : experiment.runs()) {
            for (RunRecord record : run.records()) {
                RunRecord.Evaluation e = record.evaluation(evaluation);
                if (e != null) {
                    rows.add(row(record, new Scores.Seed(record.seed(), e)));
                }
            }
        }
        return new Table(columns, rows);
    }

    private static List<String> row(RunRecord record, Scores.Seed seed) {
        return List.of(
                record.run(),
                Long.toString(record.seed()),
                Numbers.share(seed.accuracy()),
                Numbers.interval(seed.interval()),
                Numbers.tenth(seed.tokens()),
                Numbers.tenth(seed.latents()),
                Numbers.share(seed.latentUse()),
                Numbers.time(record.trainSeconds()),
                Numbers.count(record.steps()),
                Numbers.count(record.trainTokens()));
    }
}
