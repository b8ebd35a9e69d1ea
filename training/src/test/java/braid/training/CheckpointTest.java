package braid.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.nn.Linear;
import braid.training.optim.AdamW;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What stands in the folder while a checkpoint is written, and after that failed. */
final class CheckpointTest {

    @TempDir private Path folder;

    private final Linear model = new Linear(2, 3, true);
    private final AdamW optimizer = new AdamW(AdamW.Settings.languageModel(0));

    private static Set<String> names(Path folder) {
        try (var files = Files.list(folder)) {
            return new TreeSet<>(files.map(f -> f.getFileName().toString()).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Checkpoint.State state(Map<String, long[]> extra) {
        return new Checkpoint.State(7, 1, 2, 0.5, 7, extra);
    }

    /** The state is written after weights and moments and breaks off. */
    @Test
    void aSaveThatBreaksOffIsNoCheckpointAndLeavesNothing() throws Exception {
        Path target = folder.resolve("step-000007");
        optimizer.step(model.parameters(), 1e-3, 1); // so that there are moments to come back
        Checkpoint.save(target, model, optimizer, state(Map.of()));
        Set<String> met = new TreeSet<>();
        var breaking =
                new AbstractMap<String, long[]>() {
                    @Override
                    public Set<Entry<String, long[]>> entrySet() {
                        met.addAll(names(folder.resolve("step-000007.part")));
                        throw new IllegalStateException("breaks off");
                    }
                };
        assertThatThrownBy(() -> Checkpoint.save(target, model, optimizer, state(breaking)))
                .hasStackTraceContaining("breaks off");
        assertThat(met).containsExactly("model.safetensors", "optimizer.safetensors");
        assertThat(names(folder)).containsExactly("step-000007");
        assertThat(Checkpoint.resume(target, model, optimizer).step()).isEqualTo(7);
    }

    /** A process that was killed has left its temporary folder. */
    @Test
    void whatAnEarlierTryLeftIsNotTakenOver() throws Exception {
        Path left = Files.createDirectory(folder.resolve("step-000007.part"));
        Files.createFile(left.resolve("old"));
        Path target = folder.resolve("step-000007");
        Checkpoint.save(target, model, optimizer, state(Map.of()));
        assertThat(names(folder)).containsExactly("step-000007");
        assertThat(names(target))
                .containsExactly(
                        "DONE", "model.safetensors", "optimizer.safetensors", "state.json");
    }
}
