package braid.transformer.tokenizer.bpe;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/**
 * Texts on which tokenizers disagree: characters of all planes, emoji of several code points, CJK,
 * Arabic, controls, spaces of all widths, lone surrogates, contractions, numbers, long runs, names
 * of special tokens.
 */
final class Texts {

    private static final String[] PIECES = {
        "the",
        " quick",
        " brown",
        "It's",
        "we'll",
        "I'VE",
        "'s",
        "'ſ",
        " 'Re",
        "''",
        "l'été",
        "Straße",
        "don't",
        " 1234567890",
        "3.14159",
        "½",
        "Ⅷ",
        "x²",
        "١٢٣",
        "😀",
        "👨‍👩‍👧‍👦",
        "🇩🇪",
        "❤️",
        "水",
        "東京都",
        "，",
        "안녕하세요",
        "مرحبا",
        " السلام",
        "שלום",
        "नमस्ते",
        "สวัสดี",
        "e\u0301",
        "\u0301",
        "\n",
        "\r\n",
        "\n\n \n",
        "\t",
        " ",
        "  ",
        "   ",
        "\u00A0",
        "\u3000",
        "\u2028",
        "\u0085",
        "\u200B",
        "\u0000",
        "\u001C",
        "\u007F",
        "\uD800",
        "\uDC00",
        "\uFFFD",
        "\uFEFF",
        "𝒳",
        "𐍈",
        "<|endoftext|>",
        "<|begin_of_text|>",
        "!!!",
        "...",
        " ==>",
        "{\"a\": [1]}",
        "</s>",
        "_",
        "ĠA",
        "▁",
        "http://x.y/z?q=1",
        "AAAA",
        "ſſ",
        "ǅ",
        "ª"
    };

    private Texts() {}

    /** Texts of zero to twelve such pieces. */
    static Arbitrary<String> hostile() {
        Arbitrary<String> piece = Arbitraries.of(PIECES);
        Arbitrary<String> any = Arbitraries.strings().all().ofMaxLength(6);
        Arbitrary<String> planes =
                Arbitraries.integers()
                        .between(0, Character.MAX_CODE_POINT)
                        .map(Character::toString);
        Arbitrary<String> ascii = Arbitraries.strings().ascii().ofMaxLength(12);
        Arbitrary<String> words = Arbitraries.strings().withCharRange('a', 'f').ofMaxLength(9);
        Arbitrary<String> run =
                piece.flatMap(p -> Arbitraries.integers().between(2, 90).map(p::repeat));
        return Arbitraries.frequencyOf(
                        Tuple.of(8, piece),
                        Tuple.of(2, any),
                        Tuple.of(2, planes),
                        Tuple.of(3, ascii),
                        Tuple.of(2, words),
                        Tuple.of(1, run))
                .list()
                .ofMaxSize(12)
                .map(pieces -> String.join("", pieces));
    }

    /** What UTF-8 makes of a text: a question mark for each lone surrogate. */
    static String encodable(String text) {
        var utf8 = java.nio.charset.StandardCharsets.UTF_8;
        return new String(text.getBytes(utf8), utf8);
    }
}
