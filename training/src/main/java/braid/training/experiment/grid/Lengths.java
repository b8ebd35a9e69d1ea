package braid.training.experiment.grid;

import braid.training.Corpus;
import braid.training.config.LatentSection;
import braid.training.config.MethodName;
import braid.training.config.TokenizerKind;
import braid.training.config.TrainConfig;
import braid.training.config.VqVaeRunConfig;
import braid.training.data.Example;
import braid.training.data.Split;
import braid.training.data.Task;
import braid.training.data.Tasks;
import braid.training.data.TokenizedExample;
import braid.training.data.TooLong;
import braid.training.latent.Alignment;
import braid.training.latent.Chunks;
import braid.training.method.Coconut;
import braid.transformer.tokenizer.Tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long the examples of a task are, in tokens; what of a configuration they make impossible.
 *
 * @param vocabulary tokens of the text
 * @param longestTrace of the training split
 * @param steps most reasoning steps of a trace
 * @param longestStep of all traces
 * @param shortestFirstStep of all traces; 0 if none has a step
 * @param longest prompt, trace and solution
 * @param longestAnswer prompt and solution
 * @param longestSolution solution with its end
 * @param mean prompt, trace and solution
 * @param meanAnswer prompt and solution
 */
record Lengths(
        int vocabulary,
        int longestTrace,
        int steps,
        int longestStep,
        int shortestFirstStep,
        int longest,
        int longestAnswer,
        int longestSolution,
        double mean,
        double meanAnswer) {

    /** Examples that suffice where they are generated: the others are of the same kind. */
    private static final int MOST_GENERATED = 5000;

    /** Lengths for each tokenizer of a grid, measured once, on the data of the first seed. */
    static final class Cache {

        private final Map<String, Lengths> known = new HashMap<>();

        /** Those of a run's data. */
        Lengths of(GridRun run) {
            TrainConfig c = run.config().config();
            var vqvae = run.vqvae() == null ? null : run.vqvae().config().config();
            TokenizerKind kind = vqvae == null ? c.tokenizer() : vqvae.tokenizer();
            int most = vqvae == null ? c.vocabulary() : vqvae.vocabulary();
            return known.computeIfAbsent(
                    kind + " " + most,
                    key -> {
                        Task task = Tasks.parseToTrain(c.task(), c.seed());
                        return measure(task, Corpus.tokenizer(task, kind, most));
                    });
        }
    }

    private static Lengths measure(Task task, Tokenizer tokenizer) {
        int trace = 0;
        int steps = 0;
        int step = 0;
        int first = Integer.MAX_VALUE;
        int whole = 0;
        int answer = 0;
        int solution = 0;
        double sum = 0;
        double answers = 0;
        int n = task.size(Split.TRAIN);
        n = task.isGenerated() ? Math.min(n, MOST_GENERATED) : n;
        for (Example example : task.examples(Split.TRAIN).subList(0, n)) {
            var e =
                    TokenizedExample.naming(
                            example, () -> TokenizedExample.of(task, example, tokenizer));
            int without = e.prompt().length + e.solution().length;
            trace = Math.max(trace, e.trace().length);
            Chunks ofSteps = Alignment.STEP.chunks(e, Integer.MAX_VALUE, 1);
            steps = Math.max(steps, ofSteps.count());
            for (int i = 0; i < ofSteps.count(); i++) {
                step = Math.max(step, ofSteps.length(i));
                first = i == 0 ? Math.min(first, ofSteps.length(0)) : first;
            }
            answer = Math.max(answer, without);
            solution = Math.max(solution, e.solution().length);
            whole = Math.max(whole, without + e.trace().length);
            sum += without + e.trace().length;
            answers += without;
        }
        return new Lengths(
                tokenizer.size(),
                trace,
                steps,
                step,
                steps == 0 ? 0 : first,
                whole,
                answer,
                solution,
                sum / n,
                answers / n);
    }

    /** What of a run cannot be with these lengths. */
    List<String> faults(GridRun run) {
        List<String> faults = new ArrayList<>();
        TrainConfig c = run.config().config();
        boolean trace = hasTrace(c.method());
        boolean coconut = c.method() == MethodName.COCONUT;
        boolean thinks = coconut && c.coconut().method().thinks();
        int added = (thinks ? Coconut.DELIMITERS : 0) + (c.latent().control() ? 1 : 0);
        int needed = (trace ? longest : longestAnswer) - 1 + added;
        if (needed > c.model().context() && c.train().tooLong() == TooLong.ERROR) {
            faults.add(
                    "model.context is "
                            + c.model().context()
                            + ", the longest text takes "
                            + needed);
        }
        if (coconut && c.coconut().stages() > 0 && steps == 0) {
            faults.add("coconut.stages is " + c.coconut().stages() + ", no trace has a step");
        }
        boolean replaces = c.method() == MethodName.LATENT || c.method() == MethodName.DELETION;
        if (replaces) {
            if (run.vqvae() == null) {
                addFaults(c.latent(), c.latent().chunk(), c.latent().align(), faults);
            } else {
                VqVaeRunConfig.Sizes vqvae = run.vqvae().config().config().vqvae();
                addFaults(c.latent(), vqvae.chunk(), vqvae.align(), faults);
                addFaults(vqvae, faults);
            }
        }
        return faults;
    }

    /** What cannot be replaced. */
    private void addFaults(LatentSection latent, int chunk, Alignment align, List<String> faults) {
        boolean ofSteps = align == Alignment.STEP;
        if (ofSteps && steps == 0) {
            faults.add("chunks end with steps, no trace has a step");
        } else if (ofSteps && chunk > longestStep) {
            faults.add("chunks of " + chunk + " tokens, the longest step has " + longestStep);
        } else if (chunk > longestTrace) {
            faults.add("chunks of " + chunk + " tokens, the longest trace has " + longestTrace);
        }
        if (latent.policy() != LatentSection.Policy.LEFT_TO_RIGHT) {
            return;
        }
        int cap = latent.caps().stream().mapToInt(i -> i).max().orElse(0);
        int first = ofSteps ? Math.min(chunk, shortestFirstStep) : chunk;
        if (cap > longestTrace) {
            faults.add(
                    "latent.caps has "
                            + cap
                            + ", the longest trace has "
                            + longestTrace
                            + " tokens");
        } else if (cap > 0 && cap < first) {
            faults.add(
                    "latent.caps has no more than "
                            + cap
                            + ", the first chunk of a trace has "
                            + first
                            + " tokens or more");
        }
    }

    /** What cannot be predicted from chunks. */
    private void addFaults(VqVaeRunConfig.Sizes vqvae, List<String> faults) {
        switch (vqvae.predict()) {
            case NOTHING -> {}
            case NEXT_CHUNK -> {
                if (vqvae.align() == Alignment.STEP) {
                    if (steps == 1 && vqvae.chunk() >= longestStep) {
                        faults.add("nothing follows chunks of steps, each a whole trace");
                    }
                } else if (vqvae.chunk() == longestTrace) {
                    faults.add(
                            "nothing follows chunks of " + longestTrace + " tokens, whole traces");
                }
            }
            case ANSWER -> {
                if (longestSolution > vqvae.answerTokens()) {
                    faults.add(
                            "vqvae.answerTokens is "
                                    + vqvae.answerTokens()
                                    + ", the longest answer has "
                                    + longestSolution);
                }
            }
        }
    }

    /** Mean tokens of a training sample, what is replaced counted as text. */
    double meanOf(MethodName method) {
        return hasTrace(method) ? mean : meanAnswer;
    }

    private static boolean hasTrace(MethodName method) {
        return method != MethodName.SOL_ONLY && method != MethodName.PAUSE;
    }
}
