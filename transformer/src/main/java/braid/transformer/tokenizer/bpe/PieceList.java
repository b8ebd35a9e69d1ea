package braid.transformer.tokenizer.bpe;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pieces of a SentencePiece vocabulary with their scores, and the merges that follow: two
 * pieces merge if together they are a piece, the one with the highest score first.
 */
final class PieceList {

    /** Characters of the longest piece; SentencePiece's own default is 16. */
    private static final int LONGEST = 512;

    private final TokenizerFile file;
    private final List<String> names = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<AddedToken> special = new ArrayList<>();
    private final BitSet mergeable = new BitSet();

    PieceList(TokenizerFile file) {
        this.file = file;
    }

    /** Takes in a piece that stands for no text. */
    void addSpecial(String name) {
        special.add(AddedToken.special(names.size(), name));
        add(name, 0);
    }

    /** Takes in a byte, named as {@code <0x0A>}. */
    void addByte(String name) {
        add(name, 0);
    }

    /** Takes in a piece of text, with {@code ▁} for a space. */
    void addPiece(String name, float score) {
        if (!Float.isFinite(score)) {
            throw file.damaged("has the score " + score + " for the piece " + names.size());
        }
        if (name.length() > LONGEST) {
            throw file.damaged(
                    "has the piece "
                            + names.size()
                            + " of "
                            + name.length()
                            + " characters, more than "
                            + LONGEST);
        }
        mergeable.set(names.size());
        add(name, score);
    }

    private void add(String name, float score) {
        Integer other = ids.put(name, names.size());
        if (name.isEmpty() || other != null) {
            throw file.damaged(
                    "has the piece "
                            + names.size()
                            + " \""
                            + name
                            + "\", which is "
                            + (other == null ? "empty" : "also piece " + other));
        }
        names.add(name);
        scores.add(score);
    }

    int size() {
        return names.size();
    }

    SentencePieceBpe build(SentencePieceBpe.Options options) {
        if (mergeable.isEmpty()) {
            throw file.damaged("has no pieces of text");
        }
        List<Integer> order = new ArrayList<>(mergeable.stream().boxed().toList());
        order.sort(Collections.reverseOrder(Comparator.comparing(scores::get)));
        int splits = order.stream().mapToInt(id -> names.get(id).length() - 1).sum();
        MergeTable merges = new MergeTable(splits);
        int rank = 0;
        for (int i = 0; i < order.size(); i++) {
            int id = order.get(i);
            rank += i > 0 && !scores.get(id).equals(scores.get(order.get(i - 1))) ? 1 : 0;
            addSplits(names.get(id), id, rank, merges);
        }
        BpeParts parts = new BpeParts(List.copyOf(names), List.of(), special);
        return new SentencePieceBpe(parts, merges, options, null);
    }

    private void addSplits(String name, int id, int rank, MergeTable merges) {
        for (int at = 1; at < name.length(); at++) {
            if (Character.isLowSurrogate(name.charAt(at))) {
                continue;
            }
            Integer left = ids.get(name.substring(0, at));
            Integer right = ids.get(name.substring(at));
            if (left != null && right != null && mergeable.get(left) && mergeable.get(right)) {
                merges.add(left, right, rank, id);
            }
        }
    }
}
