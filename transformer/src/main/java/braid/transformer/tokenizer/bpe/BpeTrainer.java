package braid.transformer.tokenizer.bpe;

import braid.tensor.TensorException;
import braid.transformer.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Trains a byte-level vocabulary: the most frequent pair of neighbours becomes a token, again and
 * again (Sennrich et al. 2016, arXiv:1508.07909). Of equally frequent pairs the one with the lower
 * ids is merged first, so the result depends on the corpus alone. Counts are kept up to date word
 * by word; only words that hold the pair are touched.
 */
public final class BpeTrainer {

    /** Padding, end and the bytes. */
    private static final int HEAD = Tokenizer.SPECIALS + 256;

    private final List<Word> words = new ArrayList<>();
    private final Map<Long, Pair> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

    /** Bytes of the tokens, as Latin-1, by id. */
    private final List<String> tokens = new ArrayList<>();

    private final Map<String, Integer> ids = new HashMap<>();
    private final List<String> merges = new ArrayList<>();

    /** A word of the corpus. */
    private static final class Word {
        private final long count;
        private int[] ids;

        Word(int[] ids, long count) {
            this.ids = ids;
            this.count = count;
        }
    }

    /** How often two tokens are neighbours, and in which words they were once. */
    private static final class Pair {
        private final Set<Integer> words = new HashSet<>();
        private long count;
    }

    /** A pair with its count when it was queued. */
    private record Candidate(long count, long pair) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            int byCount = Long.compare(other.count, count);
            return byCount != 0 ? byCount : Long.compare(pair, other.pair);
        }
    }

    private BpeTrainer() {}

    /**
     * Trains. The first ids are {@link Tokenizer#PAD} and {@link Tokenizer#EOS}, as in every
     * tokenizer that is trained here, then the bytes.
     *
     * @param size most tokens, at least 258; merging also ends when no pair occurs twice
     * @throws TensorException if the size is smaller
     */
    public static ByteLevelBpe train(Iterable<String> corpus, int size, SplitPattern split) {
        if (size < HEAD) {
            throw new TensorException(
                    "tokenizer: a byte-level vocabulary of " + size,
                    "padding, end and the bytes are already " + HEAD + "; ask for more");
        }
        return new BpeTrainer().run(count(corpus, split), size, split);
    }

    /** Words as Latin-1 of their bytes, in the order of their first occurrence. */
    private static Map<String, Long> count(Iterable<String> corpus, SplitPattern split) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String text : corpus) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int from = 0;
            while (from < bytes.length) {
                int to = split.end(bytes, from, bytes.length);
                String word = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
                counts.merge(word, 1L, Long::sum);
                from = to;
            }
        }
        return counts;
    }

    private ByteLevelBpe run(Map<String, Long> counts, int size, SplitPattern split) {
        tokens.add("<pad>"); // no word is this: the split separates letters from signs
        tokens.add("<eos>");
        for (int b = 0; b < 256; b++) {
            addToken(String.valueOf((char) b));
        }
        counts.forEach((word, count) -> {
            int[] bytes = word.chars().map(b -> Tokenizer.SPECIALS + b).toArray();
            words.add(new Word(bytes, count));
            addPairs(words.size() - 1, new HashSet<>());
        });
        pairs.forEach((pair, seen) -> queue.add(new Candidate(seen.count, pair)));
        while (tokens.size() < size) {
            Candidate best = best();
            if (best == null) {
                break;
            }
            merge(best.pair);
        }
        return build(split);
    }

    private int addToken(String bytes) {
        Integer known = ids.putIfAbsent(bytes, tokens.size());
        if (known != null) {
            return known;
        }
        tokens.add(bytes);
        return tokens.size() - 1;
    }

    /** The most frequent pair, or null if none occurs twice. */
    private @Nullable Candidate best() {
        while (!queue.isEmpty()) {
            Candidate top = queue.remove();
            Pair pair = pairs.get(top.pair);
            long now = pair == null ? 0 : pair.count;
            if (now == top.count && now > 1) {
                return top;
            }
            if (now > 1 && now < top.count) {
                queue.add(new Candidate(now, top.pair));
            }
        }
        return null;
    }

    private void merge(long pair) {
        int left = (int) (pair >>> 32);
        int right = (int) pair;
        int merged = addToken(tokens.get(left) + tokens.get(right));
        merges.add(name(left));
        merges.add(name(right));
        Set<Long> changed = new HashSet<>();
        for (int w : List.copyOf(seen(pair).words)) {
            removePairs(w);
            words.get(w).ids = merged(words.get(w).ids, left, right, merged);
            addPairs(w, changed);
        }
        pairs.remove(pair);
        for (long other : changed) {
            Pair seen = pairs.get(other);
            if (seen != null) {
                queue.add(new Candidate(seen.count, other));
            }
        }
    }

    private static int[] merged(int[] word, int left, int right, int merged) {
        Ids out = new Ids(word.length);
        for (int i = 0; i < word.length; i++) {
            boolean both = i + 1 < word.length && word[i] == left && word[i + 1] == right;
            out.add(both ? merged : word[i]);
            i += both ? 1 : 0;
        }
        return out.toArray();
    }

    private void addPairs(int w, Set<Long> changed) {
        Word word = words.get(w);
        for (int i = 0; i + 1 < word.ids.length; i++) {
            long key = MergeTable.pair(word.ids[i], word.ids[i + 1]);
            Pair pair = pairs.computeIfAbsent(key, k -> new Pair());
            pair.count += word.count;
            pair.words.add(w);
            changed.add(key);
        }
    }

    private void removePairs(int w) {
        Word word = words.get(w);
        for (int i = 0; i + 1 < word.ids.length; i++) {
            long key = MergeTable.pair(word.ids[i], word.ids[i + 1]);
            Pair pair = seen(key);
            pair.count -= word.count;
            pair.words.remove(w);
        }
    }

    private Pair seen(long pair) {
        return Objects.requireNonNull(pairs.get(pair));
    }

    private String name(int id) {
        return ByteAlphabet.text(tokens.get(id).getBytes(StandardCharsets.ISO_8859_1));
    }

    private ByteLevelBpe build(SplitPattern split) {
        List<String> names = new ArrayList<>(tokens.subList(0, Tokenizer.SPECIALS));
        for (int id = Tokenizer.SPECIALS; id < tokens.size(); id++) {
            names.add(name(id));
        }
        var special =
                List.of(
                        AddedToken.special(Tokenizer.PAD, names.get(Tokenizer.PAD)),
                        AddedToken.special(Tokenizer.EOS, names.get(Tokenizer.EOS)));
        return ByteLevelBpe.of(
                new TokenizerFile(Path.of("trained")),
                new BpeParts(names, merges, special),
                new ByteLevelBpe.Options(split, false, false),
                null);
    }
}
