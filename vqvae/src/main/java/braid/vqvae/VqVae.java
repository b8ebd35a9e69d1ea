package braid.vqvae;

import braid.nn.Init;
import braid.nn.Module;
import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.GradMode;
import braid.tensor.random.Random;
import braid.transformer.ModelConfig;
import braid.vqvae.quantizer.Quantized;
import braid.vqvae.quantizer.ResidualQuantizer;

import org.jspecify.annotations.Nullable;

/**
 * The autoencoder: chunk → encoder → nearest codes → decoder, given the prompt → the chunk's
 * tokens. Each chunk is encoded and decoded by itself, so that a code means the same wherever it
 * stands.
 */
public final class VqVae extends Module {

    private static final double INIT_STD = 0.02;
    private static final long QUANTIZER_STREAM = 1;

    private final VqVaeConfig config;
    private final ChunkEncoder encoder;
    private final @Nullable PromptEncoder prompts;
    private final ChunkDecoder decoder;
    private final ResidualQuantizer quantizer;
    private final @Nullable ChunkPredictor predictor;

    /**
     * @param random decides weights, codebook and restarts
     */
    public VqVae(VqVaeConfig config, Random random) {
        this.config = config;
        encoder = register("encoder", new ChunkEncoder(config, random));
        boolean conditioned = config.promptContext() > 0;
        prompts =
                conditioned
                        ? register("prompt", new PromptEncoder(config, encoder.tokens(), random))
                        : null;
        decoder = register("decoder", new ChunkDecoder(config, random));
        quantizer = new ResidualQuantizer(config, random.stream(QUANTIZER_STREAM));
        for (int q = 0; q < config.levels(); q++) {
            register(q == 0 ? "quantizer" : "quantizer." + q, quantizer.levels().get(q));
        }
        var predicted = config.prediction();
        predictor =
                predicted == null
                        ? null
                        : register(
                                "predictor",
                                new ChunkPredictor(config, predicted, encoder.tokens(), random));
        initialise(random);
    }

    private void initialise(Random random) {
        double residualStd = INIT_STD / Math.sqrt(2.0 * config.layers());
        parameters()
                .forEach((name, parameter) -> {
                    if (name.endsWith("c_proj.weight")) {
                        Init.normal(parameter, name, residualStd, random);
                    } else if (parameter.tensor().rank() == 2 && !name.startsWith("quantizer")) {
                        Init.normal(parameter, name, INIT_STD, random);
                    }
                });
    }

    static ModelConfig blockConfig(VqVaeConfig config) {
        return ModelConfig.gpt2(config.vocabulary())
                .layers(config.layers())
                .width(config.width())
                .heads(config.heads());
    }

    /** Sizes and choices. */
    public VqVaeConfig config() {
        return config;
    }

    /** The codebooks and their statistics. */
    public ResidualQuantizer quantizer() {
        return quantizer;
    }

    /**
     * The loss of a batch. In training mode the quantiser may also move codes (moving averages,
     * first initialisation, restarts).
     *
     * @param chunks I32 (N, L)
     * @param prompt prompt of every chunk, or null where the decoder is not conditioned
     */
    public VqLoss loss(Tensor chunks, @Nullable Prompt prompt) {
        return loss(chunks, prompt, null);
    }

    /**
     * The loss of a batch, with that of the tokens after the chunks.
     *
     * @param chunks I32 (N, L)
     * @param prompt prompt of every chunk, or null where the decoder is not conditioned
     * @param following what is predicted from every chunk, or null where nothing is
     */
    public VqLoss loss(Tensor chunks, @Nullable Prompt prompt, @Nullable Following following) {
        return loss(chunks, chunks, prompt, following);
    }

