package braid.training.latent;

import braid.training.data.DataException;
import braid.transformer.tokenizer.TextStream;
import braid.transformer.tokenizer.Tokenizer;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A text vocabulary with the latent tokens behind it: the text's ids as they were, then {@code
 * <boLatent>}, {@code <eoLatent>}, then one token a code, {@code <latent:0>} to {@code
 * <latent:K-1>} (Token Assorted, section 3.2). With Q levels of codes there are Q K of them: code c
 * of level q is {@code <latent:qK+c>}. Where a model is told how much of a trace is latent, control
 * tokens stand between delimiters and codes, one a cap: {@code <cap:28>}.
 *
 * <p>As a {@link Tokenizer} it turns text into text tokens only, and gives latent tokens no text.
 * {@link #render} shows them.
 */
public final class LatentVocabulary implements Tokenizer {

    /** Opens a latent block. */
    public static final String BEGIN = "<boLatent>";

    /** Closes a latent block. */
    public static final String END = "<eoLatent>";

    private static final String LATENT = "<latent:";
    private static final String CAP = "<cap:";

    /** Tokens around a latent block. */
    public static final int DELIMITERS = 2;

    private final Tokenizer base;
    private final int codes;
    private final List<Integer> caps;

    private LatentVocabulary(Tokenizer base, int codes, List<Integer> caps) {
        this.base = base;
        this.codes = codes;
        this.caps = List.copyOf(caps);
    }

    /**
     * Adds latent tokens to a vocabulary.
     *
     * @param base of the text
     * @param codes number of different codes (K, |E| in the paper; Q K with Q levels)
     */
    public static LatentVocabulary extend(Tokenizer base, int codes) {
        return extend(base, codes, List.of());
    }

    /**
     * Adds latent tokens and control tokens to a vocabulary.
     *
     * @param base of the text
     * @param codes number of different codes (K, |E| in the paper; Q K with Q levels)
     * @param caps of which each gets a control token
     */
    public static LatentVocabulary extend(Tokenizer base, int codes, List<Integer> caps) {
        if (codes < 1) {
            throw new DataException(
                    "latent vocabulary: " + codes + " codes",
                    "give the size of the VQ-VAE's codebook");
        }
        if (base instanceof LatentVocabulary latent) {
            throw new DataException(
                    "latent vocabulary: the base already has " + latent.codes + " latent tokens",
                    "extend its text vocabulary: base()");
        }
        return new LatentVocabulary(base, codes, caps);
    }

    /** The text vocabulary. */
    public Tokenizer base() {
        return base;
    }

    /** Number of different latent tokens. */
    public int codes() {
        return codes;
    }

    /** Id of {@code <boLatent>}. */
    public int begin() {
        return base.size();
    }

    /** Id of {@code <eoLatent>}. */
    public int end() {
        return base.size() + 1;
    }

    /** Caps that have a control token. */
    public List<Integer> caps() {
        return caps;
    }

    /** Id of the control token for a cap. */
    public int control(int cap) {
        int index = caps.indexOf(cap);
        if (index < 0) {
            throw new DataException(
                    "latent vocabulary: no control token for a cap of " + cap,
                    caps.isEmpty()
                            ? "train the model with latent.control"
                            : "choose one of those that the model was trained with: " + caps);
        }
        return base.size() + DELIMITERS + index;
    }

    /** Id of code 0. */
    private int firstLatent() {
        return base.size() + DELIMITERS + caps.size();
    }

    /** Id of the latent token for a code. */
    public int latent(int code) {
        if (code < 0 || code >= codes) {
            throw new DataException(
                    "latent vocabulary: code " + code + " of " + codes,
                    "the codes come from another codebook; encode the traces anew");
        }
        return firstLatent() + code;
    }

    /** Whether an id is a latent token; delimiters and control tokens are not. */
    public boolean isLatent(int id) {
        return id >= firstLatent() && id < size();
    }

    /** Whether an id is a text token, so neither latent nor delimiter nor control token. */
    public boolean isText(int id) {
        return id >= 0 && id < base.size();
    }

    /** The code that a latent token stands for. */
    public int code(int id) {
        if (!isLatent(id)) {
            throw new DataException(
                    "latent vocabulary: id " + id + " is no latent token",
                    "latent ids are " + latent(0) + " to " + (size() - 1));
        }
        return id - firstLatent();
    }

    /** The codes of all latent tokens among ids, in their order. */
    public int[] codes(int[] ids) {
        return Arrays.stream(ids).filter(this::isLatent).map(this::code).toArray();
    }

    /** The ids that are no text, for constraints at generation. */
    public BitSet nonText() {
        BitSet ids = new BitSet(size());
        ids.set(base.size(), size());
        return ids;
    }

    @Override
    public int[] encode(String text) {
        return base.encode(text);
    }

    @Override
    public int[] prompt(String text) {
        return base.prompt(text);
    }

    @Override
    public int eos() {
        return base.eos();
    }

    @Override
    public int pad() {
        return base.pad();
    }

    @Override
    public String decode(int... ids) {
        return base.decode(Arrays.stream(ids).filter(this::isText).toArray());
    }

    /**
     * Text in which tokens that are no text are shown by their names, as in {@code <latent:17>}.
     */
    public String render(int... ids) {
        return stream().of(ids);
    }

    /** As {@link #render}, of ids that are still to come. */
    public TextStream stream() {
        return new TextStream(base, id -> isText(id) ? null : token(id));
    }

    @Override
    public int size() {
        return firstLatent() + codes;
    }

    @Override
    public String token(int id) {
        if (id == begin()) {
            return BEGIN;
        }
        if (id == end()) {
            return END;
        }
        if (isLatent(id)) {
            return LATENT + code(id) + ">";
        }
        return isText(id) ? base.token(id) : CAP + caps.get(id - end() - 1) + ">";
    }

    @Override
    public int id(String token) {
        if (token.equals(BEGIN)) {
            return begin();
        }
        if (token.equals(END)) {
            return end();
        }
        if (token.matches(LATENT + "\\d{1,9}>")) {
            int code = Integer.parseInt(token.substring(LATENT.length(), token.length() - 1));
            return code < codes ? latent(code) : -1;
        }
        if (token.matches(CAP + "\\d{1,9}>")) {
            int cap = Integer.parseInt(token.substring(CAP.length(), token.length() - 1));
            return caps.contains(cap) ? control(cap) : -1;
        }
        return base.id(token);
    }
}
