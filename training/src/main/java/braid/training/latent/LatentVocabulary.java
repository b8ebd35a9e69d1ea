package braid.training.latent;

import braid.training.data.DataException;
import braid.training.data.DataFiles;
import braid.training.data.Limits;
import braid.training.data.LineReader;
import braid.training.data.StrictJson;
import braid.transformer.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A text vocabulary with the latent tokens behind it: the text's ids as they were, then {@code
 * <boLatent>}, {@code <eoLatent>}, then one token a code, {@code <latent:0>} to {@code
 * <latent:K-1>} (Token Assorted, section 3.2).
 *
 * <p>As a {@link Tokenizer} it turns text into text tokens only, and gives latent tokens no text.
 * {@link #render} shows them.
 */
public final class LatentVocabulary implements Tokenizer {

    /** Opens a latent block. */
    public static final String BEGIN = "<boLatent>";

    /** Closes a latent block. */
    public static final String END = "<eoLatent>";

    private static final String FORMAT = "braid-latent-vocabulary";
    private static final String LATENT = "<latent:";
    public static final int DELIMITERS = 2;

    private final Tokenizer base;
    private final int codes;

    /** What a file says. */
    private record Form(String format, int textTokens, int codes, String textFingerprint) {}

    private LatentVocabulary(Tokenizer base, int codes) {
        this.base = base;
        this.codes = codes;
    }

    /**
     * Adds latent tokens to a vocabulary.
     *
     * @param base of the text
     * @param codes size of the codebook (K, |E| in the paper)
     */
    public static LatentVocabulary extend(Tokenizer base, int codes) {
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
        return new LatentVocabulary(base, codes);
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

    /** Id of the latent token for a code. */
    public int latent(int code) {
        if (code < 0 || code >= codes) {
            throw new DataException(
                    "latent vocabulary: code " + code + " of " + codes,
                    "the codes come from another codebook; encode the traces anew");
        }
        return base.size() + DELIMITERS + code;
    }

    /** Whether an id is a latent token; the delimiters are not. */
    public boolean isLatent(int id) {
        return id >= base.size() + DELIMITERS && id < size();
    }

    /** Whether an id is a text token, so neither latent nor delimiter. */
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
        return id - base.size() - DELIMITERS;
    }

    /** The codes of all latent tokens among ids, in their order. */
    public int[] codes(int[] ids) {
        return Arrays.stream(ids).filter(this::isLatent).map(this::code).toArray();
    }

    /** The ids that are no text: delimiters and latent tokens, for constraints at generation. */
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
    public String decode(int... ids) {
        return base.decode(Arrays.stream(ids).filter(this::isText).toArray());
    }

    /**
     * Text in which latent tokens and delimiters are shown by their names, as in {@code
     * <latent:17>}.
     */
    public String render(int... ids) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int i = 0; i <= ids.length; i++) {
            if (i == ids.length || !isText(ids[i])) {
                text.append(base.decode(Arrays.copyOfRange(ids, from, i)));
                text.append(i == ids.length ? "" : token(ids[i]));
                from = i + 1;
            }
        }
        return text.toString();
    }

    @Override
    public int size() {
        return base.size() + DELIMITERS + codes;
    }

    @Override
    public String token(int id) {
        if (id == begin()) {
            return BEGIN;
        }
        if (id == end()) {
            return END;
        }
        return isLatent(id) ? LATENT + code(id) + ">" : base.token(id);
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
        return base.id(token);
    }

    /** Writes what was added; the text vocabulary has a file of its own. */
    public void save(Path path) {
        Form form = new Form(FORMAT, base.size(), codes, fingerprint(base));
        String json = JsonMapper.shared().writeValueAsString(form);
        DataFiles.write(path, out -> out.write(json + "\n"));
    }

    /**
     * Reads what was added to a text vocabulary.
     *
     * @param base the text vocabulary; another one than at {@link #save} is refused
     */
    public static LatentVocabulary load(Path path, Tokenizer base) {
        @Nullable Form form;
        try (LineReader lines = new LineReader(path, Limits.DEFAULT)) {
            String line = lines.next();
            form =
                    StrictJson.mapper(Limits.DEFAULT)
                            .readValue(line == null ? "" : line, Form.class);
        } catch (JacksonException e) {
            throw StrictJson.malformed(path, 1, e);
        } catch (IOException e) {
            throw DataFiles.unreadable(path, e);
        }
        if (form == null || !FORMAT.equals(form.format())) {
            throw new DataException(
                    path + ": no latent vocabulary: found " + form,
                    "expected the format " + FORMAT);
        }
        if (form.textTokens() != base.size() || !fingerprint(base).equals(form.textFingerprint())) {
            throw new DataException(
                    path
                            + ": made for another text vocabulary: "
                            + form.textTokens()
                            + " tokens there, "
                            + base.size()
                            + " here"
                            + (form.textTokens() == base.size() ? ", other words" : ""),
                    "load the tokenizer that was saved beside it");
        }
        return extend(base, form.codes());
    }

    private static String fingerprint(Tokenizer base) {
        long hash = 0;
        for (int id = 0; id < base.size(); id++) {
            String token = base.token(id);
            for (int i = 0; i < token.length(); i++) {
                hash = hash * 0x5851F42D4C957F2DL + token.charAt(i) + 1;
            }
            hash = hash * 0x5851F42D4C957F2DL;
        }
        return Long.toHexString(hash);
    }
}
