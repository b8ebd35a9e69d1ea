package braid.training.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.List;

/**
 * What one run of an experiment leaves: everything that a report needs, so that neither weights nor
 * data are asked for again. {@link Records} reads and writes it as JSON; a value that is null is
 * absent there.
 *
 * @param experiment name of the experiment
 * @param run name of the entry in its grid, for example {@code latent} or {@code deletion}
 * @param seed of the run
 * @param hash of the resolved configuration without its seed, so the same for all seeds of a run
 * @param status how the run ended
 * @param fault why it failed; null if it is done
 * @param method what was trained, for example {@code latent}
 * @param task whose questions were asked
 * @param braid version and commit
 * @param machine processor and operating system
 * @param java version of the JDK
 * @param config the resolved configuration, a JSON object
 * @param parameters number of trained parameters
 * @param trainSeconds wall time of the training
 * @param trainTokens tokens trained on
 * @param steps of the training
 * @param curve figures during the training
 * @param evaluations answers to the test questions; empty if the run failed before
 * @param unparsed the first answers from which no answer could be read
 * @param unparsedCount number of all such answers
 * @param codes of the VQ-VAE; null if the run has none
 * @param promptAttention how much the generated trace looks at the prompt; null if it was not
 *     measured, as where there is no trace
 * @param samples some answers in full
 * @param optimal share of questions with an optimal answer, in [0, 1]: where several answers were
 *     asked for, of those, else of the free ones; null where the task does not rank right answers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunRecord(
        String experiment,
        String run,
        long seed,
        String hash,
        Status status,
        @Nullable String fault,
        String method,
        String task,
        String braid,
        String machine,
        String java,
        JsonNode config,
        long parameters,
        double trainSeconds,
        long trainTokens,
        int steps,
        Curve curve,
        List<Evaluation> evaluations,
        List<Unparsed> unparsed,
        int unparsedCount,
        @Nullable Codes codes,
        @Nullable Attention promptAttention,
        List<Sample> samples,
        @Nullable Double optimal) {

    /** Checks what a reader relies on. */
    public RunRecord {
        Fields.name("experiment", experiment);
        Fields.name("run", run);
        Fields.present("hash", hash);
        Fields.present("status", status);
        Fields.name("method", method);
        Fields.present("task", task);
        Fields.present("braid", braid);
        Fields.present("machine", machine);
        Fields.present("java", java);
        Fields.require(
                Fields.present("config", config).isObject(), "'config' has to be a JSON object");
        Fields.present("curve", curve);
        evaluations = Fields.list("evaluations", evaluations);
        unparsed = Fields.list("unparsed", unparsed);
        samples = Fields.list("samples", samples);
        Fields.require(
                (status == Status.FAILED) == (fault != null),
                "'fault' belongs to a run whose status is failed, and to no other");
        long names = evaluations.stream().map(Evaluation::name).distinct().count();
        Fields.require(names == evaluations.size(), "two evaluations have the same name");
    }

    /** The name of its file: {@code latent-seed1.json}. */
    public String fileName() {
        return run + "-seed" + seed + ".json";
    }

    /** An evaluation by its name; null if the run has none of that name. */
    public @Nullable Evaluation evaluation(String name) {
        return evaluations.stream().filter(e -> e.name().equals(name)).findFirst().orElse(null);
    }

    /**
     * Figures during the training, thinned to about a hundred points.
     *
     * @param step steps at which the loss stands
     * @param loss training loss, nats a token
     * @param evalStep steps at which validation questions were asked
     * @param evalAccuracy share of right answers to them, in [0, 1]
     * @param evalTokens mean generated tokens of an answer
     */
    public record Curve(
            List<Integer> step,
            List<Double> loss,
            List<Integer> evalStep,
            List<Double> evalAccuracy,
            List<Double> evalTokens) {

        /** Checks that figures stand at steps. */
        public Curve {
            step = Fields.list("curve.step", step);
            loss = Fields.list("curve.loss", loss);
            evalStep = Fields.list("curve.evalStep", evalStep);
            evalAccuracy = Fields.list("curve.evalAccuracy", evalAccuracy);
            evalTokens = Fields.list("curve.evalTokens", evalTokens);
            Fields.sameSize("curve.loss", loss, "curve.step", step.size());
            Fields.sameSize("curve.evalAccuracy", evalAccuracy, "curve.evalStep", evalStep.size());
            Fields.sameSize("curve.evalTokens", evalTokens, "curve.evalStep", evalStep.size());
        }

        /** No figures at all. */
        public static Curve empty() {
            return new Curve(List.of(), List.of(), List.of(), List.of(), List.of());
        }
    }

    /**
     * The answers to the test questions, asked in one way. A question that is asked several times
     * is right if one of its answers is; its tokens and latents are means, rounded.
     *
     * @param name {@code free} as the model likes, {@code latents=4} for a forced number, {@code
     *     cap=28} for a cap told by a control token, {@code samples=10} for several answers
     * @param forcedLatents number of latents that the model was held to; null if none
     * @param cap on the latent part of the trace, in text tokens, that the model was told; null in
     *     all other evaluations
     * @param questions number of questions
     * @param correct one character a question: 1 if it was answered right, else 0
     * @param tokens generated tokens, latents and delimiters counted, one a question
     * @param latents latent tokens among them
     * @param seconds wall time
     * @param gflopPerAnswer billions of floating-point operations, mean of an answer
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Evaluation(
            String name,
            @Nullable Integer forcedLatents,
            @Nullable Integer cap,
            int questions,
            String correct,
            List<Integer> tokens,
            List<Integer> latents,
            double seconds,
            double gflopPerAnswer) {

        /** Checks that every question has its outcome. */
        public Evaluation {
            Fields.name("evaluations.name", name);
            Fields.require(questions > 0, name + ": 'questions' is " + questions);
            Fields.require(
                    Fields.present("correct", correct).matches("[01]*"),
                    name + ": 'correct' holds other characters than 0 and 1");
            Fields.require(
                    correct.length() == questions,
                    name + ": 'correct' has " + correct.length() + " of " + questions);
            tokens = Fields.list("tokens", tokens);
            latents = Fields.list("latents", latents);
            Fields.sameSize(name + ": tokens", tokens, "questions", questions);
            Fields.sameSize(name + ": latents", latents, "questions", questions);
        }

        /** Number of questions that were answered right. */
        public int right() {
            return (int) correct.chars().filter(c -> c == '1').count();
        }
    }

    /**
     * An answer from which no answer could be read.
     *
     * @param question that was asked
     * @param generated what the model wrote
     */
    public record Unparsed(String question, String generated) {

        /** Both have to be there. */
        public Unparsed {
            Fields.present("unparsed.question", question);
            Fields.present("unparsed.generated", generated);
        }
    }

    /**
     * The codes of the VQ-VAE, over the traces of the test questions.
     *
     * @param usage share of the codes that occur, in [0, 1]
     * @param perplexity exponential of the entropy of the codes
     * @param heldOutTokenAccuracy share of tokens that the decoder gives back, in [0, 1]
     * @param stateBits information of a code about the state after its chunk, with levels of all
     *     codes of a position together; null where the task has no known state
     * @param stateEntropy bits of the state itself, the most that a code can carry
     * @param frequent the most frequent codes
     * @param levels each level by itself; null where there is one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Codes(
            double usage,
            double perplexity,
            double heldOutTokenAccuracy,
            @Nullable Double stateBits,
            @Nullable Double stateEntropy,
            List<Code> frequent,
            @Nullable List<Level> levels) {

        /** Checks the list. */
        public Codes {
            frequent = Fields.list("codes.frequent", frequent);
        }
    }

    /**
     * The codes of one level.
     *
     * @param usage share of them that occur, in [0, 1]
     * @param perplexity exponential of their entropy
     * @param stateBits information of such a code alone about the state after its chunk, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Level(double usage, double perplexity, @Nullable Double stateBits) {}

    /**
     * One code.
     *
     * @param code its number
     * @param count how often it occurs
     * @param chunks the most frequent chunks of text that it stands for
     * @param decoded the text that the decoder makes of it
     */
    public record Code(int code, int count, List<Chunk> chunks, String decoded) {

        /** Checks the list. */
        public Code {
            chunks = Fields.list("codes.frequent.chunks", chunks);
            Fields.present("codes.frequent.decoded", decoded);
        }
    }

    /**
     * A chunk of text and how often a code stands for it.
     *
     * @param text of the chunk
     * @param count how often
     */
    public record Chunk(String text, int count) {

        /** The text has to be there. */
        public Chunk {
            Fields.present("chunks.text", text);
        }
    }

    /**
     * Attention that generated traces pay to their prompts.
     *
     * @param questions whose answers were looked at
     * @param text of the positions of text tokens; null if there were none
     * @param latent of the positions of latent tokens or continuous thoughts; null if there were
     *     none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Attention(int questions, @Nullable Looks text, @Nullable Looks latent) {

        /**
         * A mean over positions and heads.
         *
         * @param positions over which it is taken
         * @param layers share of the attention on the prompt, one a layer, in [0, 1]
         * @param uniform what it would be if each position looked at all up to itself alike
         */
        public record Looks(long positions, List<Double> layers, double uniform) {

            /** Checks the list. */
            public Looks {
                layers = Fields.list("promptAttention.layers", layers);
                Fields.require(!layers.isEmpty(), "'promptAttention.layers' is empty");
            }

            /** Mean over layers. */
            public double share() {
                return layers.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
            }
        }
    }

    /**
     * An answer in full.
     *
     * @param question that was asked
     * @param expected the right trace or answer
     * @param generated what the model wrote, latents by name
     */
    public record Sample(String question, String expected, String generated) {

        /** All have to be there. */
        public Sample {
            Fields.present("samples.question", question);
            Fields.present("samples.expected", expected);
            Fields.present("samples.generated", generated);
        }
    }
}
