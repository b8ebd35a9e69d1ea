package braid.training;

import braid.tensor.Device;
import braid.tensor.io.SafeFiles;
import braid.transformer.io.GenerationConfig;
import braid.transformer.io.ModelConfigFile;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.TokenizerFiles;
import braid.transformer.tokenizer.bpe.BpeTokenizer;
import braid.transformer.tokenizer.bpe.PublishedTokenizer;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of one run: {@code config.yaml} (resolved), {@code run.json} (what ran where), {@code
 * tokenizer.json}, {@code metrics.jsonl}, {@code checkpoints/step-000100/}, and {@code best.txt}
 * with the name of the best checkpoint. A latent run also has {@code vqvae/}, a copy of its VQ-VAE,
 * and {@code codes.jsonl}, what that made of the training traces. With the tokenizer of a published
 * model there is its {@code generation_config.json}, and where that model was the start its {@code
 * config.json}.
 */
public final class RunDirectory {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PREFIX = "step-";
    private static final int KEPT = 2;

    private final Path root;

    private RunDirectory(Path root) {
        this.root = root;
    }

    /**
     * Makes the folder of a new run. One that was left by a run that never took a step is taken
     * over.
     *
     * @param config resolved configuration, YAML
     * @param seed of the run
     * @param device where it computes
     * @throws ConfigurationException if there is a run already
     */
    public static RunDirectory create(Path root, String config, long seed, Device device)
            throws IOException {
        var run = new RunDirectory(root);
        if (Files.exists(run.config()) && run.hasBegun()) {
            throw new ConfigurationException(
                    "run folder " + root + " holds a run already",
                    "continue it with --resume, choose another name, or delete the folder");
        }
        Files.createDirectories(root.resolve("checkpoints"));
        SafeFiles.write(run.config(), config.getBytes(StandardCharsets.UTF_8));
        SafeFiles.write(
                root.resolve("run.json"),
                JSON.writerWithDefaultPrettyPrinter()
                        .writeValueAsBytes(circumstances(seed, device)));
        return run;
    }

    private boolean hasBegun() throws IOException {
        return Files.exists(metrics()) && Files.size(metrics()) > 0 || last().isPresent();
    }

    private static Map<String, Object> circumstances(long seed, Device device) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("started", Instant.now().toString());
        facts.put("braid", BuildInfo.current().version());
        facts.put("git", BuildInfo.current().commit());
        facts.put("seed", seed);
        facts.put("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("cpu", Device.cpu().backend().properties());
        if (device != Device.cpu()) {
            facts.put(device.toString(), device.backend().properties());
        }
        facts.put("flags", ManagementFactory.getRuntimeMXBean().getInputArguments());
        return facts;
    }

    /** Opens the folder of a run that was started. */
    public static RunDirectory open(Path root) {
        if (!Files.exists(root.resolve("config.yaml"))) {
            throw new ConfigurationException(
                    "run folder " + root + " holds no run: it has no config.yaml",
                    "give the folder that braid train or train-vqvae made");
        }
        return new RunDirectory(root);
    }

    /** The folder. */
    public Path root() {
        return root;
    }

    /** The resolved configuration. */
    public Path config() {
        return root.resolve("config.yaml");
    }

    /** Metrics, one JSON object a line. */
    public Path metrics() {
        return root.resolve("metrics.jsonl");
    }

    /** The tokenizer of the run. */
    public Path tokenizer() {
        return root.resolve("tokenizer.json");
    }

    /**
     * Keeps the tokenizer of the run; of a published model also its special tokens, as {@code
     * generation_config.json}.
     */
    void save(Tokenizer text) throws IOException {
        TokenizerFiles.save(text, tokenizer());
        if (text instanceof PublishedTokenizer p) {
            new GenerationConfig(p.bos(), List.of(p.eos()), p.pad()).save(root);
        } else {
            Files.deleteIfExists(root.resolve(GenerationConfig.FILE));
        }
    }

    /** The tokenizer of the run. */
    Tokenizer loadTokenizer() throws IOException {
        Tokenizer text = TokenizerFiles.load(tokenizer());
        boolean published = Files.exists(root.resolve(GenerationConfig.FILE));
        return published && text instanceof BpeTokenizer bpe
                ? GenerationConfig.load(root, bpe.size()).tokenizer(bpe)
                : text;
    }

    /** The {@code config.json} of a run that started from a published model. */
    Path form() {
        return root.resolve(ModelConfigFile.NAME);
    }

    /** Where the checkpoint of a step is or will be. */
    public Path checkpoint(int step) {
        return root.resolve("checkpoints")
                .resolve(String.format(Locale.ROOT, "%s%06d", PREFIX, step));
    }

    /** The newest whole checkpoint. */
    public Optional<Path> last() throws IOException {
        List<Path> all = checkpoints();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** The checkpoint with the best evaluation, or the newest where none was evaluated. */
    public Path best() throws IOException {
        Path note = root.resolve("best.txt");
        if (Files.exists(note)) {
            Path best = root.resolve("checkpoints").resolve(Files.readString(note).strip());
            if (Checkpoint.isWhole(best)) {
                return best;
            }
        }
        return last().orElseThrow(() ->
                new ConfigurationException(
                        "run " + root + " has no checkpoint", "train it first, or resume it"));
    }

    /** The VQ-VAE of a latent run, as it was when the run began. */
    public Path vqvae() {
        return root.resolve("vqvae");
    }

    /** The codes of a latent run's training traces. */
    public Path codes() {
        return root.resolve("codes.jsonl");
    }

    /** Replaces a folder by a copy of the run: configuration, tokenizer, best checkpoint. */
    void copyTo(Path folder) throws IOException {
        Path best = best();
        Checkpoint.delete(folder);
        Files.createDirectories(folder.resolve(root.relativize(best)));
        List<Path> files = new ArrayList<>(List.of(config(), tokenizer()));
        if (Files.exists(root.resolve(GenerationConfig.FILE))) {
            files.add(root.resolve(GenerationConfig.FILE));
        }
        try (Stream<Path> checkpoint = Files.list(best)) {
            checkpoint.forEach(files::add);
        }
        for (Path file : files) {
            Files.copy(file, folder.resolve(root.relativize(file)));
        }
    }

    /** Notes which checkpoint is the best. */
    public void markBest(int step) throws IOException {
        byte[] name = checkpoint(step).getFileName().toString().getBytes(StandardCharsets.UTF_8);
        SafeFiles.write(root.resolve("best.txt"), name);
    }

    /** Deletes all but the newest checkpoints and the best. */
    public void prune() throws IOException {
        Path best = best();
        List<Path> all = checkpoints();
        for (Path p : all.subList(0, Math.max(0, all.size() - KEPT))) {
            if (!p.equals(best)) {
                Checkpoint.delete(p);
            }
        }
    }

    /** Names do not sort as numbers do once a step has more digits than they are padded to. */
    private static long step(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }

    private List<Path> checkpoints() throws IOException {
        Path folder = root.resolve("checkpoints");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(
                    files.filter(p -> p.getFileName().toString().matches(PREFIX + "\\d{1,10}"))
                            .filter(Checkpoint::isWhole)
                            .sorted(Comparator.comparingLong(RunDirectory::step))
                            .toList());
        }
    }
}
