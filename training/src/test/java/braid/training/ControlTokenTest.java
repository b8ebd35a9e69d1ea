package braid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.training.data.Example;
import braid.training.data.Split;
import braid.training.eval.Decoding;
import braid.training.eval.Evaluation;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;
import braid.transformer.tokenizer.Tokenizer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One model that is told how much of its trace may be latent. */
final class ControlTokenTest {

    @TempDir private Path folder;

    private LanguageModelRun trained(String name, String... more) throws Exception {
        String task = "task=running-sums,digits=4,train=2000,valid=20,test=20";
        if (!folder.resolve("codes").toFile().exists()) {
            SmallRuns.vqvae(folder, "codes", task, "vqvae.codes=8").train(false);
        }
        String[] settings = {
            task,
            "method=latent",
            "latent.caps=[8,0]",
            "latent.codes=constant",
            "vqvae=" + folder.resolve("codes"),
            "model.dropout=0",
            "train.steps=60",
            "train.accumulate=1",
            "train.learningRate=0.005"
        };
        var all = new ArrayList<>(List.of(settings));
        all.addAll(List.of(more));
        LanguageModelRun run = SmallRuns.model(folder, name, all.toArray(new String[0]));
        run.train(false);
        return LanguageModelRun.load(run.directory().root());
    }

    private static List<Integer> latents(Evaluation e) {
        return e.outcomes().stream().map(Evaluation.Outcome::latents).toList();
    }

    /** Traces of 8 tokens and a line break, in chunks of 2: a cap of 8 is four latents. */
    @Test
    void theTokenChoosesTheCompression() throws Exception {
        LanguageModelRun run = trained("told", "latent.control=true");
        assertThat(run.caps()).containsExactly(0, 8);
        List<Example> questions = run.task().examples(Split.TEST);
        Evaluation text = run.evaluateTold(0, run.task(), questions, Decoding.greedy());
        Evaluation latent = run.evaluateTold(8, run.task(), questions, Decoding.greedy());
        assertThat(latents(text)).containsOnly(0);
        // The last is as likely as none: the model learned every number up to four.
        assertThat(latents(latent)).allMatch(k -> k == 3 || k == 4);
        int[] question = run.vocabulary().encode(run.task().prompt(questions.getFirst()));
        int[] prompt = run.promptTold(0, question);
        assertThat(prompt).hasSize(question.length + 1);
        int[] answer =
                new Generator(run.model(), Sampling.greedy())
                        .generate(List.of(prompt), 64, Tokenizer.EOS)
                        .getFirst();
        assertThat(text.outcomes().getFirst().ids()).isEqualTo(answer);
        assertThatThrownBy(() -> run.promptTold(7, question))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("has no control token for a cap of 7")
                .hasMessageContaining("HINT: choose one that it was trained with: [0, 8]");
    }

    @Test
    void aRunWithoutTokensCannotBeTold() throws Exception {
        LanguageModelRun plain = trained("plain", "train.steps=2");
        assertThat(plain.caps()).isEmpty();
        assertThatThrownBy(() -> plain.promptTold(8, new int[] {2}))
                .hasMessageContaining(
                        "HINT: give a run that was trained with latent.control: true");
        assertThatThrownBy(() -> trained("all", "latent.policy=all", "latent.control=true"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "latent.control is true, wanted with method latent and latent.policy"
                                + " left-to-right");
    }
}
