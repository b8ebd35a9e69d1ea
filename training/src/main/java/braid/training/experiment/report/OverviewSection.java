package braid.training.experiment.report;

import braid.training.experiment.Bootstrap;
import braid.training.experiment.Comparison;
import braid.training.experiment.Experiment;
import braid.training.experiment.RunRecord;
import braid.training.experiment.Scores;
import braid.training.experiment.report.Page.Block;
import braid.training.experiment.report.Page.Column;
import braid.training.experiment.report.Page.Paragraph;
import braid.training.experiment.report.Page.Section;
import braid.training.experiment.report.Page.Table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What was run on what, and the main figures in words. */
final class OverviewSection {

    private OverviewSection() {}

    static Section of(Experiment experiment) {
        List<Block> blocks = new ArrayList<>();
        for (String evaluation : experiment.evaluations()) {
            headline(experiment, evaluation).ifPresent(text -> blocks.add(new Paragraph(text)));
        }
        blocks.add(facts(experiment));
        return new Section("At a glance", blocks);
    }

    /** The method beside text reasoning, if both were run. */
    private static Optional<String> headline(Experiment experiment, String evaluation) {
        Optional<Scores> latent =
                experiment.run(Experiment.LATENT).flatMap(run -> run.scores(evaluation));
        Optional<Scores> cot =
                experiment.run(Experiment.COT).flatMap(run -> run.scores(evaluation));
        Optional<Comparison> pair =
                Comparison.all(experiment, evaluation).stream()
                        .filter(c -> c.first().equals(Experiment.LATENT))
                        .filter(c -> c.second().equals(Experiment.COT))
                        .findFirst();
        if (latent.isEmpty() || cot.isEmpty() || pair.isEmpty()) {
            return Optional.empty();
        }
        double p = pair.get().corrected();
        double saved = MethodSection.saved(latent.get(), cot.get());
        return Optional.of(
                String.join(
                        " ",
                        "Evaluation " + evaluation + ":",
                        sentence("latent", latent.get()) + ",",
                        sentence("cot", cot.get()) + ". That is",
                        Numbers.percent(Math.abs(saved)),
                        saved < 0 ? "more tokens" : "fewer tokens",
                        "and a difference in accuracy of",
                        Numbers.signed(pair.get().test().difference()),
                        Numbers.interval(pair.get().difference()) + "; paired test, corrected: p",
                        (p < Numbers.LEAST_P ? "" : "= ") + Numbers.p(p) + "."));
    }

    private static String sentence(String name, Scores scores) {
        return String.join(
                " ",
                name,
                "has accuracy",
                Numbers.share(scores.mean(Scores.Seed::accuracy)),
                Numbers.interval(Bootstrap.mean(scores.correct())),
                "with",
                Numbers.tenth(scores.mean(Scores.Seed::tokens)),
                "tokens");
    }

    private static Table facts(Experiment experiment) {
        List<RunRecord> records = experiment.records();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("task", experiment.task()));
        rows.add(List.of("runs", distinct(records, RunRecord::run)));
        rows.add(List.of("seeds", distinct(records, r -> Long.toString(r.seed()))));
        for (String evaluation : experiment.evaluations()) {
            experiment.runs().stream()
                    .flatMap(run -> run.scores(evaluation).stream())
                    .findFirst()
                    .ifPresent(scores ->
                            rows.add(
                                    List.of(
                                            "questions, " + evaluation,
                                            Numbers.count(scores.questions()))));
        }
        if (!experiment.failed().isEmpty()) {
            rows.add(List.of("failed", Integer.toString(experiment.failed().size())));
        }
        rows.add(List.of("parameters", distinct(records, r -> Numbers.count(r.parameters()))));
        rows.add(List.of("machine", distinct(records, RunRecord::machine)));
        rows.add(List.of("JDK", distinct(records, RunRecord::java)));
        rows.add(List.of("Braid", distinct(records, RunRecord::braid)));
        return new Table(List.of(Column.text(""), Column.text("")), rows);
    }

    private static String distinct(List<RunRecord> records, Function<RunRecord, String> what) {
        return records.stream().map(what).distinct().collect(Collectors.joining("; "));
    }
}
