package braid.training;

import static org.assertj.core.api.Assertions.assertThat;

import braid.training.config.TokenizerKind;
import braid.training.data.Tasks;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

final class CorpusTest {

    private static final String ROW =
            "{\"question\":\"%d\",\"steps\":[\"step\"],\"answer\":\"%s\"}\n";

    /** Generated examples beyond the 20,000th have no new words, but those of a file may. */
    @Test
    void allRowsOfAFileGiveWords(@TempDir Path folder) throws Exception {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 20_001; i++) {
            rows.append(ROW.formatted(i, i == 20_000 ? "rare" : "usual"));
        }
        Files.writeString(folder.resolve("train.jsonl"), rows);
        var tokenizer = Corpus.tokenizer(Tasks.parse("jsonl:" + folder, 1), TokenizerKind.WORD, 0);
        assertThat(tokenizer.decode(tokenizer.encode("rare"))).isEqualTo("rare");
        assertThat(tokenizer.id("rare")).isNotNegative();
    }
}
