package braid.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import braid.training.SmallRuns;
import braid.transformer.io.ModelFolder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

/** {@code braid export}, and what other commands do with it. */
final class ExportCommandTest {

    @TempDir private Path runs;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int braid(String... args) {
        return Braid.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    private void train(String name, String... more) throws Exception {
        SmallRuns.model(runs, name, more).train(false);
    }

    private String path(String name) {
        return runs.resolve(name).toString();
    }

    @Test
    void aRunOfItsOwnTokenizerBecomesAFolderThatGoesOn() throws Exception {
        train("first", "tokenizer=bpe", "model.preset=llama", "model.context=128", "method=cot");
        assertThat(braid("export", path("first"), "--to", path("out"))).as("%s", err).isZero();
        assertThat(out.toString()).isEqualTo("model: " + path("out") + System.lineSeparator());
        assertThat(ModelFolder.load(runs.resolve("out")).generation().ends()).containsExactly(1);
        assertThat(braid("generate", path("out"), "1 + 2", "--max-tokens=3")).isZero();

        String[] adapted = {
            "from=" + path("out"), "model.context=128", "lora.rank=2", "method=cot"
        };
        train("second", adapted);
        assertThat(braid("export", path("second"), "--to", path("peft"), "--adapter"))
                .as("%s", err)
                .isZero();
        assertThat(runs.resolve("peft/adapter_model.safetensors")).exists();
        assertThat(runs.resolve("peft/tokenizer.json")).exists();
        assertThat(braid("generate", path("second"), "1 + 2", "--max-tokens=3")).isZero();
        assertThat(braid("eval", path("second"), "--examples=2")).as("%s", err).isZero();
    }

    @Test
    void aFolderWithFilesIsRefused() throws Exception {
        train("first", "tokenizer=bpe", "model.preset=llama", "model.context=128", "method=cot");
        assertThat(braid("export", path("first"), "--to", path("first")))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("the folder is not empty");
    }
}
