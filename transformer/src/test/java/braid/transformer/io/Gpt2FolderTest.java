package braid.transformer.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.autograd.GradMode;
import braid.tensor.io.Safetensors;
import braid.tensor.random.Random;
import braid.transformer.SmallModels;
import braid.transformer.Transformer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A GPT-2 folder written by hand, as Hugging Face lays it out, against a forward pass in double
 * precision that is written from the paper and knows nothing of Braid.
 */
final class Gpt2FolderTest {

    private static final int V = 37;
    private static final int T = 11;
    private static final int C = 12;
    private static final int NH = 3;
    private static final int LAYERS = 2;
    private static final String CONFIG =
            """
            {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "vocab_size": 37,
             "n_positions": 16, "n_ctx": 16, "n_embd": 12, "n_layer": 2, "n_head": 3, "n_inner": null,
             "layer_norm_epsilon": 1e-05, "activation_function": "gelu_new", "resid_pdrop": 0.1,
             "bos_token_id": 36, "eos_token_id": 36, "task_specific_params": {"x": 1}}
            """;

    @TempDir private Path folder;

    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final Random random = Random.of(5);

    private void add(String name, double mean, int... dims) {
        float[] values = new float[(int) Shape.of(dims).numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (mean + 0.4 * random.nextGaussian());
        }
        weights.put(name, Tensor.of(Shape.of(dims), values));
    }

    private void write(String prefix) throws IOException {
        add(prefix + "wte.weight", 0, V, C);
        add(prefix + "wpe.weight", 0, 16, C);
        for (int i = 0; i < LAYERS; i++) {
            String h = prefix + "h." + i + ".";
            for (String norm : new String[] {"ln_1", "ln_2"}) {
                add(h + norm + ".weight", 1, C);
                add(h + norm + ".bias", 0, C);
            }
            addLinear(h + "attn.c_attn", C, 3 * C);
            addLinear(h + "attn.c_proj", C, C);
            addLinear(h + "mlp.c_fc", C, 4 * C);
            addLinear(h + "mlp.c_proj", 4 * C, C);
            add(h + "attn.bias", 0, 1, 1, 16, 16); // the causal mask of old files
            add(h + "attn.masked_bias", 0);
        }
        add(prefix + "ln_f.weight", 1, C);
        add(prefix + "ln_f.bias", 0, C);
        Files.writeString(folder.resolve("config.json"), CONFIG);
        Safetensors.write(folder.resolve("model.safetensors"), weights, Map.of("format", "pt"));
    }

    /** Conv1D: (in, out). */
    private void addLinear(String name, int in, int out) {
        add(name + ".weight", 0, in, out);
        add(name + ".bias", 0, out);
    }

    private Transformer load() throws IOException {
        return ModelFolder.loadModel(folder, WeightType.F32, Device.cpu());
    }

