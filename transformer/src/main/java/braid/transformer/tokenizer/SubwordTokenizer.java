package braid.transformer.tokenizer;

import braid.tensor.TensorException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Byte-pair encoding inside the words of a corpus (Sennrich et al. 2016, arXiv:1508.07909), with
 * plurals cut first: a word that is another word of the corpus and {@code s} or {@code es} is that
 * word and a suffix. So singular and plural share their stem whatever pairs are merged, which a
 * model needs to look a rule up. A token that continues a word is shown with {@code ##} in front.
 */
public final class SubwordTokenizer implements Tokenizer {

    private static final String CONTINUED = "##";
    private static final List<String> SUFFIXES = List.of("es", "s");

    private final Vocabulary vocabulary;
    private final List<String> stems;
    private final List<String> merges;
    private final Map<String, Integer> ranks = new HashMap<>();
    private final Map<String, String> plurals = new HashMap<>();
    private final Map<String, int[]> cache = new HashMap<>();

    /**
     * @param tokens behind the usual head of a vocabulary
     * @param stems words whose plurals are cut
     * @param merges pairs as {@code "left right"}, in the order of training
     */
    SubwordTokenizer(List<String> tokens, List<String> stems, List<String> merges) {
        vocabulary = Vocabulary.of(tokens);
        this.stems = List.copyOf(stems);
        this.merges = List.copyOf(merges);
        for (int i = 0; i < merges.size(); i++) {
            ranks.put(merges.get(i), i);
        }
        for (String stem : stems) {
            SUFFIXES.forEach(suffix -> plurals.putIfAbsent(stem + suffix, suffix));
        }
    }

    /**
     * Trains on a corpus. Equally frequent pairs are merged in alphabetical order, so the result
     * depends on the corpus alone.
     *
     * @param size most tokens; merging also ends when every word is one token
     */
    public static SubwordTokenizer train(Iterable<String> corpus, int size) {
        Map<String, Long> words = new TreeMap<>();
        corpus.forEach(
                text -> TextPieces.split(text).forEach(piece -> words.merge(piece, 1L, Long::sum)));
        words.remove(TextPieces.GLUE);
        words.remove(TextPieces.CAPITAL);
        return new Training(words).run(size);
    }

    @Override
    public int[] encode(String text) {
        int[] ids = new int[text.length() + 8];
        int n = 0;
        for (String piece : TextPieces.split(text)) {
            for (int id : piece(piece)) {
                if (n == ids.length) {
                    ids = java.util.Arrays.copyOf(ids, 2 * n);
                }
                ids[n++] = id;
            }
        }
        return java.util.Arrays.copyOf(ids, n);
    }

    private synchronized int[] piece(String piece) {
        return cache.computeIfAbsent(piece, this::encodePiece);
    }

    private int[] encodePiece(String piece) {
        if (vocabulary.id(piece) >= 0 && !plurals.containsKey(piece)) {
            return new int[] {vocabulary.id(piece)};
        }
        List<Integer> ids = new ArrayList<>();
        for (List<String> part : cut(piece, plurals)) {
            List<String> symbols = new ArrayList<>(part);
            merge(symbols);
            for (String symbol : symbols) {
                int id = vocabulary.id(symbol);
                if (id < 0) {
                    throw new TensorException(
                            "tokenizer: no token for \"" + symbol + "\" in \"" + piece + "\"",
                            "train the tokenizer on a corpus with this character, or use the byte"
                                    + " tokenizer");
                }
                ids.add(id);
            }
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A word's characters as symbols; two parts where it is a known plural. */
    private static List<List<String>> cut(String word, Map<String, String> plurals) {
        String suffix = plurals.getOrDefault(word, "");
        String stem = word.substring(0, word.length() - suffix.length());
        List<String> symbols = new ArrayList<>();
        stem.codePoints()
                .forEach(c ->
                        symbols.add((symbols.isEmpty() ? "" : CONTINUED) + Character.toString(c)));
        return suffix.isEmpty() ? List.of(symbols) : List.of(symbols, List.of(CONTINUED + suffix));
    }

    private void merge(List<String> symbols) {
        while (symbols.size() > 1) {
            int best = -1;
            int rank = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < symbols.size(); i++) {
                int r = ranks.getOrDefault(pair(symbols, i), Integer.MAX_VALUE);
                if (r < rank) {
                    rank = r;
                    best = i;
                }
            }
            if (best < 0) {
                return;
            }
            join(symbols, best);
        }
    }

    private static String pair(List<String> symbols, int i) {
        return symbols.get(i) + " " + symbols.get(i + 1);
    }

    private static void join(List<String> symbols, int i) {
        symbols.set(i, joined(symbols.get(i), symbols.get(i + 1)));
        symbols.remove(i + 1);
    }

    private static String joined(String left, String right) {
        return left + right.substring(CONTINUED.length());
    }

    @Override
    public String decode(int... ids) {
        List<String> pieces = new ArrayList<>();
        for (int id : ids) {
            if (id >= SPECIALS) {
                String token = vocabulary.token(id);
                int last = pieces.size() - 1;
                boolean continues =
                        token.length() > CONTINUED.length() && token.startsWith(CONTINUED);
                if (continues && last >= 0) {
                    pieces.set(last, pieces.get(last) + token.substring(CONTINUED.length()));
                } else {
                    pieces.add(continues ? token.substring(CONTINUED.length()) : token);
                }
            }
        }
        return TextPieces.join(pieces);
    }

    @Override
    public int size() {
        return vocabulary.size();
    }

    @Override
    public String token(int id) {
        return vocabulary.token(id);
    }

    @Override
    public int id(String token) {
        return vocabulary.id(token);
    }

    List<String> tokens() {
        return vocabulary.words();
    }

    List<String> stems() {
        return stems;
    }

    List<String> merges() {
        return merges;
    }

    /** Counts and merges pairs. */
    private static final class Training {

        private final Map<List<String>, Long> words = new HashMap<>();
        private final TreeSet<String> tokens = new TreeSet<>();
        private final TreeSet<String> stems = new TreeSet<>();
        private final List<String> merges = new ArrayList<>();

        Training(Map<String, Long> counts) {
            Map<String, String> plurals = new HashMap<>();
            for (String word : counts.keySet()) {
                for (String suffix : SUFFIXES) {
                    int stem = word.length() - suffix.length();
                    boolean known = stem > 1 && counts.containsKey(word.substring(0, stem));
                    if (word.endsWith(suffix) && known && !plurals.containsKey(word)) {
                        plurals.put(word, suffix);
                        stems.add(word.substring(0, stem));
                    }
                }
            }
            counts.forEach((word, n) -> {
                for (List<String> part : cut(word, plurals)) {
                    tokens.addAll(part);
                    words.merge(new ArrayList<>(part), n, Long::sum);
                }
            });
            SUFFIXES.forEach(suffix -> tokens.add(CONTINUED + suffix));
        }

        SubwordTokenizer run(int size) {
            List<String> ordered = new ArrayList<>(tokens);
            while (ordered.size() + SPECIALS + 2 < size) {
                String pair = mostFrequent();
                if (pair == null) {
                    break;
                }
                merges.add(pair);
                String[] sides = pair.split(" ", 2);
                String merged = joined(sides[0], sides[1]);
                if (tokens.add(merged)) {
                    ordered.add(merged);
                }
                apply(pair);
            }
            return new SubwordTokenizer(ordered, List.copyOf(stems), merges);
        }

        private @Nullable String mostFrequent() {
            Map<String, Long> pairs = new TreeMap<>();
            words.forEach((symbols, n) -> {
                for (int i = 0; i + 1 < symbols.size(); i++) {
                    pairs.merge(pair(symbols, i), n, Long::sum);
                }
            });
            String best = null;
            long most = 0;
            for (var entry : pairs.entrySet()) {
                if (entry.getValue() > most) {
                    most = entry.getValue();
                    best = entry.getKey();
                }
            }
            return best;
        }

        private void apply(String pair) {
            Map<List<String>, Long> next = new HashMap<>();
            words.forEach((symbols, n) -> {
                List<String> s = new ArrayList<>(symbols);
                for (int i = 0; i + 1 < s.size(); i++) {
                    if (pair(s, i).equals(pair)) {
                        join(s, i);
                    }
                }
                next.merge(s, n, Long::sum);
            });
            words.clear();
            words.putAll(next);
        }
    }
}
