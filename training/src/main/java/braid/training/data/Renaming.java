package braid.training.data;

import braid.tensor.random.Random;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Exchanges the made-up words of an example at random among each other, everywhere in it. Which
 * concept is called what says nothing about the answer, so each renaming is a new example of the
 * same difficulty.
 */
final class Renaming {

    private final List<String> concepts;
    private final Pattern pattern;

    /**
     * @param concepts the words that may take each other's place; plurals end in "es"
     */
    Renaming(List<String> concepts) {
        this.concepts = concepts;
        String words = String.join("|", concepts);
        this.pattern = Pattern.compile("(?i)(\\ban? )?\\b(" + words + ")(es)?\\b");
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

    private String rename(String text, Map<String, String> names) {
        return pattern.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(replace(match, names)));
    }

    private static String replace(MatchResult match, Map<String, String> names) {
        String old = match.group(2);
        String name = Objects.requireNonNull(names.get(old.toLowerCase(Locale.ROOT)));
        if (match.group(1) != null) {
            name = ProntoQaGenerator.withArticle(name);
        } else if (Character.isUpperCase(old.charAt(0))) {
            name = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        }
        return match.group(3) == null ? name : name + match.group(3);
    }
}