    @Test
    void logitsAreThoseOfAForwardPassInDouble() throws IOException {
        write("");
        int[] ids = SmallModels.ids(T, V, 7);
        double[][] expected = forward(ids);
        Transformer model = load();
        assertThat(model.config().tiedHead()).isTrue();
        assertThat(model.config().dropout()).isEqualTo(0.1);
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            float[] logits = model.forward(Tensor.of(Shape.of(1, T), ids)).toFloats();
            for (int t = 0; t < T; t++) {
                for (int v = 0; v < V; v++) {
                    assertThat((double) logits[t * V + v]).isCloseTo(expected[t][v], within(2e-5));
                }
            }
        }
    }

    @Test
    void namesMayHaveAPrefixAndTheHeadMayBeThereToo() throws IOException {
        write("transformer.");
        weights.put(
                "lm_head.weight", Objects.requireNonNull(weights.get("transformer.wte.weight")));
        Safetensors.write(folder.resolve("model.safetensors"), weights, Map.of());
        float[] rows = Objects.requireNonNull(weights.get("transformer.wte.weight")).toFloats();
        Tensor loaded =
                Objects.requireNonNull(load().parameters().get("wte.weight")).tensor().detach();
        assertThat(loaded.toFloats()).isEqualTo(rows);
    }

    @Test
    void weightsInHalvesAreWidenedOrKept() throws IOException {
        write("");
        Map<String, Tensor> halves = new LinkedHashMap<>();
        weights.forEach((name, t) -> halves.put(name, t.to(DType.BF16)));
        Safetensors.write(folder.resolve("model.safetensors"), halves, Map.of());
        Transformer wide = load();
        Transformer kept = ModelFolder.loadModel(folder, WeightType.STORED, Device.cpu());
        assertThat(wide.parameters().values()).allMatch(p -> p.tensor().dtype() == DType.F32);
        assertThat(kept.parameters().values()).allMatch(p -> p.tensor().dtype() == DType.BF16);
        Tensor ids = SmallModels.batch(1, SmallModels.ids(T, V, 7));
        assertThat(kept.forward(ids).toFloats()).isEqualTo(wide.forward(ids).toFloats());
    }

    // ---- the forward pass in double -------------------------------------------------------------

    private double w(String name, int i) {
        return Objects.requireNonNull(weights.get(name)).toFloats()[i];
    }

    private double[][] forward(int[] ids) {
        double[][] x = new double[ids.length][C];
        for (int t = 0; t < ids.length; t++) {
            for (int c = 0; c < C; c++) {
                x[t][c] = w("wte.weight", ids[t] * C + c) + w("wpe.weight", t * C + c);
            }
        }
        for (int i = 0; i < LAYERS; i++) {
            String h = "h." + i + ".";
            double[][] qkv = linear(norm(x, h + "ln_1"), h + "attn.c_attn", 3 * C);
            add(x, linear(attend(qkv), h + "attn.c_proj", C));
            double[][] inner = linear(norm(x, h + "ln_2"), h + "mlp.c_fc", 4 * C);
            for (double[] row : inner) {
                for (int j = 0; j < row.length; j++) {
                    double z = row[j];
                    double k = Math.sqrt(2 / Math.PI);
                    row[j] = z / 2 * (1 + Math.tanh(k * (z + 0.044715 * z * z * z)));
                }
            }
            add(x, linear(inner, h + "mlp.c_proj", C));
        }
        double[][] last = norm(x, "ln_f");
        double[][] logits = new double[ids.length][V];
        for (int t = 0; t < ids.length; t++) {
            for (int v = 0; v < V; v++) {
                for (int c = 0; c < C; c++) {
                    logits[t][v] += last[t][c] * w("wte.weight", v * C + c);
                }
            }
        }
        return logits;
    }

    private static void add(double[][] x, double[][] y) {
        for (int t = 0; t < x.length; t++) {
            for (int c = 0; c < C; c++) {
                x[t][c] += y[t][c];
            }
        }
    }

    private double[][] norm(double[][] x, String name) {
        double[][] y = new double[x.length][C];
        for (int t = 0; t < x.length; t++) {
            double mean = 0;
            for (double value : x[t]) {
                mean += value / C;
            }
            double variance = 0;
            for (double value : x[t]) {
                variance += (value - mean) * (value - mean) / C;
            }
            for (int c = 0; c < C; c++) {
                double unit = (x[t][c] - mean) / Math.sqrt(variance + 1e-5);
                y[t][c] = unit * w(name + ".weight", c) + w(name + ".bias", c);
            }
        }
        return y;
    }

    private double[][] linear(double[][] x, String name, int out) {
        double[][] y = new double[x.length][out];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < out; o++) {
                y[t][o] = w(name + ".bias", o);
                for (int i = 0; i < x[t].length; i++) {
                    y[t][o] += x[t][i] * w(name + ".weight", i * out + o);
                }
            }
        }
        return y;
    }

    private static double[][] attend(double[][] qkv) {
        int hs = C / NH;
        double[][] y = new double[qkv.length][C];
        for (int head = 0; head < NH; head++) {
            for (int t = 0; t < qkv.length; t++) {
                double[] p = new double[t + 1];
                double sum = 0;
                for (int s = 0; s <= t; s++) {
                    double dot = 0;
                    for (int j = 0; j < hs; j++) {
                        dot += qkv[t][head * hs + j] * qkv[s][C + head * hs + j];
                    }
                    p[s] = Math.exp(dot / Math.sqrt(hs));
                    sum += p[s];
                }
                for (int s = 0; s <= t; s++) {
                    for (int j = 0; j < hs; j++) {
                        y[t][head * hs + j] += p[s] / sum * qkv[s][2 * C + head * hs + j];
                    }
                }
            }
        }
        return y;
    }
}
