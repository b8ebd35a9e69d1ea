package braid.training.experiment.grid;

import braid.tensor.Device;
import braid.training.BuildInfo;
import braid.training.LanguageModelRun;
import braid.training.config.ConfigLoader;
import braid.training.config.MethodName;
import braid.training.data.Example;
import braid.training.data.Split;
import braid.training.data.maze.KeysFindingMaze;
import braid.training.eval.Decoding;
import braid.training.eval.Evaluation;
import braid.training.eval.Evaluation.Outcome;
import braid.training.experiment.RunRecord;
import braid.training.experiment.RunRecord.Sample;
import braid.training.experiment.RunRecord.Unparsed;
import braid.training.experiment.Status;
import braid.training.latent.LatentConstraints;
import braid.training.report.Curve;
import braid.transformer.ModelConfig;
import braid.transformer.generate.TokenConstraint;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** Asks a trained model the test questions, and puts together the record of its run. */
final class Findings {

    private static final int CURVE_POINTS = 80;
    private static final int MOST_UNPARSED = 20;
    private static final int SAMPLES = 3;
    private static final long SAMPLING_SEED = 1;

    private final Grid grid;
    private final GridRun run;
    private final LanguageModelRun model;
    private final List<Example> questions;
    private final int[] promptLengths;

    private Findings(Grid grid, GridRun run, LanguageModelRun model) {
        this.grid = grid;
        this.run = run;
        this.model = model;
        int n = Math.min(grid.file().questions(), model.task().size(Split.TEST));
        questions = model.task().examples(Split.TEST).subList(0, n);
        promptLengths =
                questions.stream()
                        .mapToInt(e -> {
                            int[] ids = model.vocabulary().prompt(model.task().prompt(e));
                            return model.method().prompt(ids, model.vocabulary()).length;
                        })
                        .toArray();
    }

    /** The record of a run that was trained to its end. */
    static RunRecord of(Grid grid, GridRun run, LanguageModelRun model) throws IOException {
        return new Findings(grid, run, model).record();
    }

    /** The record of a run that cannot be finished. */
    static RunRecord failed(Grid grid, GridRun run, String fault) throws IOException {
        var none = RunRecord.Curve.empty();
        return record(
                grid,
                run,
                Status.FAILED,
                fault,
                0,
                0,
                0,
                none,
                List.of(),
                List.of(),
                0,
                null,
                null,
                List.of(),
                null);
    }

    private RunRecord record() throws IOException {
        List<RunRecord.Evaluation> asked = new ArrayList<>();
        long start = System.nanoTime();
        Evaluation free = model.evaluate(questions, TokenConstraint.none());
        asked.add(asked("free", null, null, free, start));
        Evaluation ranked = free;
        for (int k : run.forced()) {
            start = System.nanoTime();
            var constraint = LatentConstraints.exactly(model.latentVocabulary(), k);
            asked.add(asked("latents=" + k, k, null, model.evaluate(questions, constraint), start));
        }
        for (int cap : model.caps()) {
            start = System.nanoTime();
            Evaluation told = model.evaluateTold(cap, model.task(), questions, Decoding.greedy());
            asked.add(asked("cap=" + cap, null, cap, told, start));
        }
        var sampled = grid.file().sampled();
        if (sampled != null) {
            start = System.nanoTime();
            var decoding = Decoding.sampled(sampled.samples(), sampled.topK(), SAMPLING_SEED);
            Evaluation e =
                    model.evaluate(model.task(), questions, TokenConstraint.none(), decoding);
            asked.add(asked("samples=" + sampled.samples(), null, null, e, start));
            ranked = e;
        }
        List<Unparsed> unparsed = new ArrayList<>();
        List<Sample> samples = new ArrayList<>();
        int unparsedCount = 0;
        for (int q = 0; q < questions.size(); q++) {
            int[] ids = free.outcomes().get(q).ids();
            boolean parsed = model.task().answer(model.vocabulary().decode(ids)).isPresent();
            Sample sample = sample(questions.get(q), ids);
            unparsedCount += parsed ? 0 : 1;
            if (!parsed && unparsed.size() < MOST_UNPARSED) {
                unparsed.add(new Unparsed(sample.question(), sample.generated()));
            }
            if (q < SAMPLES) {
                samples.add(sample);
            }
        }
        Curve seconds = Curve.read(model.directory(), "tokens_per_second");
        Curve tokens = Curve.read(model.directory(), "tokens");
        double trained = 0;
        long count = 0;
        for (int i = 0; i < tokens.values().length; i++) {
            count += (long) tokens.values()[i];
            trained += tokens.values()[i] / seconds.values()[i];
        }
        long parameters =
                model.model().parameters().values().stream()
                        .mapToLong(p -> p.tensor().numel())
                        .sum();
        boolean latent = model.config().method() == MethodName.LATENT;
        return record(
                grid,
                run,
                Status.DONE,
                null,
                parameters,
                trained,
                count,
                curve(),
                asked,
                unparsed,
                unparsedCount,
                latent ? CodeFindings.of(model, questions) : null,
                AttentionFindings.of(model, questions, free),
                samples,
                model.task() instanceof KeysFindingMaze ? ranked.optimality() : null);
    }

