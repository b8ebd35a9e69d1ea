package braid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.random.Random;
import braid.training.data.Split;
import braid.training.data.Task;
import braid.training.data.Tasks;
import braid.training.data.TokenizedExample;
import braid.training.latent.LatentVocabulary;
import braid.transformer.ModelConfig;
import braid.transformer.Transformer;
import braid.transformer.io.GenerationConfig;
import braid.transformer.io.ModelFolder;
import braid.transformer.io.PretrainedModel;
import braid.transformer.lora.AdapterFolder;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.bpe.BpeTrainer;
import braid.transformer.tokenizer.bpe.SplitPattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs that start from a published model, and what is exported of them. */
final class PublishedRunTest {

    /** Not those of {@link Tokenizer}; the ends are bytes that no UTF-8 has. */
    private static final int BEGIN = 0;

    private static final int END = 257;
    private static final int SECOND_END = 256;

    @TempDir Path runs;
    private Path folder;
    private Tokenizer words;

    @BeforeEach
    void publish() throws Exception {
        Task task = Tasks.parse("running-sums,train=200,valid=20,test=20", 1);
        List<String> texts = task.examples(Split.TRAIN).stream().map(task::text).toList();
        words = BpeTrainer.train(texts, 264, SplitPattern.LLAMA3);
        var config =
                ModelConfig.llama(words.size() + 6) // some rows of padding
                        .context(112)
                        .layers(2)
                        .width(32)
                        .heads(4)
                        .kvHeads(2)
                        .hidden(48)
                        .ropeTheta(500)
                        .tiedHead(false);
        var model = new Transformer(config, Random.of(7));
        model.eval();
        folder = runs.resolve("published");
        var special = new GenerationConfig(BEGIN, List.of(END, SECOND_END), -1);
        ModelFolder.save(new PretrainedModel(model, words, special), folder);
    }

