package braid.training.experiment.report;

import braid.training.experiment.Experiment;
import braid.training.experiment.Interval;
import braid.training.experiment.RunRecord;
import braid.training.experiment.Scores;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The figures of all evaluations as comma-separated values, one row a run, seed and evaluation. No
 * cell needs quotes: names hold no comma, and all else is a number. A figure that is not known is
 * empty.
 */
final class CsvTable {

    private static final List<String> HEAD =
            List.of(
                    "experiment",
                    "run",
                    "method",
                    "seed",
                    "evaluation",
                    "forced_latents",
                    "cap",
                    "questions",
                    "correct",
                    "accuracy",
                    "wilson_low",
                    "wilson_high",
                    "tokens",
                    "latents",
                    "latent_use",
                    "gflop_per_answer",
                    "evaluation_seconds",
                    "train_seconds",
                    "train_tokens",
                    "steps",
                    "parameters",
                    "optimal",
                    "prompt_attention_text",
                    "prompt_attention_latent",
                    "unparsed");

    private CsvTable() {}

    static String of(Experiment experiment) {
        var out = new StringBuilder(String.join(",", HEAD)).append('\n');
        for (Experiment.Run run : experiment.runs()) {
            for (RunRecord record : run.records()) {
                for (RunRecord.Evaluation e : record.evaluations()) {
                    out.append(String.join(",", row(record, e))).append('\n');
                }
            }
        }
        return out.toString();
    }

    private static List<String> row(RunRecord record, RunRecord.Evaluation e) {
        var seed = new Scores.Seed(record.seed(), e);
        Interval wilson = seed.interval();
        List<String> row = new ArrayList<>();
        row.add(record.experiment());
        row.add(record.run());
        row.add(record.method());
        row.add(Long.toString(record.seed()));
        row.add(e.name());
        row.add(text(e.forcedLatents()));
        row.add(text(e.cap()));
        row.add(Integer.toString(e.questions()));
        row.add(Integer.toString(e.right()));
        for (double figure :
                new double[] {
                    seed.accuracy(),
                    wilson.low(),
                    wilson.high(),
                    seed.tokens(),
                    seed.latents(),
                    seed.latentUse(),
                    e.gflopPerAnswer(),
                    e.seconds(),
                    record.trainSeconds()
                }) {
            row.add(Double.toString(figure));
        }
        row.add(Long.toString(record.trainTokens()));
        row.add(Integer.toString(record.steps()));
        row.add(Long.toString(record.parameters()));
        row.add(text(record.optimal()));
        RunRecord.Attention attention = record.promptAttention();
        row.add(share(attention == null ? null : attention.text()));
        row.add(share(attention == null ? null : attention.latent()));
        row.add(Integer.toString(record.unparsedCount()));
        return row;
    }

    private static String share(RunRecord.Attention.@Nullable Looks looks) {
        return looks == null ? "" : Double.toString(looks.share());
    }

    private static String text(@Nullable Number value) {
        return value == null ? "" : value.toString();
    }
}
