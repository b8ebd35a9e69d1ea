package braid.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.Device;
import braid.training.RunDirectory;
import braid.training.data.DataException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class CurveTest {

    @TempDir Path folder;

    private RunDirectory run(String... lines) throws IOException {
        RunDirectory run = RunDirectory.create(folder, "name: x\n", 1, Device.cpu());
        Files.write(run.metrics(), java.util.List.of(lines));
        return run;
    }

    @Test
    void readsAFigureWhereAStepHasIt() throws Exception {
        RunDirectory run =
                run(
                        "{\"step\":1,\"loss\":3.0}",
                        "{\"step\":1,\"eval_accuracy\":0.5}",
                        "{\"step\":2,\"loss\":\"NaN\"}",
                        "{\"step\":3,\"loss\":1.0}");
        Curve loss = Curve.read(run, "loss");
        assertThat(loss.steps()).containsExactly(1, 3);
        assertThat(loss.values()).containsExactly(3, 1);
        Curve mean = loss.thinned(1);
        assertThat(mean.steps()).containsExactly(2);
        assertThat(mean.values()).containsExactly(2);
    }

    @Test
    void namesWhatIsMissing() throws Exception {
        RunDirectory run = run("{\"step\":1,\"loss\":3.0}");
        assertThatThrownBy(() -> Curve.read(run, "los"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no step has the figure los")
                .hasMessageContaining("HINT: it has [loss, step]");
        Files.writeString(run.metrics(), "{\"step\":1,\"lo");
        assertThatThrownBy(() -> Curve.read(run, "loss"))
                .hasMessageContaining("metrics.jsonl, row 1: no JSON object");
        Files.delete(run.metrics());
        assertThatThrownBy(() -> Curve.read(run, "loss"))
                .hasMessageContaining("metrics.jsonl: no such file");
    }
}
