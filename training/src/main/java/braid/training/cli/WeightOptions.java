package braid.training.cli;

import braid.training.LanguageModelRun;
import braid.training.Published;
import braid.transformer.io.PretrainedModel;
import braid.transformer.io.WeightType;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;

/** Options that say in which form weights are kept for generation. */
final class WeightOptions {

    /** How weights are rounded. */
    enum Rounding {
        /** {@link braid.nn.Q8Weight}. */
        Q8_0
    }

    @Option(
            names = "--stored",
            description =
                    "Keeps BF16 and F16 weights of a published model as they are, in half of the memory;"
                            + " the answer is the same.")
    private boolean stored;

    @Option(
            names = "--quantize",
            paramLabel = "q8_0",
            description =
                    "Rounds weights to 8 bits, in blocks of 32 with a scale: less memory and time, and"
                            + " slightly other answers. On the CPU.")
    private @Nullable Rounding rounding;

    /** A published model. */
    PretrainedModel load(Path folder, @Nullable String device) throws IOException {
        boolean keep = stored || rounding != null;
        WeightType type = keep ? WeightType.STORED : WeightType.F32;
        PretrainedModel model = Published.load(folder, type, device);
        if (rounding != null) {
            model.model().quantize();
        }
        return model;
    }

    /** A run, whose weights are F32; adapters are merged before they are rounded. */
    LanguageModelRun loadRun(Path folder, @Nullable String device) throws IOException {
        LanguageModelRun run = LanguageModelRun.load(folder, device);
        if (rounding != null) {
            var lora = run.lora();
            if (lora != null) {
                lora.merge();
            }
            run.model().quantize();
        }
        return run;
    }
}
