package braid.transformer.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.TokenizerFiles;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Training gives the merges that counting all pairs anew for every merge gives. */
final class BpeTrainerTest {

    private static final int HEAD = 258;

    @Property(tries = 300)
    void mergesAreThoseOfCountingAnew(
            @ForAll @Size(max = 6)
                    List<@CharRange(from = 'a', to = 'c') @Chars({' ', 'ä', '\n'}) String> corpus) {
        ByteLevelBpe trained = BpeTrainer.train(corpus, HEAD + 25, SplitPattern.GPT2);
        assertThat(trained.merges()).isEqualTo(naive(corpus, 25, SplitPattern.GPT2));
    }

    @Test
    void realTextTrainsAsCountedAnew() {
        List<String> corpus =
                List.of(
                        "Each lempus is a wumpus. Lempuses are dull. Wumpuses are not bright, 1234 is.",
                        "the theme there; these are the others' themes: 日本 日本語 日, aaaa aaaaa aaaaaaa");
        ByteLevelBpe trained = BpeTrainer.train(corpus, HEAD + 60, SplitPattern.LLAMA3);
        assertThat(trained.merges()).isEqualTo(naive(corpus, 60, SplitPattern.LLAMA3));
        for (String text : corpus) {
            assertThat(trained.decode(trained.encode(text))).isEqualTo(text);
            assertThat(trained.encode(text).length).isLessThan(text.length());
        }
    }

    /** Most frequent pair, the lowest ids among equals; until no pair occurs twice. */
    private static List<List<String>> naive(List<String> corpus, int most, SplitPattern split) {
        List<String> tokens = new ArrayList<>(List.of("", ""));
        for (int b = 0; b < 256; b++) {
            tokens.add(String.valueOf((char) b));
        }
        List<List<Integer>> words = new ArrayList<>();
        Pattern pattern = Pattern.compile(split.regex(), Pattern.UNICODE_CHARACTER_CLASS);
        for (String text : corpus) {
            var matcher = pattern.matcher(text);
            while (matcher.find()) {
                List<Integer> word = new ArrayList<>();
                for (byte b : matcher.group().getBytes(StandardCharsets.UTF_8)) {
                    word.add(2 + (b & 0xFF));
                }
                words.add(word);
            }
        }
        List<List<String>> merges = new ArrayList<>();
        while (tokens.size() < HEAD + most) {
            Map<List<Integer>, Integer> counts =
                    new TreeMap<>(
                            Comparator.<List<Integer>>comparingInt(List::getFirst)
                                    .thenComparingInt(List::getLast));
            for (List<Integer> word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    counts.merge(List.of(word.get(i), word.get(i + 1)), 1, Integer::sum);
                }
            }
            List<Integer> best = null;
            for (var entry : counts.entrySet()) {
                if (entry.getValue() > (best == null ? 1 : counts.get(best))) {
                    best = entry.getKey();
                }
            }
            if (best == null) {
                break;
            }
            String merged = tokens.get(best.getFirst()) + tokens.get(best.getLast());
            merges.add(
                    List.of(name(tokens.get(best.getFirst())), name(tokens.get(best.getLast()))));
            int id = tokens.indexOf(merged);
            if (id < 0) {
                id = tokens.size();
                tokens.add(merged);
            }
            for (List<Integer> word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    if (List.of(word.get(i), word.get(i + 1)).equals(best)) {
                        word.set(i, id);
                        word.remove(/* index */ i + 1);
                    }
                }
            }
        }
        return merges;
    }

    private static String name(String latin1) {
        return ByteAlphabet.text(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void paddingAndEndComeFirstAndFilesHoldThem(@TempDir Path folder) throws IOException {
        Tokenizer trained =
                BpeTrainer.train(List.of("low lower lowest", "low"), 270, SplitPattern.LLAMA3);
        assertThat(trained.token(Tokenizer.PAD)).isEqualTo("<pad>");
        assertThat(trained.token(Tokenizer.EOS)).isEqualTo("<eos>");
        assertThat(trained.encode("<eos>")).doesNotContain(Tokenizer.EOS);
        assertThat(trained.encode("low")).hasSize(1);
        assertThat(trained.decode(Tokenizer.EOS, Tokenizer.PAD)).isEmpty();
        Path file = folder.resolve("tokenizer.json");
        TokenizerFiles.save(trained, file);
        Tokenizer again = TokenizerFiles.load(file);
        assertThat(again).isInstanceOf(ByteLevelBpe.class);
        assertThat(again.size()).isEqualTo(trained.size());
        assertThat(again.encode(" lowest slow <eos>"))
                .isEqualTo(trained.encode(" lowest slow <eos>"));
        assertThat(again.token(Tokenizer.EOS)).isEqualTo("<eos>");
    }

    @Test
    void aSizeBelowTheBytesIsRefused() {
        assertThatThrownBy(() -> BpeTrainer.train(List.of("a"), 257, SplitPattern.GPT2))
                .hasMessageContaining("a byte-level vocabulary of 257")
                .hasMessageContaining("HINT");
    }
}
