package braid.training.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.training.data.DataException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class RecordsTest {

    @TempDir private Path folder;
    private Path latent1;

    @BeforeEach
    void write() {
        SyntheticRuns.write(folder);
        latent1 = folder.resolve("runs/latent-seed1.json");
    }

    private void refused(String message, String remedy) {
        assertThatThrownBy(() -> Records.readAll(folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("HINT: ")
                .hasMessageContaining(remedy);
    }

    private void replace(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        RunRecord record = SyntheticRuns.latent("again", 9, 34);
        assertThat(Records.read(Records.write(folder, record))).isEqualTo(record);
    }

    @Test
    void whatIsNullIsAbsentAndKeysKeepTheirNames() throws IOException {
        JsonNode done = JsonMapper.shared().readTree(folder.resolve("runs/cot-seed1.json"));
        assertThat(done.propertyNames())
                .containsExactly(
                        ("experiment run seed hash status method task braid machine java config"
                                        + " parameters trainSeconds trainTokens steps curve"
                                        + " evaluations unparsed unparsedCount promptAttention"
                                        + " samples")
                                .split(" "));
        assertThat(done.path("status").asString()).isEqualTo("done");
        assertThat(done.path("evaluations").get(0).propertyNames())
                .containsExactly(
                        "name",
                        "questions",
                        "correct",
                        "tokens",
                        "latents",
                        "seconds",
                        "gflopPerAnswer");
    }

    @Test
    void runsAreInTheOrderOfAReader() {
        Experiment all = Records.readAll(folder);
        assertThat(all.runs().stream().map(Experiment.Run::name))
                .containsExactly("sol-only", "cot", "latent", "deletion", "shuffled");
        assertThat(all.run("latent").orElseThrow().records().stream().map(RunRecord::seed))
                .containsExactly(1L, 2L, 3L);
        assertThat(all.failed()).hasSize(1);
        assertThat(all.evaluations()).containsExactly("free");
    }

    @Test
    void aFolderWithoutRecordsIsRefused(@TempDir Path empty) throws IOException {
        assertThatThrownBy(() -> Records.readAll(empty))
                .hasMessageContaining("runs: no such folder")
                .hasMessageContaining("HINT: give the folder of an experiment");
        Files.createDirectory(empty.resolve("runs"));
        assertThatThrownBy(() -> Records.readAll(empty)).hasMessageContaining("holds no record");
    }

    @Test
    void aRecordThatIsCutShortIsNamed() throws IOException {
        String text = Files.readString(latent1);
        Files.writeString(latent1, text.substring(0, text.length() / 2));
        refused("latent-seed1.json: no record of a run: line ", "run the experiment again");
        Files.writeString(latent1, "");
        refused("latent-seed1.json: no record of a run: ", "run the experiment again");
    }

    @Test
    void fieldsAreNamed() throws IOException {
        replace(latent1, "\"hash\" : \"hash-latent\",", "");
        refused("latent-seed1.json: no record of a run", "again");
        refused("field 'hash' is missing", "again");
        write();
        replace(latent1, "\"steps\" : 100,\n  \"curve\"", "\"curve\"");
        refused("latent-seed1.json", "again");
        refused("steps", "again");
        write();
        replace(latent1, "\"hash\"", "\"hush\" : 1, \"hash\"");
        refused("hush", "again");
        write();
        replace(latent1, "\"correct\" : \"1", "\"correct\" : \"11");
        refused("'correct' has 41 of 40", "again");
        write();
        replace(latent1, "\"status\" : \"done\"", "\"status\" : \"failed\"");
        refused("'fault' belongs to a run whose status is failed", "again");
    }

    @Test
    void aFileHasTheNameOfItsRun() throws IOException {
        Files.move(latent1, latent1.resolveSibling("other.json"));
        refused("other.json: holds run latent of seed 1", "name it latent-seed1.json");
    }

    @Test
    void experimentsAreKeptApart() throws IOException {
        replace(latent1, "\"experiment\" : \"synthetic\"", "\"experiment\" : \"second\"");
        refused("latent-seed1.json: experiment second on running-sums", "one experiment a folder");
    }

    @Test
    void seedsOfARunShareTheirConfiguration() throws IOException {
        replace(folder.resolve("runs/latent-seed2.json"), "hash-latent", "hash-other");
        refused(
                "latent-seed2.json: run latent has the configuration hash-other (latent), but in"
                        + " latent-seed1.json hash-latent (latent)",
                "remove the older record");
    }

    @Test
    void allRunsAnswerTheSameQuestions() throws IOException {
        RunRecord other = SyntheticRuns.plain("other", 1, 3, 2);
        RunRecord.Evaluation e = other.evaluations().getFirst();
        Path file = Records.write(folder, other);
        String text = Files.readString(file);
        text = text.replace("\"questions\" : 40", "\"questions\" : 1");
        text = text.replace(e.correct(), "1");
        text = text.replaceAll("(\"(tokens|latents)\" : \\[ \\d+)[^]]*]", "$1 ]");
        Files.writeString(file, text);
        refused("other-seed1.json: 1 questions in evaluation free, another run 40", "same");
    }
}
