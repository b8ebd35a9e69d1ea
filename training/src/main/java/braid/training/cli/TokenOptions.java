package braid.training.cli;

import braid.training.ConfigurationException;
import braid.transformer.generate.TokenConstraint;
import braid.transformer.tokenizer.Tokenizer;

import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

import java.util.BitSet;
import java.util.List;

/** Options that say which tokens may come, by their names. */
final class TokenOptions {

    @Option(
            names = "--allow",
            paramLabel = "TOKEN",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Only this token may come, besides those that end the text; may be repeated. Tokens"
                            + " are named as --log-probabilities shows them.")
    private List<String> allowed = List.of();

    @Option(
            names = "--forbid",
            paramLabel = "TOKEN",
            showDefaultValue = Visibility.NEVER,
            description = "This token never comes; may be repeated.")
    private List<String> forbidden = List.of();

    /**
     * What may come.
     *
     * @param ends tokens that are always allowed
     */
    TokenConstraint constraint(Tokenizer tokenizer, int... ends) {
        TokenConstraint constraint = TokenConstraint.none();
        if (!allowed.isEmpty()) {
            BitSet ids = ids(tokenizer, allowed);
            for (int end : ends) {
                ids.set(end);
            }
            constraint = TokenConstraint.allow(ids);
        }
        return forbidden.isEmpty()
                ? constraint
                : constraint.and(TokenConstraint.forbid(ids(tokenizer, forbidden)));
    }

    private static BitSet ids(Tokenizer tokenizer, List<String> names) {
        BitSet ids = new BitSet();
        for (String name : names) {
            int id = tokenizer.id(name);
            if (id < 0) {
                throw new ConfigurationException(
                        "no token of the model is named \"" + name + "\"",
                        "--log-probabilities shows the names of the tokens that come");
            }
            ids.set(id);
        }
        return ids;
    }
}
