package braid.training.experiment.grid;

import braid.training.ConfigurationException;
import braid.training.config.ConfigLoader;
import braid.training.config.ConfigLoader.Layer;
import braid.training.config.ConfigLoader.Resolved;
import braid.training.config.MethodName;
import braid.training.config.TrainConfig;
import braid.training.config.VqVaeRunConfig;
import braid.training.experiment.grid.GridRun.Stage1;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A grid with every configuration resolved and checked: nothing runs unless all of it can.
 *
 * @param file as it was written
 * @param runs seed by seed
 */
record Grid(ExperimentFile file, List<GridRun> runs) {

    private static final int HASH_DIGITS = 10;
    private static final String NAMES = "[a-z0-9][a-z0-9.+=-]{0,60}";

    /**
     * Keys that came later, with the value that is what there was before them: the hash leaves them
     * out, so that records and runs of before are still those of their configuration. Without
     * quotes.
     */
    private static final Set<String> AS_BEFORE =
            Set.of(
                    "  levels: 1",
                    "  predict: nothing",
                    "  predictOrder: parallel",
                    "  predictWeight: 1.0",
                    "  answerTokens: 8",
                    "  align: fixed",
                    "  control: false",
                    "  initStd: 0.02",
                    "published: ",
                    "matmulPrecision: highest");

    /** Keys of a run that are the experiment's. */
    private static final List<String> RESERVED = List.of("seed", "task");

    /**
     * Resolves a grid.
     *
     * @param source the file, for messages
     * @throws ConfigurationException naming all faults of all runs
     */
    static Grid of(ExperimentFile file, Path source) throws IOException {
        var resolver = new Resolver(file);
        List<GridRun> runs = resolver.grid();
        resolver.throwIfAny(source);
        return new Grid(file, runs);
    }

    /** Collects runs and faults. */
    private static final class Resolver {

        private final ExperimentFile file;
        private final Map<String, ObjectNode> vqvaes = new HashMap<>();
        private final List<String> faults = new ArrayList<>();

        Resolver(ExperimentFile file) {
            this.file = file;
        }

        List<GridRun> grid() throws IOException {
            checkFile();
            file.vqvaes().forEach(v -> vqvaes.put(name(v, "vqvaes"), v));
            List<GridRun> runs = new ArrayList<>();
            for (long seed : file.seeds()) {
                for (ObjectNode entry : file.runs()) {
                    GridRun run = run(entry, seed);
                    if (run != null) {
                        runs.add(run);
                    }
                }
            }
            return runs;
        }

        private void checkFile() {
            require(matches(file.name()), "name is '" + file.name() + "', wanted: " + NAMES);
            require(file.task() != null, "task is missing");
            require(!file.seeds().isEmpty(), "seeds: none");
            require(distinct(file.seeds()), "seeds " + file.seeds() + ": one twice");
            require(!file.runs().isEmpty(), "runs: none");
            require(
                    file.questions() >= 1,
                    "questions is " + file.questions() + ", wanted: 1 or more");
            var sampled = file.sampled();
            require(
                    sampled == null || sampled.samples() >= 1 && sampled.topK() >= 0,
                    "sampled is " + sampled + ", wanted: samples 1 or more, topK 0 or more");
            List<String> names = file.runs().stream().map(run -> name(run, "runs")).toList();
            require(distinct(names), "runs " + names + ": one name twice");
        }

        private void require(boolean holds, String fault) {
            if (!holds) {
                faults.add(fault);
            }
        }

        private static boolean matches(@Nullable String name) {
            return name != null && name.matches(NAMES);
        }

        private static boolean distinct(List<?> values) {
            Set<Object> seen = new HashSet<>();
            return values.stream().allMatch(seen::add);
        }

        private String name(ObjectNode entry, String list) {
            String name = entry.path("name").asString("");
            require(matches(name), list + ": name is '" + name + "', wanted: " + NAMES);
            return name;
        }

        private @Nullable GridRun run(ObjectNode entry, long seed) throws IOException {
            String name = entry.path("name").asString("");
            String where = "run " + name + ": ";
            ObjectNode keys = entry.deepCopy();
            RESERVED.stream()
                    .filter(keys::has)
                    .forEach(key -> require(false, where + key + " belongs to the experiment"));
            List<Integer> forced = forced(keys.remove("forced"), where);
            Stage1 vqvae = vqvae(keys.remove("vqvae"), seed, where);
            keys.put("name", name + "-seed" + seed);
            Resolved<TrainConfig> config =
                    resolve(
                            TrainConfig.DEFAULTS,
                            List.of(file.train(), common(seed), marked(keys, vqvae)),
                            TrainConfig.class,
                            "run " + name);
            if (config == null) {
                return null;
            }
            boolean latent = config.config().method() == MethodName.LATENT;
            require(latent || forced.isEmpty(), where + "forced without method latent");
            require(latent || vqvae == null, where + "vqvae without method latent");
            String hash = hash(common(relevant(config)) + evaluation(forced));
            return new GridRun(name, seed, hash, config, vqvae, forced);
        }

