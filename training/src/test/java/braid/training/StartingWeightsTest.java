package braid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.Arrays;

final class StartingWeightsTest {

    @TempDir Path runs;

    @BeforeEach
    void trainTheFirst() throws Exception {
        SmallRuns.model(runs, "first", "method=cot").train(false);
        SmallRuns.vqvae(runs, "codes").train(false);
    }

    private LanguageModelRun latent(String... more) throws Exception {
        String[] settings = Arrays.copyOf(more, more.length + 3);
        settings[more.length] = "method=latent";
        settings[more.length + 1] = "vqvae=" + runs.resolve("codes");
        settings[more.length + 2] = "from=" + runs.resolve("first");
        return SmallRuns.model(runs, "second", settings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mean", "random", "codebook"})
    void textIsReadAsBefore(String rows) throws Exception {
        LanguageModelRun first = LanguageModelRun.load(runs.resolve("first"));
        LanguageModelRun second = latent("rows=" + rows);
        second.model().eval();
        int old = first.vocabulary().size();
        assertThat(second.vocabulary().size()).isEqualTo(old + 128 + 2);
        try (var scope = Scope.open()) {
            Tensor ids = Tensor.of(Shape.of(1, 5), 3, 4, 5, 6, 7);
            float[] expected = first.model().forward(ids).toFloats();
            Tensor logits = second.model().forward(ids);
            assertThat(logits.slice(-1, 0, old).contiguous().toFloats()).isEqualTo(expected);
            float[] added = logits.slice(-1, old, old + 130).contiguous().toFloats();
            assertThat(added).doesNotContain(Float.NaN);
            assertThat(Arrays.copyOf(added, 10)).doesNotHaveDuplicates();
        }
    }

    @Test
    void otherSizesAreRefusedBeforeAFolderIsMade() {
        assertThatThrownBy(() -> latent("model.layers=3"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("layers=3")
                .hasMessageContaining("layers=2")
                .hasMessageContaining("give both the same model section");
        assertThat(runs.resolve("second")).doesNotExist();
    }

    @Test
    void otherTokensAreRefused() {
        assertThatThrownBy(() ->
                        SmallRuns.model(
                                runs,
                                "bytes",
                                "method=cot",
                                "tokenizer=byte",
                                "from=" + runs.resolve("first")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("its text vocabulary is not that of");
    }
}
