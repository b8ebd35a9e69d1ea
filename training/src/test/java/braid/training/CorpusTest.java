package braid.training;

import static org.assertj.core.api.Assertions.assertThat;

import braid.training.config.TokenizerKind;
import braid.training.data.Tasks;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

final class CorpusTest {

    /** Generated examples beyond the 20,000th have no new words, but those of a file may. */
    @Test
    void allRowsOfAFileGiveWords(@TempDir Path folder) throws Exception {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 20_001; i++) {
            rows.append("{\"question\":\"")
                    .append(i)
                    .append("\",\"steps\":[\"step\"],\"answer\":\"");
            rows.append(i == 20_000 ? "rare" : "usual").append("\"}\n");
        }
        Files.writeString(folder.resolve("train.jsonl"), rows);
        var tokenizer = Corpus.tokenizer(Tasks.parse("jsonl:" + folder, 1), TokenizerKind.WORD, 0);
        assertThat(tokenizer.decode(tokenizer.encode("rare"))).isEqualTo("rare");
        assertThat(tokenizer.id("rare")).isNotNegative();
    }
}