    private LanguageModelRun run(String name, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of("from=" + folder, "model.context=112"));
        settings.addAll(List.of(more));
        return SmallRuns.model(runs, name, settings.toArray(String[]::new));
    }

    private static float[] logits(Transformer model, int... ids) {
        try (var scope = Scope.open()) {
            return model.forward(Tensor.of(Shape.of(1, ids.length), ids)).toFloats();
        }
    }

    private static float[] logits(Transformer model) {
        return logits(model, 3, 40, 257, 6, 7);
    }

    @Test
    void itBeginsWithTheModelAsItIs() throws Exception {
        LanguageModelRun run = run("begun", "method=cot");
        run.model().eval();
        assertThat(logits(run.model())).isEqualTo(logits(ModelFolder.load(folder).model()));
        assertThat(run.model().config().dropout()).isEqualTo(0.1);
        assertThat(run.textVocabulary().size()).isEqualTo(words.size());
    }

    /** The model's own special tokens, not those of tokenizers that are trained here. */
    @Test
    void sequencesHaveItsSpecialTokens() throws Exception {
        Tokenizer text = run("begun", "method=cot").textVocabulary();
        Task task = Tasks.parse("running-sums,train=200,valid=20,test=20", 1);
        var example = task.example(Split.TRAIN, 0);
        var ids = TokenizedExample.of(task, example, text);
        assertThat(ids.prompt()[0]).isEqualTo(BEGIN);
        assertThat(ids.trace()).doesNotContain(BEGIN, END);
        assertThat(ids.solution()).endsWith(END).doesNotContain(BEGIN);
        assertThat(text.pad()).isEqualTo(END);
        assertThat(text.decode(ids.prompt()) + text.decode(ids.trace()))
                .isEqualTo(task.prompt(example) + task.trace(example));
    }

    @Test
    void whatIsExportedLoadsWithEqualLogits() throws Exception {
        run("cot", "method=cot").train(false);
        LanguageModelRun trained = LanguageModelRun.load(runs.resolve("cot"));
        assertThat(logits(trained.model())).isNotEqualTo(logits(ModelFolder.load(folder).model()));
        RunExport.model(trained, runs.resolve("out"));
        PretrainedModel out = ModelFolder.load(runs.resolve("out"));
        assertThat(logits(out.model())).isEqualTo(logits(trained.model()));
        assertThat(out.generation().begin()).isEqualTo(BEGIN);
        assertThat(out.generation().ends()).containsExactly(END, SECOND_END);
        assertThat(out.model().config().ropeTheta()).isEqualTo(500);
        assertThat(out.tokenizer().encode("1 + 2 = 3")).isEqualTo(words.encode("1 + 2 = 3"));
    }

    @Test
    void latentTokensComeBehindItsOwn() throws Exception {
        SmallRuns.vqvae(runs, "codes", "published=" + folder).train(false);
        LanguageModelRun run =
                run("latent", "method=latent", "vqvae=" + runs.resolve("codes"), "lora.rank=2");
        run.train(false);
        LanguageModelRun trained = LanguageModelRun.load(runs.resolve("latent"));
        int tokens = words.size() + 128 + 2;
        assertThat(trained.model().config().vocabulary()).isEqualTo(tokens);
        assertThat(trained.latentVocabulary().begin()).isEqualTo(words.size());

        RunExport.adapter(trained, runs.resolve("adapter"));
        float[] adapted = logits(trained.model());
        RunExport.model(trained, runs.resolve("out")); // merges
        PretrainedModel out = ModelFolder.load(runs.resolve("out"));
        assertThat(logits(out.model())).isEqualTo(logits(trained.model()));
        assertThat(logits(out.model())).isNotEqualTo(adapted); // but for rounding
        assertThat(out.tokenizer().size()).isEqualTo(tokens);
        assertThat(out.tokenizer().id("<latent:5>")).isEqualTo(words.size() + 2 + 5);
        assertThat(out.render(words.size())).isEqualTo(LatentVocabulary.BEGIN);

        // The base with the new rows, and the adapters beside it, are the run's model.
        Transformer base = run("other", "method=latent", "vqvae=" + runs.resolve("codes")).model();
        base.eval();
        AdapterFolder.load(base, runs.resolve("adapter"));
        assertThat(logits(base, 3, 40, tokens - 1)).hasSameSizeAs(logits(base, 1, 2, 3));
        assertThat(logits(base)).isEqualTo(adapted);

        assertThatThrownBy(() ->
                        SmallRuns.model(
                                runs,
                                "again",
                                "method=pause",
                                "vqvae=" + runs.resolve("codes"),
                                "method=latent",
                                "from=" + runs.resolve("out")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("its text vocabulary is not that of");
    }

    @Test
    void itContinuesBitForBitAndStartsAnother() throws Exception {
        LanguageModelRun whole = run("whole", "method=cot");
        whole.train(false);
        Checkpoint.delete(whole.directory().checkpoint(20));
        LanguageModelRun resumed = LanguageModelRun.open(runs.resolve("whole"));
        assertThat(resumed.train(true).steps()).isEqualTo(20);
        whole.model().eval();
        resumed.model().eval();
        assertThat(logits(resumed.model())).isEqualTo(logits(whole.model()));

        LanguageModelRun next =
                SmallRuns.model(
                        runs,
                        "next",
                        "method=pause",
                        "from=" + runs.resolve("whole"),
                        "model.context=112");
        next.model().eval();
        int old = whole.model().config().vocabulary();
        assertThat(next.model().config()).isEqualTo(whole.model().config());
        assertThat(next.textVocabulary().size()).isEqualTo(words.size());
        assertThat(old).isEqualTo(words.size() + 6);
        assertThat(logits(next.model())).isEqualTo(logits(whole.model()));
    }

    @Test
    void anExportedRunIsNotExtendedByTheSameTokens() throws Exception {
        run("pause", "method=pause").train(false);
        RunExport.model(LanguageModelRun.load(runs.resolve("pause")), runs.resolve("out"));
        assertThatThrownBy(() ->
                        SmallRuns.model(
                                runs, "again", "method=pause", "from=" + runs.resolve("out")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("the tokenizer has the token <pause> already")
                .hasMessageContaining("start from the run that was exported");
    }

    @Test
    void aLongerContextThanTheModelsIsRefused() {
        assertThatThrownBy(() -> run("long", "model.context=113"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("model.context is 113, that of the published model 112");
        assertThat(runs.resolve("long")).doesNotExist();
    }

    @Test
    void aVqVaeOfOtherTokensIsRefused() throws Exception {
        SmallRuns.vqvae(runs, "codes").train(false);
        assertThatThrownBy(() -> run("a", "method=latent", "vqvae=" + runs.resolve("codes")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("train the VQ-VAE with published: " + folder);
    }

    @Test
    void whatOtherToolsDoNotReadIsNotExported() throws Exception {
        SmallRuns.model(runs, "words", "method=cot").train(false);
        LanguageModelRun trained = LanguageModelRun.load(runs.resolve("words"));
        assertThatThrownBy(() -> RunExport.model(trained, runs.resolve("out")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("other tools read no tokenizer of the kind word")
                .hasMessageContaining("train with tokenizer: bpe, or from a published model");
        assertThatThrownBy(() -> RunExport.adapter(trained, runs.resolve("out")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("has no adapters");
        assertThat(runs.resolve("out")).doesNotExist();
    }
}