        /** The VQ-VAE's hash stands for its folder, which the runner knows. */
        private static ObjectNode marked(ObjectNode keys, @Nullable Stage1 vqvae) {
            if (vqvae != null) {
                keys.put("vqvae", vqvae.hash());
            }
            return keys;
        }

        private List<Integer> forced(@Nullable JsonNode node, String where) {
            List<Integer> counts = new ArrayList<>();
            if (node != null) {
                boolean list = node.isArray();
                node.forEach(n -> counts.add(n.asInt(-1)));
                require(
                        list && counts.stream().allMatch(k -> k >= 0),
                        where + "forced is " + node + ", wanted: a list of numbers, 0 or more");
            }
            return counts;
        }

        private @Nullable Stage1 vqvae(@Nullable JsonNode node, long seed, String where)
                throws IOException {
            if (node == null) {
                return null;
            }
            String name = node.asString("");
            ObjectNode entry = vqvaes.get(name);
            if (entry == null) {
                faults.add(
                        where
                                + "vqvae is '"
                                + name
                                + "', wanted: one of "
                                + vqvaes.keySet().stream().sorted().toList());
                return null;
            }
            ObjectNode keys = entry.deepCopy();
            String title = "vqvae-" + name + "-seed" + seed;
            keys.put("name", title);
            Resolved<VqVaeRunConfig> config =
                    resolve(
                            VqVaeRunConfig.DEFAULTS,
                            List.of(file.vqvae(), common(seed), keys),
                            VqVaeRunConfig.class,
                            "vqvae " + name);
            return config == null ? null : new Stage1(title, hash(common(config.yaml())), config);
        }

        private ObjectNode common(long seed) {
            ObjectNode keys = JsonNodeFactory.instance.objectNode();
            keys.put("seed", seed);
            if (file.task() != null) {
                keys.put("task", file.task());
            }
            return keys;
        }

        private <C extends braid.training.config.Checked> @Nullable Resolved<C> resolve(
                String defaults, List<ObjectNode> layers, Class<C> type, String source)
                throws IOException {
            try {
                List<Layer> all = layers.stream().map(keys -> new Layer(keys, "")).toList();
                return ConfigLoader.load(defaults, all, type, source);
            } catch (ConfigurationException e) {
                String message = String.valueOf(e.getMessage());
                int hint = message.indexOf("\n  HINT");
                faults.add(hint < 0 ? message : message.substring(0, hint));
                return null;
            }
        }

        /** Seeds share it, and so do machines on which the same data lie elsewhere. */
        private static String common(String yaml) {
            return yaml.lines()
                    .filter(line -> !line.matches("(name|seed): .*"))
                    .filter(line -> !AS_BEFORE.contains(line.replace("\"", "")))
                    .map(line -> line.startsWith("task: ") ? withoutFolders(line) : line)
                    .collect(Collectors.joining("\n"));
        }

        private String evaluation(List<Integer> forced) {
            return file.questions() + " " + file.sampled() + " " + forced;
        }

        void throwIfAny(Path source) {
            List<String> distinct = faults.stream().distinct().toList();
            if (!distinct.isEmpty()) {
                throw new ConfigurationException(
                        "experiment "
                                + source
                                + ": "
                                + distinct.size()
                                + (distinct.size() == 1 ? " fault\n    " : " faults\n    ")
                                + String.join("\n    ", distinct),
                        "nothing was run; all keys: braid train --show-defaults, and train-vqvae");
            }
        }
    }

    /**
     * The configuration of a run without the groups of keys that it does not use, those for the
     * method coconut and for adapters: records of before a group was there keep their hash.
     */
    static String relevant(Resolved<TrainConfig> config) {
        TrainConfig run = config.config();
        String yaml = run.lora().isOn() ? config.yaml() : without("lora", config.yaml());
        return run.method() == MethodName.COCONUT ? yaml : without("coconut", yaml);
    }

    private static String without(String group, String yaml) {
        return yaml.replaceFirst("(?m)^" + group + ":\\n(?: .*\\n)*", "");
    }

    /** A task's text, with the name of its data's folder alone: where that is differs. */
    static String withoutFolders(String task) {
        return task.replaceFirst(":([^ ,][^,]*)/", ":");
    }

    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