    private static RunRecord record(
            Grid grid,
            GridRun run,
            Status status,
            @Nullable String fault,
            long parameters,
            double trainSeconds,
            long trainTokens,
            RunRecord.Curve curve,
            List<RunRecord.Evaluation> asked,
            List<Unparsed> unparsed,
            int unparsedCount,
            RunRecord.@Nullable Codes codes,
            RunRecord.@Nullable Attention attention,
            List<Sample> samples,
            @Nullable Double optimal)
            throws IOException {
        var config = run.config().config();
        ObjectNode keys = ConfigLoader.parseText(Grid.relevant(run.config()));
        String task = Grid.withoutFolders(config.task());
        keys.put("task", task);
        return new RunRecord(
                grid.file().name(),
                run.name(),
                run.seed(),
                run.hash(),
                status,
                fault,
                config.method().label(),
                task,
                BuildInfo.current().toString(),
                String.valueOf(Device.cpu().backend().properties().get("processor")),
                Runtime.version().toString(),
                keys,
                parameters,
                trainSeconds,
                trainTokens,
                config.train().steps(),
                curve,
                asked,
                unparsed,
                unparsedCount,
                codes,
                attention,
                samples,
                optimal);
    }

    private RunRecord.Curve curve() throws IOException {
        Curve loss = Curve.read(model.directory(), "loss").thinned(CURVE_POINTS);
        Curve accuracy = Curve.read(model.directory(), "eval_accuracy");
        Curve tokens = Curve.read(model.directory(), "eval_tokens");
        return new RunRecord.Curve(
                steps(loss), values(loss), steps(accuracy), values(accuracy), values(tokens));
    }

    private static List<Integer> steps(Curve curve) {
        return Arrays.stream(curve.steps()).mapToObj(step -> (int) Math.round(step)).toList();
    }

    private static List<Double> values(Curve curve) {
        return Arrays.stream(curve.values()).boxed().toList();
    }

    private Sample sample(Example question, int[] ids) {
        return new Sample(question.question(), question.answer(), model.render(ids));
    }

    private RunRecord.Evaluation asked(
            String name,
            @Nullable Integer forced,
            @Nullable Integer cap,
            Evaluation e,
            long start) {
        double seconds = (System.nanoTime() - start) * 1e-9;
        return new RunRecord.Evaluation(
                name,
                forced,
                cap,
                e.questions(),
                each(e, Outcome::correct),
                means(e, Outcome::tokens),
                means(e, Outcome::latents),
                seconds,
                gflop(e));
    }

    /** A 1 for each question one of whose answers is as wanted. */
    private static String each(Evaluation e, Predicate<Outcome> wanted) {
        var text = new StringBuilder();
        for (int q = 0; q < e.questions(); q++) {
            text.append(answers(e, q).stream().anyMatch(wanted) ? '1' : '0');
        }
        return text.toString();
    }

    private static List<Integer> means(Evaluation e, ToIntFunction<Outcome> figure) {
        List<Integer> means = new ArrayList<>();
        for (int q = 0; q < e.questions(); q++) {
            double mean = answers(e, q).stream().mapToInt(figure).average().orElse(0);
            means.add((int) Math.round(mean));
        }
        return means;
    }

    private static List<Outcome> answers(Evaluation e, int question) {
        return e.outcomes().subList(question * e.samples(), (question + 1) * e.samples());
    }

    /** Of reading the prompt and writing the answer once, mean over all answers. */
    private double gflop(Evaluation e) {
        ModelConfig config = model.model().config();
        double sum = 0;
        for (int i = 0; i < e.outcomes().size(); i++) {
            int length = promptLengths[i / e.samples()] + e.outcomes().get(i).tokens();
            sum += length * config.forwardFlopsPerToken(length);
        }
        return 1e-9 * sum / e.outcomes().size();
    }
}
