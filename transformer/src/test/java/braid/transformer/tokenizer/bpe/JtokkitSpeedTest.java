package braid.transformer.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.transformer.SharedData;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Encoding takes at most two thirds of the time that jtokkit takes, for GPT-2 on a megabyte of
 * questions and answers. The two take turns and the best time of each counts, so that other work on
 * the machine slows both.
 */
final class JtokkitSpeedTest {

    private static final int CHARACTERS = 1 << 20;
    private static final int ROUNDS = 10;
    private static final double GOAL = 1.5;

    @Test
    void encodesAtLeastHalfAsFastAgain() throws IOException {
        String text = text();
        ByteLevelBpe ours = Vocabularies.gpt2();
        Encoding theirs =
                Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.R50K_BASE);
        long best = Long.MAX_VALUE;
        long theirBest = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            int[] ids = ours.encode(text);
            long between = System.nanoTime();
            int[] theirIds = theirs.encodeOrdinary(text).toArray();
            long end = System.nanoTime();
            assertThat(ids).isEqualTo(theirIds);
            best = Math.min(best, between - start);
            theirBest = Math.min(theirBest, end - between);
        }
        System.out.printf(
                "%d characters: %.1f MB/s, jtokkit %.1f MB/s%n",
                text.length(), text.length() * 1e3 / best, text.length() * 1e3 / theirBest);
        assertThat((double) theirBest / best).isGreaterThan(GOAL);
    }

    private static String text() throws IOException {
        Path file = SharedData.find("gsm8k/train.jsonl");
        assumeTrue(file != null, "shared/data/gsm8k/train.jsonl is not beside the project");
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            if (text.length() < CHARACTERS) {
                var row = JsonMapper.shared().readTree(line);
                text.append(row.get("question").asString()).append('\n');
                text.append(row.get("answer").asString()).append('\n');
            }
        }
        return text.toString();
    }
}
