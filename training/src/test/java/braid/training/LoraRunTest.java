package braid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.io.Safetensors;
import braid.transformer.Transformer;
import braid.transformer.lora.Lora;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Runs with {@code lora} against the run that they start from. */
final class LoraRunTest {

    @TempDir Path runs;

    @BeforeEach
    void trainTheFirst() throws Exception {
        SmallRuns.model(runs, "first", "method=cot", "train.steps=10").train(false);
    }

    private LanguageModelRun adapted(String name, String... more) throws Exception {
        String[] settings = Arrays.copyOf(more, more.length + 4);
        settings[more.length] = "from=" + runs.resolve("first");
        settings[more.length + 1] = "lora.rank=4";
        settings[more.length + 2] = "lora.dropout=0.1";
        settings[more.length + 3] = "train.learningRate=0.01";
        return SmallRuns.model(runs, name, settings);
    }

    private static Map<String, float[]> weights(Transformer model) {
        Map<String, float[]> all = new LinkedHashMap<>();
        model.stateDict().forEach((name, t) -> all.put(name, t.toFloats()));
        return all;
    }

    private static float[] logits(Transformer model) {
        try (var scope = Scope.open()) {
            return model.forward(Tensor.of(Shape.of(1, 5), 3, 4, 5, 6, 7)).toFloats();
        }
    }

    /** Weights, gradients and optimiser state: of adapters and of the new tokens' rows alone. */
    @Test
    void onlyAdaptersAndLatentRowsAreTrained() throws Exception {
        SmallRuns.vqvae(runs, "codes").train(false);
        LanguageModelRun run = adapted("latent", "method=latent", "vqvae=" + runs.resolve("codes"));
        Map<String, float[]> before = weights(run.model());
        run.train(false);
        int text = run.textVocabulary().size();
        int width = run.config().model().width();
        weights(run.model())
                .forEach((name, after) -> {
                    float[] old = Objects.requireNonNull(before.get(name));
                    if (name.contains(".adapter.")) {
                        assertThat(after).as(name).isNotEqualTo(old);
                    } else if (name.equals("wte.weight")) {
                        int rows = text * width;
                        assertThat(Arrays.copyOf(after, rows)).isEqualTo(Arrays.copyOf(old, rows));
                        assertThat(Arrays.copyOfRange(after, rows, after.length))
                                .isNotEqualTo(Arrays.copyOfRange(old, rows, old.length));
                    } else {
                        assertThat(after).as(name).isEqualTo(old);
                    }
                });
        Path state = run.directory().last().orElseThrow().resolve("optimizer.safetensors");
        try (var scope = Scope.open()) {
            Map<String, Tensor> moments = Safetensors.read(state).tensors();
            assertThat(moments).hasSameSizeAs(twice(run.model().trainedParameters()));
            assertThat(moments.keySet())
                    .allMatch(name -> name.contains(".adapter.") || name.startsWith("wte.weight."));
            assertThat(moments.get("wte.weight.m").shape())
                    .isEqualTo(Shape.of(run.vocabulary().size() - text, width));
        }
    }

    private static Map<String, Object> twice(Map<String, ?> names) {
        Map<String, Object> all = new LinkedHashMap<>();
        names.keySet()
                .forEach(name -> {
                    all.put(name + ".m", name);
                    all.put(name + ".v", name);
                });
        return all;
    }

    @Test
    void itContinuesBitForBit() throws Exception {
        LanguageModelRun whole = adapted("whole", "method=cot");
        assertThat(whole.model().trainedParameters().keySet())
                .allMatch(name -> name.contains(".adapter."));
        whole.train(false);
        Map<String, float[]> expected = weights(whole.model());
        Checkpoint.delete(whole.directory().checkpoint(20));
        LanguageModelRun resumed = LanguageModelRun.open(runs.resolve("whole"));
        assertThat(resumed.train(true).steps()).isEqualTo(20);
        weights(resumed.model())
                .forEach((name, w) -> assertThat(w).as(name).isEqualTo(expected.get(name)));
    }

    @Test
    void aRunStartsFromMergedAdapters() throws Exception {
        adapted("adapted", "method=cot").train(false);
        LanguageModelRun trained = LanguageModelRun.load(runs.resolve("adapted"));
        float[] expected = logits(trained.model());
        LanguageModelRun next =
                SmallRuns.model(runs, "next", "method=cot", "from=" + runs.resolve("adapted"));
        next.model().eval();
        float[] found = logits(next.model());
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-4f));
        }
        assertThat(found)
                .isNotEqualTo(logits(LanguageModelRun.load(runs.resolve("first")).model()));
        Lora lora = Objects.requireNonNull(trained.lora());
        assertThat(lora.config().rank()).isEqualTo(4);
        assertThat(next.lora()).isNull();
    }

    @Test
    void adaptersOfAModelThatIsNotTrainedAreRefused() {
        assertThatThrownBy(() -> SmallRuns.model(runs, "none", "lora.rank=2"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("lora.rank is 2, wanted: 0 without from");
        assertThatThrownBy(() ->
                        SmallRuns.model(
                                runs,
                                "none",
                                "lora.rank=-1",
                                "lora.alpha=0",
                                "lora.dropout=1",
                                "lora.targets=[]"))
                .hasMessageContaining("lora.rank is -1")
                .hasMessageContaining("lora.alpha is 0")
                .hasMessageContaining("lora.dropout is 1")
                .hasMessageContaining("lora.targets is []");
    }
}
