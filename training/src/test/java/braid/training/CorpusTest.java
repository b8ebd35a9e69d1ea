package braid.training;

import static org.assertj.core.api.Assertions.assertThat;

import braid.training.config.TokenizerKind;
import braid.training.data.Tasks;
import braid.transformer.tokenizer.Tokenizer;

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

    /** Saved as tokenizer.json of Hugging Face's form, with the house's padding and end. */
    @Test
    void bytePairsAreTrainedAndComeBackWithTheRun(@TempDir Path runs) throws Exception {
        LanguageModelRun run = SmallRuns.model(runs, "bpe", "tokenizer=bpe", "vocabulary=280");
        Tokenizer again = LanguageModelRun.open(runs.resolve("bpe")).vocabulary();
        String unseen = "8 8 2 0 =, naïve 水";
        assertThat(again.encode(unseen)).isEqualTo(run.vocabulary().encode(unseen));
        assertThat(again.decode(again.encode(unseen))).isEqualTo(unseen);
        assertThat(again.size()).isBetween(259, 280);
        assertThat(again.token(Tokenizer.EOS)).isEqualTo("<eos>");
        assertThat(Files.readString(runs.resolve("bpe/tokenizer.json")))
                .contains("\"added_tokens\":[{\"id\":0,\"content\":\"<pad>\"");
    }
}
