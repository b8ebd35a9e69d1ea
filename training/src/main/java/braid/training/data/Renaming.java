package braid.training.data;

import braid.tensor.random.Random;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Exchanges the made-up words of an example at random among each other, everywhere in it. Which
 * concept is called what says nothing about the answer, so each renaming is a new example of the
 * same difficulty.
 */
final class Renaming {

    /**
     * A word, its plural ending apart, and an article before it. Words are looked up afterwards.
     */
    private static final Pattern WORD = Pattern.compile("\\b(an? )?([A-Za-z]+?)(es)?\\b");

    private final List<String> concepts;

    /**
     * @param concepts the words that may take each other's place; plurals end in "es"
     */
    Renaming(List<String> concepts) {
        this.concepts = concepts;
    }

    /**
     * The example with all concepts renamed by one random permutation; articles agree with the new
     * words.
     */
    Example apply(Example example, Random random) {
        int[] order = Draws.permutation(concepts.size(), random);
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < order.length; i++) {
            names.put(concepts.get(i), concepts.get(order[i]));
        }
        return new Example(
                rename(example.question(), names),
                example.steps().stream().map(step -> rename(step, names)).toList(),
                rename(example.answer(), names));
    }

    private static String rename(String text, Map<String, String> names) {
        return WORD.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(replace(match, names)));
    }

    private static String replace(MatchResult match, Map<String, String> names) {
        String old = match.group(2);
        String name = names.get(old.toLowerCase(Locale.ROOT));
        if (name == null) {
            return match.group();
        }
        if (match.group(1) != null) {
            name = ProntoQaGenerator.withArticle(name);
        } else if (Character.isUpperCase(old.charAt(0))) {
            name = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        }
        return match.group(3) == null ? name : name + match.group(3);
    }
}
