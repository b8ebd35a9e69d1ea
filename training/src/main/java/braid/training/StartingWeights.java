package braid.training;

import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.training.config.TrainConfig;
import braid.transformer.ModelConfig;
import braid.transformer.RowInit;
import braid.transformer.Transformer;
import braid.transformer.VocabularyGrowth;
import braid.transformer.lora.Lora;
import braid.transformer.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * The weights of a trained language model as the beginning of another run, as the paper begins from
 * pretrained ones; the rows of tokens that it lacks are added.
 */
final class StartingWeights {

    private static final long GROWTH_STREAM = 11;

    private final LanguageModelRun source;

    private StartingWeights(LanguageModelRun source) {
        this.source = source;
    }

    /**
     * Loads the run that {@code from} names.
     *
     * @param config of the new run
     * @param text vocabulary of the new run
     * @param size number of tokens of the new run, latent ones included
     * @throws ConfigurationException if text vocabulary or sizes of the model differ
     */
    static StartingWeights load(TrainConfig config, Tokenizer text, int size) throws IOException {
        LanguageModelRun source = LanguageModelRun.load(Path.of(config.from()));
        Tokenizer theirs = source.textVocabulary();
        if (theirs.size() != text.size()
                || !IntStream.range(0, text.size())
                        .allMatch(id -> theirs.token(id).equals(text.token(id)))) {
            throw new ConfigurationException(
                    "run "
                            + config.name()
                            + ": its text vocabulary is not that of "
                            + config.from(),
                    "train both on the same task with the same tokenizer");
        }
        ModelConfig found = source.model().config();
        ModelConfig wanted = config.model().config(size);
        if (found.vocabulary() > size
                || !found.vocabulary(size)
                        .dropout(wanted.dropout())
                        .initStd(wanted.initStd())
                        .equals(wanted)) {
            throw new ConfigurationException(
                    "run " + config.name() + ": " + wanted + " cannot start from " + found,
                    "give both the same model section, and no latent tokens to the first alone");
        }
        Lora adapters = source.lora();
        if (adapters != null) {
            adapters.merge();
        }
        return new StartingWeights(source);
    }

    /** Overwrites the weights of the new run's model. */
    void copyTo(Transformer model, TrainConfig config, @Nullable VqVaeRun vqvae) {
        Random random = Random.of(config.seed()).stream(GROWTH_STREAM);
        VocabularyGrowth.copy(source.model(), model, rows(config, vqvae), random);
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
