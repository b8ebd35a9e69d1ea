package braid.training.experiment.grid;

import static org.assertj.core.api.Assertions.assertThat;

import braid.training.experiment.Records;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Every grid that is shipped resolves, and has what all are compared with. */
final class ShippedGridsTest {

    static List<Path> files() throws IOException {
        Path configs = Path.of("..", "configs");
        try (Stream<Path> all = Files.walk(configs)) {
            return all.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    /** Runs of one entry share a hash over the seeds, and no two entries do. */
    @ParameterizedTest
    @MethodSource("files")
    void resolves(Path file) throws IOException {
        Grid grid = Grid.of(ExperimentFile.read(file), file);
        assertThat(grid.runs()).extracting(GridRun::name).contains("cot", "latent", "deletion");
        int entries = (int) grid.runs().stream().map(GridRun::name).distinct().count();
        assertThat(grid.runs()).hasSize(entries * grid.file().seeds().size());
        assertThat(grid.runs().stream().map(GridRun::hash).distinct()).hasSize(entries);
    }

    /** What was run is not run again: keys that come later leave the hashes as they are. */
    @Test
    void recordsThatAreKeptAreThoseOfTheirGrids() throws IOException {
        int found = 0;
        for (Path file : files()) {
            ExperimentFile read = ExperimentFile.read(file);
            for (GridRun run : Grid.of(read, file).runs()) {
                Path folder = Records.folder(Path.of("..", "docs", "results", read.name()));
                Path record = folder.resolve(run.recordName());
                if (Files.exists(record)) {
                    assertThat(Records.read(record).hash()).as("%s", record).isEqualTo(run.hash());
                    found++;
                }
            }
        }
        assertThat(found).isPositive();
    }

    @Test
    void whereDataLieMakesNoOtherRun() {
        assertThat(Grid.withoutFolders("prosqa:/data/a/prosqa,train=3"))
                .isEqualTo("prosqa:prosqa,train=3");
        assertThat(Grid.withoutFolders("task: prosqa:/data/a/prosqa"))
                .isEqualTo("task: prosqa:prosqa");
        assertThat(Grid.withoutFolders("running-sums,digits=4")).isEqualTo("running-sums,digits=4");
    }
}