    /**
     * The loss of a batch in which not all tokens need to be rebuilt.
     *
     * @param chunks I32 (N, L)
     * @param targets I32 (N, L): the chunks, with {@link braid.tensor.op.CrossEntropy#IGNORE} for
     *     what the decoder need not tell
     * @param prompt prompt of every chunk, or null where the decoder is not conditioned
     * @param following what is predicted from every chunk, or null where nothing is
     */
    public VqLoss loss(
            Tensor chunks, Tensor targets, @Nullable Prompt prompt, @Nullable Following following) {
        check(chunks, prompt);
        Tensor z = encoder.forward(chunks); // (N L/r, D)
        Quantized q = quantizer.quantize(z);
        Tensor given = vector(prompt);
        Tensor logits = decoder.forward(q.straightThrough(), given); // (N, L, V)
        Tensor reconstruction = logits.flatten(0, 1).crossEntropy(targets.flatten(0, 1));
        Tensor total = reconstruction.add(q.commitmentLoss().mul(config.beta()));
        if (q.codebookLoss() != null) {
            total = total.add(q.codebookLoss());
        }
        Tensor prediction = null;
        if (predictor != null) {
            prediction = predictor.loss(q.straightThrough(), given, checked(following));
            total = total.add(prediction.mul(predictor.weight()));
        }
        Tensor codes = q.codes().reshape(chunks.dim(0), config.latentsPerChunk());
        return new VqLoss(
                total,
                reconstruction,
                prediction,
                q.codebookLoss(),
                q.commitmentLoss(),
                logits,
                codes);
    }

    /**
     * Codes of chunks; no gradient, no change to the codebook.
     *
     * @param chunks I32 (N, L)
     * @return I32 (N, Q L / r): level after level at each position, numbered as in {@link
     *     ResidualQuantizer}
     */
    public Tensor encode(Tensor chunks) {
        check(chunks, null);
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            Tensor codes = quantizer.codes(encoder.forward(chunks));
            return scope.keep(codes.reshape(chunks.dim(0), config.latentsPerChunk()));
        }
    }

    /**
     * The likeliest tokens of latents.
     *
     * @param codes I32 (N, Q L / r), as {@link #encode} gives them
     * @param prompt prompt of every chunk, or null where the decoder is not conditioned
     * @return I32 (N, L)
     */
    public Tensor decode(Tensor codes, @Nullable Prompt prompt) {
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            int groups = codes.dim(0) * config.positions();
            Tensor latents = quantizer.vectors(codes.reshape(groups, config.levels()));
            return scope.keep(decoder.forward(latents, vector(prompt)).argmax(-1));
        }
    }

    private @Nullable Tensor vector(@Nullable Prompt prompt) {
        if (prompts == null) {
            return null;
        }
        if (prompt == null) {
            throw new TensorException(
                    "vqvae: no prompts for a decoder that is conditioned on them",
                    "give the prompt of every chunk, or build the VQ-VAE with a prompt context of"
                            + " 0");
        }
        Tensor perPrompt = prompts.forward(prompt.tokens(), prompt.last()); // (B, C)
        return perPrompt.indexSelect(0, prompt.ofChunk()); // (N, C)
    }

    private static Following checked(@Nullable Following following) {
        if (following == null) {
            throw new TensorException(
                    "vqvae: nothing to predict for a model that predicts what follows a chunk",
                    "give the tokens after every chunk, or build the VQ-VAE without a prediction");
        }
        return following;
    }

    private void check(Tensor chunks, @Nullable Prompt prompt) {
        if (chunks.rank() != 2 || chunks.dim(1) != config.chunk()) {
            throw new TensorException(
                    "vqvae: chunks " + chunks.shape() + " for chunks of " + config.chunk(),
                    "chunks are (N, " + config.chunk() + "); cut the trace into full chunks first");
        }
        if (prompt != null && prompt.tokens().dim(1) > config.promptContext() && prompts != null) {
            throw new TensorException(
                    "vqvae: prompts "
                            + prompt.tokens().shape()
                            + " for a prompt context of "
                            + config.promptContext(),
                    "keep the last " + config.promptContext() + " tokens of each prompt");
        }
    }

    /**
     * Prompts of a batch of chunks. Several chunks may share one.
     *
     * @param tokens I32 (B, T), padded at the right
     * @param last I32 (B): row of each prompt's last token in the flattened (B · T) tokens
     * @param ofChunk I32 (N): which prompt each chunk belongs to
     */
    public record Prompt(Tensor tokens, Tensor last, Tensor ofChunk) {}

    /**
     * What comes after the chunks of a batch.
     *
     * @param tokens I32 (N, T), padded at the right with any token
     * @param targets the same, with {@link braid.tensor.op.CrossEntropy#IGNORE} for padding; a row
     *     of padding alone where nothing is to be predicted
     */
    public record Following(Tensor tokens, Tensor targets) {}
}
