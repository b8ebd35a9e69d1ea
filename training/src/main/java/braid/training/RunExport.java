package braid.training;

import braid.transformer.io.ModelFolder;
import braid.transformer.io.PretrainedModel;
import braid.transformer.lora.AdapterFolder;
import braid.transformer.lora.Lora;
import braid.transformer.tokenizer.AddedTokens;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.bpe.BpeTokenizer;
import braid.transformer.tokenizer.bpe.PublishedTokenizer;
import braid.transformer.tokenizer.bpe.TokenizerJson;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Takes trained runs away in the formats of Hugging Face. */
public final class RunExport {

    private RunExport() {}

    /**
     * Writes a model folder: merged weights of the best checkpoint, the tokenizer with the tokens
     * that the method added, special tokens.
     *
     * @param run as {@link LanguageModelRun#load} gives it; adapters are merged into its weights
     * @param folder new or empty
     */
    public static void model(LanguageModelRun run, Path folder) throws IOException {
        Tokenizer tokenizer = tokenizer(run);
        Lora adapters = run.lora();
        if (adapters != null) {
            adapters.merge();
        }
        ModelFolder.save(new PretrainedModel(run.model(), tokenizer, run.generation()), folder);
    }

    /**
     * Writes the adapters and the rows of added tokens as PEFT's files, and the tokenizer.
     *
     * @param folder files of adapters in it are replaced
     */
    public static void adapter(LanguageModelRun run, Path folder) throws IOException {
        Lora adapters = run.lora();
        if (adapters == null) {
            throw new ConfigurationException(
                    "run " + run.directory().root() + " has no adapters",
                    "train with lora.rank above 0, or export the whole model: without --adapter");
        }
        Tokenizer tokenizer = tokenizer(run);
        AdapterFolder.save(adapters, folder);
        TokenizerJson.save(tokenizer, folder.resolve("tokenizer.json"));
    }

    /** As {@code tokenizer.json} can hold it: latent tokens by their names. */
    private static Tokenizer tokenizer(LanguageModelRun run) {
        Tokenizer text = run.textVocabulary();
        if (!(text instanceof BpeTokenizer || text instanceof PublishedTokenizer)) {
            throw new ConfigurationException(
                    "run "
                            + run.directory().root()
                            + ": other tools read no tokenizer of the kind "
                            + run.config().tokenizer().name().toLowerCase(Locale.ROOT),
                    "train with tokenizer: bpe, or from a published model");
        }
        Tokenizer all = run.vocabulary();
        List<String> added = IntStream.range(text.size(), all.size()).mapToObj(all::token).toList();
        return added.isEmpty() ? text : new AddedTokens(text, added);
    }
}
