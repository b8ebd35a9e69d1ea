package braid.training.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a ProntoQA question and answers it by forward chaining; shares no code with the generator.
 */
final class Ontology {

    enum Form {
        EACH,
        EVERY,
        PLURAL
    }

    record Rule(Form form, String subject, boolean negated, boolean subclass, String object) {}

    private static final Pattern SINGULAR =
            Pattern.compile("(Each|Every) (\\w+) is (not )?(an? )?(\\w+)");
    private static final Pattern PLURAL = Pattern.compile("(\\w+)es are (not )?(\\w+)");
    private static final Pattern FACT = Pattern.compile("(\\w+) is (not )?(an? )?(\\w+)");

    final List<Rule> rules = new ArrayList<>();
    final List<String> facts = new ArrayList<>();
    final String entity;
    final boolean asksNegated;
    final String asked;

    Ontology(String question) {
        String[] halves = question.split(" True or false: ", 0);
        for (String sentence : halves[0].split("\\.\\s*", 0)) {
            read(sentence);
        }
        Matcher query = FACT.matcher(halves[1].replace(".", ""));
        if (!query.matches()) {
            throw new AssertionError(halves[1]);
        }
        entity = query.group(1);
        asksNegated = query.group(2) != null;
        asked = query.group(4);
    }

    private void read(String sentence) {
        Matcher singular = SINGULAR.matcher(sentence);
        Matcher plural = PLURAL.matcher(sentence);
        Matcher fact = FACT.matcher(sentence);
        if (singular.matches()) {
            rules.add(
                    new Rule(
                            Form.valueOf(singular.group(1).toUpperCase(Locale.ROOT)),
                            singular.group(2),
                            singular.group(3) != null,
                            singular.group(4) != null,
                            singular.group(5)));
        } else if (plural.matches()) {
            String object = plural.group(3);
            boolean subclass = object.endsWith("uses");
            rules.add(
                    new Rule(
                            Form.PLURAL,
                            plural.group(1).toLowerCase(Locale.ROOT),
                            plural.group(2) != null,
                            subclass,
                            subclass ? object.substring(0, object.length() - 2) : object));
        } else if (fact.matches() && fact.group(3) != null) {
            facts.add(fact.group(4));
        } else {
            throw new AssertionError(sentence);
        }
    }

    /** What the rules say about the entity: property to whether it is denied. */
    Map<String, Boolean> derive() {
        Set<String> concepts = new HashSet<>(facts);
        Deque<String> open = new ArrayDeque<>(facts);
        Map<String, Boolean> properties = new HashMap<>();
        while (!open.isEmpty()) {
            String concept = open.pop();
            for (Rule rule : rules) {
                if (!rule.subject().equals(concept)) {
                    continue;
                }
                if (rule.subclass()) {
                    if (concepts.add(rule.object())) {
                        open.push(rule.object());
                    }
                } else if (properties.put(rule.object(), rule.negated()) != null) {
                    throw new AssertionError("derived twice: " + rule.object());
                }
            }
        }
        return properties;
    }

    String answer() {
        return derive().get(asked) == asksNegated ? "True" : "False";
    }
}
