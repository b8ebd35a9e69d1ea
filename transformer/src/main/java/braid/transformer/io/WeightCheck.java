package braid.transformer.io;

import braid.tensor.Shape;
import braid.tensor.TensorException;
import braid.transformer.ModelConfig;
import braid.transformer.io.WeightFiles.Stored;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether the tensors of the files are those of a model, told before memory is taken. */
final class WeightCheck {

    private static final int MOST_SHOWN = 10;
    private static final int MOST_COMPARED = 2000;
    private static final Set<String> TYPES = Set.of("F32", "BF16", "F16");

    private final Path folder;
    private final WeightFiles files;

    WeightCheck(Path folder, WeightFiles files) {
        this.folder = folder;
        this.files = files;
    }

    /**
     * That the files can hold a model of these sizes at all, so that no time is spent on one that a
     * damaged {@code config.json} makes up.
     */
    void size(ModelConfig config, String embedding) {
        if (config.layers() > files.tensors().size()) {
            throw fault(
                    "config.json asks for %d layers, and there are %d tensors"
                            .formatted(config.layers(), files.tensors().size()));
        }
        Stored stored = files.get(embedding);
        Shape wanted = Shape.of(config.vocabulary(), config.width());
        if (stored != null && !stored.entry().shape().equals(wanted)) {
            throw fault(misfit(stored, wanted));
        }
    }

    /** That exactly these tensors are there, of these shapes. */
    void tensors(List<PublishedTensor> wanted, Architecture architecture) {
        Set<String> extra = new TreeSet<>(files.tensors().keySet());
        extra.removeIf(architecture::isBuffer);
        List<String> missing = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (PublishedTensor tensor : wanted) {
            Stored stored = files.get(tensor.name());
            extra.remove(tensor.name());
            if (stored == null) {
                missing.add(tensor.name());
            } else if (!stored.entry().shape().equals(tensor.shape())) {
                faults.add(misfit(stored, tensor.shape()));
            } else if (!TYPES.contains(stored.entry().type())) {
                faults.add(
                        "%s is %s in %s, wanted: F32, BF16 or F16"
                                .formatted(tensor.name(), stored.entry().type(), stored.place()));
            }
        }
        if (!missing.isEmpty()) {
            List<String> named = new ArrayList<>();
            for (String name : missing.subList(0, Math.min(MOST_SHOWN, missing.size()))) {
                named.add(name + nearest(name, extra));
            }
            faults.add("missing " + listed(named, missing.size()));
        }
        if (!extra.isEmpty()) {
            faults.add(
                    "unexpected "
                            + listed(
                                    extra.stream()
                                            .limit(MOST_SHOWN)
                                            .map(n -> n + place(n))
                                            .toList(),
                                    extra.size()));
        }
        if (!faults.isEmpty()) {
            throw fault(listed(faults.subList(0, Math.min(MOST_SHOWN, faults.size())), faults));
        }
    }

    private String place(String name) {
        Stored stored = files.get(name);
        return stored == null ? "" : " (" + stored.place() + ")";
    }

    private static String misfit(Stored stored, Shape wanted) {
        return "%s is %s in %s, config.json asks for %s"
                .formatted(stored.entry().name(), stored.entry().shape(), stored.place(), wanted);
    }

    private TensorException fault(String what) {
        return new TensorException(
                "model " + folder + ": " + what,
                "config.json and weights belong together, and to a family that is read here;"
                        + " download the folder again");
    }

    private static String listed(List<String> shown, Collection<String> all) {
        return String.join("; ", shown) + more(shown.size(), all.size());
    }

    private static String listed(List<String> shown, int all) {
        return String.join(", ", shown) + more(shown.size(), all);
    }

    private static String more(int shown, int all) {
        return shown < all ? " and " + (all - shown) + " more" : "";
    }

    /** The likeliest of the unexpected names, if one is near. */
    private static String nearest(String name, Set<String> extra) {
        String best = "";
        int least = name.length() / 2;
        for (String other : extra.stream().limit(MOST_COMPARED).toList()) {
            int d =
                    Math.abs(other.length() - name.length()) < least
                            ? distance(name, other)
                            : least;
            if (d < least) {
                least = d;
                best = other;
            }
        }
        return best.isEmpty() ? "" : " (perhaps " + best + ")";
    }

    /** Letters to insert, delete or change (Levenshtein 1966). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
