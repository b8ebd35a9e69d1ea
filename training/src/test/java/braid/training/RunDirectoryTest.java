package braid.training;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tensor.Device;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Which checkpoint is the newest, which are deleted, and how. */
final class RunDirectoryTest {

    @TempDir private Path folder;

    private static Path checkpoint(RunDirectory run, int step) throws IOException {
        Path path = Files.createDirectories(run.checkpoint(step));
        for (String file : List.of("model.safetensors", "state.json", "DONE")) {
            Files.createFile(path.resolve(file));
        }
        return path;
    }

    @Test
    void stepsOfSevenDigitsComeAfterThoseOfSix() throws Exception {
        RunDirectory run = RunDirectory.create(folder, "name: long\n", 1, Device.cpu());
        checkpoint(run, 999_998);
        Path six = checkpoint(run, 999_999);
        Path seven = checkpoint(run, 1_000_000);
        assertThat(run.last()).contains(seven);
        run.prune();
        assertThat(folder.resolve("checkpoints"))
                .isDirectoryContaining(six::equals)
                .isDirectoryContaining(seven::equals);
        assertThat(run.checkpoint(999_998)).doesNotExist();
    }

    /** Cut short after any file, the rest is no checkpoint. */
    @Test
    @EnabledOnOs(OS.LINUX) // elsewhere folders are watched by polling, without an order
    void deletionBeginsWithTheMarkOfBeingWhole() throws Exception {
        RunDirectory run = RunDirectory.create(folder, "name: deleted\n", 1, Device.cpu());
        Path path = checkpoint(run, 1);
        List<String> deleted = new ArrayList<>();
        try (var watch = path.getFileSystem().newWatchService()) {
            path.register(watch, StandardWatchEventKinds.ENTRY_DELETE);
            Checkpoint.delete(path);
            while (deleted.size() < 3) {
                var key = Objects.requireNonNull(watch.poll(10, TimeUnit.SECONDS));
                key.pollEvents().forEach(event -> deleted.add(String.valueOf(event.context())));
                key.reset();
            }
        }
        assertThat(deleted).startsWith("DONE").hasSize(3);
        assertThat(path).doesNotExist();
    }
}
