package braid.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import braid.training.ConfigurationException;
import braid.training.config.Checked;
import braid.training.config.ConfigLoader;
import braid.training.config.TrainConfig;
import braid.training.config.VqVaeRunConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Configuration that the pages write is configuration: blocks of YAML; in text {@code
 * train.learningRate}, {@code train.tooLong: skip}, {@code method: cot}. Each must be valid for
 * {@code braid train} or for {@code braid train-vqvae}.
 */
class ConfigurationKeyTest {

    /** A key with its section, or any key with a value of one word. */
    private static final Pattern SETTING =
            Pattern.compile(
                    "((?:train|model|vqvae)\\.(?!jsonl|safetensors)\\w+)(?:(?:: |=)(\\S+))?|(\\w+): (\\S+)");

    @TempDir private Path folder;

    @Test
    void keysAndValuesExist() throws IOException {
        List<String> faults = new ArrayList<>();
        int found = 0;
        for (Page page : Page.all()) {
            for (Page.Span span : page.spans()) {
                Matcher setting = SETTING.matcher(span.text());
                if (setting.matches()) {
                    found++;
                    boolean bare = setting.group(1) != null && setting.group(2) == null;
                    check(page, span.line(), yaml(setting), bare, faults);
                }
            }
            for (Page.Block block : page.blocks()) {
                if (block.language().equals("yaml")) {
                    found++;
                    check(page, block.line(), String.join("\n", block.lines()), false, faults);
                }
            }
        }
        assertThat(found).as("settings found").isGreaterThan(5);
        assertThat(faults).isEmpty();
    }

    /** A setting on lines of its own. */
    private static String yaml(Matcher setting) {
        if (setting.group(1) == null) {
            return setting.group(3) + ": " + setting.group(4);
        }
        String value = setting.group(2) == null ? "" : " " + setting.group(2);
        return setting.group(1).replace(".", ":\n  ") + ":" + value;
    }

    /**
     * @param bare whether the key stands without a value, so that it has to exist and no more
     */
    private void check(Page page, int line, String yaml, boolean bare, List<String> faults)
            throws IOException {
        Path file = Files.writeString(folder.resolve("config.yaml"), yaml);
        String train = fault(TrainConfig.DEFAULTS, file, TrainConfig.class);
        String vqvae = fault(VqVaeRunConfig.DEFAULTS, file, VqVaeRunConfig.class);
        if (isFault(train, bare) && isFault(vqvae, bare)) {
            faults.add(page.name() + ":" + line + ": " + train + "; " + vqvae);
        }
    }

    private static boolean isFault(String message, boolean bare) {
        return bare ? message.contains("unknown key") : !message.isEmpty();
    }

    private static String fault(String defaults, Path file, Class<? extends Checked> type)
            throws IOException {
        try {
            ConfigLoader.load(defaults, file, List.of(), type);
            return "";
        } catch (ConfigurationException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
