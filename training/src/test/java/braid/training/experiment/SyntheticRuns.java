package braid.training.experiment;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An experiment whose every number is written down here, so that its report can be checked. */
public final class SyntheticRuns {

    /** Questions of each evaluation. */
    public static final int QUESTIONS = 40;

    private SyntheticRuns() {}

    /**
     * Three seeds of five runs and a failed one. Of 40 questions in {@code free}, cot answers 30,
     * 31 and 32 right with 50 tokens; latent 34, 35 and 36 with 20 tokens, 4 of them latents.
     */
    public static void write(Path folder) {
        for (int seed = 1; seed <= 3; seed++) {
            Records.write(folder, plain("sol-only", seed, 3 + seed, 2));
            Records.write(folder, plain("cot", seed, 29 + seed, 50));
            Records.write(folder, latent("latent", seed, 33 + seed));
            Records.write(folder, plain("deletion", seed, 14 + seed, 20));
            Records.write(folder, latent("shuffled", seed, 9 + seed));
        }
        Records.write(folder, failed("pause", 2, "diverged at step 30: loss is <NaN> & more"));
    }

    /** A run without latents. */
    public static RunRecord plain(String run, int seed, int right, int tokens) {
        return record(run, seed, List.of(answers("free", null, right, tokens, 0)), null, null);
    }

    /** A run with latents, codes and forced numbers of latents. */
    public static RunRecord latent(String run, int seed, int right) {
        List<RunRecord.Evaluation> evaluations = new ArrayList<>();
        evaluations.add(answers("free", null, right, 20, 4));
        for (int k : new int[] {0, 2, 4}) {
            evaluations.add(answers("latents=" + k, k, right - 8 + 2 * k, 50 - 7 * k, k));
        }
        var chunks = List.of(new RunRecord.Chunk("3 + 4", 5), new RunRecord.Chunk("a | b", 2));
        var code = new RunRecord.Code(17, 9, chunks, "3 + <4>");
        var codes = new RunRecord.Codes(0.75, 48.5, 0.625, 2.5, 3.3219, List.of(code), null);
        return record(run, seed, evaluations, codes, null);
    }

    /** A run whose codes have two levels. */
    public static RunRecord residual(String run, int seed, int right) {
        var levels =
                List.of(new RunRecord.Level(0.5, 12.25, 2.25), new RunRecord.Level(1, 30.5, 0.5));
        var codes = new RunRecord.Codes(0.75, 48.5, 0.625, 2.5, 3.3219, List.of(), levels);
        return record(run, seed, List.of(answers("free", null, right, 20, 4)), codes, null);
    }

    /** A run that was told caps of 0 and 28, and asked with 2 latents besides. */
    public static RunRecord told(String run, int seed, int right) {
        return record(
                run,
                seed,
                List.of(
                        answers("free", null, right, 20, 14),
                        answers("latents=2", 2, right - 6, 43, 2),
                        answers("cap=0", null, 0, right - 4, 49, 0),
                        answers("cap=28", null, 28, right, 20, 14)),
                null,
                null);
    }

    /** A run that failed before it was evaluated. */
    public static RunRecord failed(String run, int seed, String fault) {
        return record(run, seed, List.of(), null, fault);
    }

    /** The first questions are answered right. */
    private static RunRecord.Evaluation answers(
            String name, Integer forced, int right, int tokens, int latents) {
        return answers(name, forced, null, right, tokens, latents);
    }

    private static RunRecord.Evaluation answers(
            String name, Integer forced, Integer cap, int right, int tokens, int latents) {
        return new RunRecord.Evaluation(
                name,
                forced,
                cap,
                QUESTIONS,
                "1".repeat(right) + "0".repeat(QUESTIONS - right),
                Collections.nCopies(QUESTIONS, tokens),
                Collections.nCopies(QUESTIONS, latents),
                0.5,
                tokens / 8.0);
    }

    /** Of cot 0.25, of latents 0.5 and of the text behind them 0.375. */
    private static RunRecord.Attention attention(String run, boolean latent) {
        var text = new RunRecord.Attention.Looks(900, List.of(latent ? 0.5 : 0.25, 0.25), 0.125);
        return latent
                ? new RunRecord.Attention(
                        50, text, new RunRecord.Attention.Looks(200, List.of(0.25, 0.75), 0.75))
                : run.equals("cot") ? new RunRecord.Attention(50, text, null) : null;
    }

    private static RunRecord record(
            String run,
            int seed,
            List<RunRecord.Evaluation> evaluations,
            RunRecord.Codes codes,
            String fault) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("name", run + "-seed" + seed);
        config.put("method", run);
        config.put("seed", seed);
        config.putObject("train").put("steps", 100).put("batch", run.equals("latent") ? 64 : 32);
        var curve =
                new RunRecord.Curve(
                        List.of(10, 50, 100),
                        List.of(3.0, 1.0 / seed, 0.25),
                        List.of(50, 100),
                        List.of(0.5, 0.75),
                        List.of(40.0, 20.0));
        return new RunRecord(
                "synthetic",
                run,
                seed,
                "hash-" + run,
                fault == null ? Status.DONE : Status.FAILED,
                fault,
                run,
                "running-sums",
                "0.1.0 (abc)",
                "4-core x86-64",
                "25.0.3",
                config,
                1_234_567,
                90 + seed,
                1_000_000,
                100,
                curve,
                evaluations,
                List.of(new RunRecord.Unparsed("1 + 2 = ?", "<latent:3> no & answer")),
                run.equals("deletion") ? 4 : 1,
                codes,
                attention(run, codes != null),
                List.of(new RunRecord.Sample("1 + 2 = ?", "3", "<latent:17> 3 | **")),
                null);
    }
}
