package braid.training;

import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.training.config.TrainConfig;
import braid.transformer.ModelConfig;
import braid.transformer.RowInit;
import braid.transformer.Transformer;
import braid.transformer.VocabularyGrowth;
import braid.transformer.io.GenerationConfig;
import braid.transformer.io.PretrainedModel;
import braid.transformer.lora.Lora;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.bpe.BpeTokenizer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * The weights of a trained language model as the beginning of another run, as the paper begins from
 * pretrained ones; the rows of tokens that it lacks are added. The model is that of a run, or a
 * published one, whose form and tokenizer the new run takes over.
 */
final class StartingWeights {

    private static final long GROWTH_STREAM = 11;

    private final Transformer model;
    private final Tokenizer text;
    private final int tokens;
    private final @Nullable GenerationConfig special;

    private StartingWeights(
            Transformer model, Tokenizer text, int tokens, @Nullable GenerationConfig special) {
        this.model = model;
        this.text = text;
        this.tokens = tokens;
        this.special = special;
    }

    /** Loads what {@code from} names, or null for random weights. */
    static @Nullable StartingWeights load(TrainConfig config) throws IOException {
        if (config.from().isBlank()) {
            return null;
        }
        Path from = Path.of(config.from());
        if (Published.isOne(from)) {
            PretrainedModel published = Published.load(from, null);
            BpeTokenizer base = (BpeTokenizer) published.tokenizer(); // as files have it
            Tokenizer text = published.generation().tokenizer(base);
            return new StartingWeights(
                    published.model(), text, text.size(), published.generation());
        }
        LanguageModelRun run = LanguageModelRun.load(from);
        Lora adapters = run.lora();
        if (adapters != null) {
            adapters.merge();
        }
        boolean published = run.isPublished();
        return new StartingWeights(
                run.model(),
                run.textVocabulary(),
                run.vocabulary().size(),
                published ? run.generation() : null);
    }

    /** The special tokens of a model that is or comes from a published one, else null. */
    @Nullable GenerationConfig special() {
        return special;
    }

    /** Text vocabulary. */
    Tokenizer text() {
        return text;
    }

    /**
     * The form of the new run's model.
     *
     * @param newText vocabulary of the new run
     * @param size number of tokens of the new run, latent ones included
     * @throws ConfigurationException if text vocabulary or sizes of the model differ
     */
    ModelConfig form(TrainConfig config, Tokenizer newText, int size) {
        if (!sameText(newText)) {
            throw new ConfigurationException(
                    "run "
                            + config.name()
                            + ": its text vocabulary is not that of "
                            + config.from(),
                    special == null
                            ? "train both on the same task with the same tokenizer"
                            : "train the VQ-VAE with published: " + config.from());
        }
        ModelConfig found = model.config();
        ModelConfig wanted =
                special == null
                        ? config.model().config(size)
                        : adapted(found, config, Math.max(found.vocabulary(), size));
        if (tokens > size
                || !found.vocabulary(wanted.vocabulary())
                        .dropout(wanted.dropout())
                        .initStd(wanted.initStd())
                        .equals(wanted)) {
            throw new ConfigurationException(
                    "run " + config.name() + ": " + wanted + " cannot start from " + found,
                    "give both the same model section, and no latent tokens to the first alone");
        }
        return wanted;
    }

    /**
     * A published model's form as a run has it.
     *
     * @param rows of its embedding
     */
    static ModelConfig adapted(ModelConfig published, TrainConfig config, int rows) {
        if (config.model().context() > published.context()) {
            throw new ConfigurationException(
                    "model.context is "
                            + config.model().context()
                            + ", that of the published model "
                            + published.context(),
                    "set model.context to that or less");
        }
        return published.vocabulary(rows).dropout(config.model().dropout());
    }

    private boolean sameText(Tokenizer other) {
        return text.size() == other.size()
                && IntStream.range(0, text.size())
                        .allMatch(id -> text.token(id).equals(other.token(id)));
    }

    /** The new run's model; this is of no use afterwards. */
    Transformer model(ModelConfig form, TrainConfig config, @Nullable VqVaeRun vqvae) {
        Random random = Random.of(config.seed());
        Transformer grown = Transformer.empty(form, random);
        VocabularyGrowth.move(model, grown, rows(config, vqvae), random.stream(GROWTH_STREAM));
        return grown;
    }

    /** Those of all levels, row after row. */
    private static float[] vectors(VqVaeRun vqvae) {
        Tensor[] levels =
                vqvae.model().quantizer().levels().stream()
                        .map(level -> level.codebook().vectors().detach())
                        .toArray(Tensor[]::new);
        return Tensor.concat(0, levels).toFloats();
    }

    private static RowInit rows(TrainConfig config, @Nullable VqVaeRun vqvae) {
        return switch (config.rows()) {
            case MEAN -> RowInit.mean();
            case RANDOM -> RowInit.random();
            case CODEBOOK -> {
                if (vqvae == null) {
                    throw new ConfigurationException(
                            "rows codebook without a VQ-VAE", "set the method to latent, or rows");
                }
                yield RowInit.codebook(vectors(vqvae), vqvae.model().config().totalCodes());
            }
        };
    }
}
