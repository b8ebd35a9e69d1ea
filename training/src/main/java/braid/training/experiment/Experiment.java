package braid.training.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The runs of an experiment.
 *
 * @param name of the experiment
 * @param task whose questions were asked
 * @param runs those that are done: baselines and the method first, then by name
 * @param failed records of runs that are not done
 */
public record Experiment(String name, String task, List<Run> runs, List<RunRecord> failed) {

    /** The run with the full text trace, against which tokens and accuracy are held. */
    public static final String COT = "cot";

    /** The run of the method itself. */
    public static final String LATENT = "latent";

    /** Evaluation in which the model writes as it likes. */
    public static final String FREE = "free";

    private static final List<String> FIRST = List.of("sol-only", COT, LATENT);

    /**
     * One entry of the grid.
     *
     * @param name of the entry
     * @param records one a seed, ascending
     */
    public record Run(String name, List<RunRecord> records) {

        /** Outcomes in one evaluation, over the seeds that have it. */
        public Optional<Scores> scores(String evaluation) {
            List<Scores.Seed> seeds = new ArrayList<>();
            for (RunRecord record : records) {
                RunRecord.Evaluation e = record.evaluation(evaluation);
                if (e != null) {
                    seeds.add(new Scores.Seed(record.seed(), e));
                }
            }
            return seeds.isEmpty() ? Optional.empty() : Optional.of(new Scores(name, seeds));
        }

        /** The record of the least seed. */
        public RunRecord first() {
            return records.getFirst();
        }
    }

    /** Sorts records into runs. */
    static Experiment of(List<RunRecord> records) {
        List<RunRecord> sorted = new ArrayList<>(records);
        sorted.sort(
                Comparator.comparingInt((RunRecord r) -> rank(r.run()))
                        .thenComparing(RunRecord::run)
                        .thenComparingLong(RunRecord::seed));
        Map<String, List<RunRecord>> byRun = new LinkedHashMap<>();
        List<RunRecord> failed = new ArrayList<>();
        for (RunRecord record : sorted) {
            if (record.status() == Status.FAILED) {
                failed.add(record);
            } else {
                byRun.computeIfAbsent(record.run(), name -> new ArrayList<>()).add(record);
            }
        }
        List<Run> runs = new ArrayList<>();
        byRun.forEach((name, of) -> runs.add(new Run(name, List.copyOf(of))));
        RunRecord any = records.getFirst();
        return new Experiment(any.experiment(), any.task(), List.copyOf(runs), List.copyOf(failed));
    }

    private static int rank(String run) {
        int rank = FIRST.indexOf(run);
        return rank < 0 ? FIRST.size() : rank;
    }

    /** A run by its name. */
    public Optional<Run> run(String name) {
        return runs.stream().filter(r -> r.name().equals(name)).findFirst();
    }

    /** All records, those of failed runs last. */
    public List<RunRecord> records() {
        List<RunRecord> all = new ArrayList<>();
        runs.forEach(run -> all.addAll(run.records()));
        all.addAll(failed);
        return all;
    }

    /** Names of the evaluations that force neither latents nor a cap; {@link #FREE} comes first. */
    public List<String> evaluations() {
        return runs.stream()
                .flatMap(run -> run.records().stream())
                .flatMap(record -> record.evaluations().stream())
                .filter(e -> e.forcedLatents() == null && e.cap() == null)
                .map(RunRecord.Evaluation::name)
                .distinct()
                .sorted(Comparator.comparing((String name) -> !name.equals(FREE)))
                .toList();
    }
}
