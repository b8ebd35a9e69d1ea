package braid.transformer.tokenizer.bpe;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What every form of a tokenizer's files comes to.
 *
 * @param names tokens by id, added ones among them
 * @param merges left and right names in turn, in the order of training
 * @param added those of the tokens that are not trained
 */
record BpeParts(List<String> names, List<String> merges, List<AddedToken> added) {

    /** Characters of an added token; those of published models have about thirty. */
    private static final int LONGEST_ADDED = 512;

    /**
     * Puts names in the order of their ids, which have to be all from 0 up.
     *
     * @param trained ids by name
     * @param added with ids of their own, or with the id and the name of a trained one
     */
    static List<String> order(
            TokenizerFile file, Map<String, Integer> trained, List<AddedToken> added) {
        Map<Integer, String> byId = new HashMap<>();
        trained.forEach((name, id) -> {
            String other = byId.put(id, name);
            if (other != null) {
                throw file.damaged(
                        "gives the id " + id + " to \"" + other + "\" and to \"" + name + "\"");
            }
        });
        var contents = new HashSet<String>();
        for (AddedToken token : added) {
            String name = token.content();
            if (name.length() > LONGEST_ADDED) {
                throw file.damaged(
                        "has the added token "
                                + token.id()
                                + " of "
                                + name.length()
                                + " characters, more than "
                                + LONGEST_ADDED);
            }
            String other = byId.putIfAbsent(token.id(), name);
            int known = trained.getOrDefault(name, token.id());
            if (other != null && !other.equals(name)
                    || known != token.id()
                    || name.isEmpty()
                    || !contents.add(name)) {
                throw file.damaged(
                        "has the added token "
                                + token.id()
                                + " \""
                                + name
                                + "\", but the name or the id is that of another");
            }
        }
        String[] names = new String[byId.size()];
        byId.forEach((id, name) -> {
            if (id < 0 || id >= names.length) {
                throw file.damaged(
                        "has the id "
                                + id
                                + " (\""
                                + name
                                + "\") among "
                                + names.length
                                + " tokens, so that another id has none");
            }
            names[id] = name;
        });
        return List.of(names);
    }

    /** The merges as a table. */
    MergeTable table(TokenizerFile file) {
        Map<String, Integer> ids = HashMap.newHashMap(names.size());
        for (int id = 0; id < names.size(); id++) {
            ids.put(names.get(id), id);
        }
        MergeTable table = new MergeTable(merges.size() / 2);
        for (int i = 0; i < merges.size(); i += 2) {
            String left = merges.get(i);
            String right = merges.get(i + 1);
            Integer l = ids.get(left);
            Integer r = ids.get(right);
            Integer merged = ids.get(left + right);
            if (l == null || r == null || merged == null) {
                String missing = l == null ? left : r == null ? right : left + right;
                throw file.damaged(
                        "has the merge "
                                + i / 2
                                + " of \""
                                + left
                                + "\" and \""
                                + right
                                + "\", but no token \""
                                + missing
                                + "\"");
            }
            if (!table.add(l, r, i / 2, merged)) {
                throw file.damaged(
                        "merges \"" + left + "\" and \"" + right + "\" twice, again at " + i / 2);
            }
        }
        return table;
    }
}
