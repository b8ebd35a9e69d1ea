package braid.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradMode;
import braid.tensor.random.Random;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;
import braid.transformer.io.ModelFolder;
import braid.transformer.io.WeightType;
import braid.transformer.tokenizer.bpe.Llama2cFile;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** stories260K with weights rounded to Q8_0, against the same model in F32. */
final class QuantizedModelTest {

    private static final String STORY =
            "Once upon a time, there was a little girl named Lily. She loved to play outside in the"
                    + " park. One day, she saw a big, red ball. She wanted to play with it, but it"
                    + " was too high.";

    private Path folder;
    private int[] ids;

    @BeforeEach
    void findData() throws IOException {
        folder = SharedData.find("models/stories260K");
        assumeTrue(folder != null, "shared/data/models/stories260K is not beside the project");
        int[] text = Llama2cFile.load(folder.resolve("tok512.bin")).encode(STORY);
        ids = IntStream.concat(IntStream.of(1), Arrays.stream(text)).toArray();
    }

    private Transformer load() throws IOException {
        return ModelFolder.loadModel(folder.resolve("hf"), WeightType.F32, Device.cpu());
    }

    private Transformer quantized() throws IOException {
        Transformer model = load();
        model.quantize();
        return model;
    }

    private static float[] logits(Transformer model, int[] tokens) {
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            return model.forward(Tensor.of(Shape.of(1, tokens.length), tokens)).toFloats();
        }
    }

    /** In nats a token. */
    @Test
    void theLossIsNearlyThatOfF32() throws IOException {
        double exact = loss(load());
        double rounded = loss(quantized());
        assertThat(rounded).isNotEqualTo(exact);
        assertThat(Math.abs(rounded - exact)).isLessThan(0.01);
    }

    private double loss(Transformer model) {
        float[] logits = logits(model, Arrays.copyOf(ids, ids.length - 1));
        int vocabulary = model.config().vocabulary();
        double sum = 0;
        for (int t = 0; t < ids.length - 1; t++) {
            double total = 0;
            for (int v = 0; v < vocabulary; v++) {
                total += Math.exp(logits[t * vocabulary + v]);
            }
            sum += Math.log(total) - logits[t * vocabulary + ids[t + 1]];
        }
        return sum / (ids.length - 1);
    }

    @Test
    void logitsAreOffByAPercentOfTheirSpread() throws IOException {
        float[] exact = logits(load(), ids);
        float[] rounded = logits(quantized(), ids);
        double mean =
                IntStream.range(0, exact.length).mapToDouble(i -> exact[i]).average().orElse(0);
        double spread = 0;
        double error = 0;
        for (int i = 0; i < exact.length; i++) {
            spread += (exact[i] - mean) * (exact[i] - mean);
            error += (exact[i] - rounded[i]) * (exact[i] - rounded[i]);
        }
        assertThat(Math.sqrt(error / spread)).isGreaterThan(0.0005).isLessThan(0.02);
    }

    /** Few rows go through the kernel, many through the widened weight; both round the same. */
    @Test
    void aTokenAtATimeIsTheWholePrompt() throws IOException {
        Transformer model = quantized();
        List<int[]> first =
                new Generator(model, Sampling.greedy())
                        .generate(List.of(Arrays.copyOf(ids, 4)), 20, -1);
        int[] all =
                IntStream.concat(Arrays.stream(ids, 0, 4), Arrays.stream(first.getFirst()))
                        .toArray();
        float[] logits = logits(model, all);
        int vocabulary = model.config().vocabulary();
        for (int t = 3; t < all.length - 1; t++) {
            int best = 0;
            for (int v = 1; v < vocabulary; v++) {
                best = logits[t * vocabulary + v] > logits[t * vocabulary + best] ? v : best;
            }
            assertThat(best).as("token %d", t + 1).isEqualTo(all[t + 1]);
        }
    }

    /** Widening 16 bits is exact, and sums run in the same order. */
    @Test
    void bf16DecodesAsItsWidenedWeightsDo() {
        var config = ModelConfig.llama(77).context(40).layers(2).width(48).heads(4).hidden(100);
        var stored = new Transformer(config.kvHeads(2).initStd(0.3), Random.of(3));
        var widened = new Transformer(stored.config(), Random.of(3));
        stored.parameters().forEach((name, p) -> p.replace(p.tensor().detach().to(DType.BF16)));
        widened.parameters()
                .forEach((name, p) ->
                        p.replace(stored.parameters().get(name).tensor().detach().to(DType.F32)));
        for (int n : new int[] {1, 3, 8, 9}) {
            int[] tokens = Arrays.copyOf(new int[] {5, 60, 7, 8, 9, 10, 11, 12, 13}, n);
            assertThat(logits(stored, tokens)).isEqualTo(logits(widened, tokens));
        }
    }
}
