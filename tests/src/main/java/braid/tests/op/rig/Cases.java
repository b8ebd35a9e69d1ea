package braid.tests.op.rig;

import braid.tensor.op.Op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All cases, found by the names of the records of the sealed {@link Op}. */
public final class Cases {

    private static final String PACKAGE = "braid.tests.op.";

    /** Methods of tensors that are compositions of operations, and have a case nevertheless. */
    private static final List<String> COMPOSITIONS =
            List.of(
                    "Conv1d",
                    "IndexSelect",
                    "LinearCrossEntropy",
                    "Mean",
                    "Recompute",
                    "SumTo",
                    "Var");

    private Cases() {}

    /** Every operation: the permitted subclasses of {@link Op}, and theirs, that are no groups. */
    public static List<Class<?>> operations() {
        List<Class<?>> found = new ArrayList<>();
        collect(Op.class, found);
        return found;
    }

    private static void collect(Class<?> type, List<Class<?>> into) {
        if (type.isSealed()) {
            for (Class<?> sub : type.getPermittedSubclasses()) {
                collect(sub, into);
            }
        } else if (!into.contains(type)) {
            into.add(type);
        }
    }

    /** Files that are missing: one for each operation without a case. */
    public static List<String> missing() {
        return names().stream()
                .filter(name -> find(name) == null)
                .map(name -> "tests/src/main/java/braid/tests/op/" + name + "Case.java")
                .toList();
    }

    /** The cases that there are, by name. */
    public static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        for (String name : names()) {
            Class<?> type = find(name);
            if (type != null) {
                cases.add(make(type));
            }
        }
        return cases;
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(COMPOSITIONS);
        // A nested record is the backward pass of the record around it, and has no case of its own.
        operations().stream()
                .filter(type -> type.getEnclosingClass() == null)
                .forEach(type -> names.add(type.getSimpleName()));
        names.sort(null);
        return names;
    }

    private static @org.jspecify.annotations.Nullable Class<?> find(String name) {
        try {
            return Class.forName(PACKAGE + name + "Case");
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static OpCase make(Class<?> type) {
        try {
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return (OpCase) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    type + ": a case is a class with a constructor without parameters", e);
        }
    }

    /** The cases whose names contain one of these words; all without a word. */
    public static List<OpCase> matching(String... words) {
        return all().stream()
                .filter(c ->
                        words.length == 0
                                || Arrays.stream(words).anyMatch(w -> c.name().contains(w)))
                .toList();
    }
}
