package braid.training;

import braid.training.config.ConfigLoader;
import braid.training.config.TrainConfig;
import braid.training.config.VqVaeRunConfig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs of a few steps on a few running sums. */
public final class SmallRuns {

    private static final List<String> COMMON =
            List.of(
                    "task=running-sums,train=200,valid=20,test=20",
                    "train.steps=20",
                    "train.saveEvery=10",
                    "train.evaluateEvery=0",
                    "train.evaluateExamples=5",
                    "train.warmup=5");

    private SmallRuns() {}

    /** A VQ-VAE of 128 codes. */
    public static VqVaeRun vqvae(Path runs, String name, String... more) throws IOException {
        List<String> settings =
                settings(
                        name,
                        "vqvae.width=32",
                        "vqvae.heads=2",
                        "train.batch=64",
                        "vqvae.promptContext=8");
        settings.addAll(List.of(more));
        return VqVaeRun.create(
                ConfigLoader.load(VqVaeRunConfig.DEFAULTS, null, settings, VqVaeRunConfig.class),
                runs.resolve(name));
    }

    /** A language model of two blocks. */
    public static LanguageModelRun model(Path runs, String name, String... more)
            throws IOException {
        List<String> settings =
                settings(
                        name,
                        "model.layers=2",
                        "model.width=32",
                        "model.hidden=64",
                        "model.dropout=0.1",
                        "train.batch=16",
                        "train.accumulate=2");
        settings.addAll(List.of(more));
        return LanguageModelRun.create(
                ConfigLoader.load(TrainConfig.DEFAULTS, null, settings, TrainConfig.class),
                runs.resolve(name));
    }

    private static List<String> settings(String name, String... more) {
        List<String> settings = new ArrayList<>(COMMON);
        settings.add("name=" + name);
        settings.addAll(List.of(more));
        return settings;
    }
}
