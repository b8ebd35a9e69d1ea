package braid.transformer.io;

import braid.tensor.Shape;
import braid.transformer.ModelConfig;
import braid.transformer.ModelConfig.MlpKind;
import braid.transformer.ModelConfig.Norm;
import braid.transformer.ModelConfig.Positions;

import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * GPT-2. Names are Braid's own; the matrices of attention and feed-forward are transposed in the
 * files ({@code Conv1D}). Dropout is that of the residual stream ({@code resid_pdrop}).
 */
record Gpt2Architecture() implements Architecture {

    private static final Pattern TRANSPOSED = Pattern.compile("h\\.\\d+\\.\\w+\\.c_\\w+\\.weight");
    private static final Pattern BUFFER =
            Pattern.compile("(transformer\\.)?h\\.\\d+\\.attn\\.(masked_)?bias");

    @Override
    public String type() {
        return "gpt2";
    }

    @Override
    public String className() {
        return "GPT2LMHeadModel";
    }

    @Override
    public String prefix() {
        return "transformer.";
    }

    @Override
    public String embedding() {
        return "wte.weight";
    }

    @Override
    public ModelConfig read(JsonFile file) {
        String activation = file.text("activation_function", "gelu_new");
        boolean tanh = activation.equals("gelu_new") || activation.equals("gelu_pytorch_tanh");
        file.require("activation_function", tanh, "gelu_new");
        file.require("scale_attn_weights", file.flag("scale_attn_weights", true), "true");
        for (String key : List.of("scale_attn_by_inverse_layer_idx", "add_cross_attention")) {
            file.require(key, !file.flag(key, false), "false");
        }
        int width = file.size("n_embd");
        int heads = file.size("n_head");
        return new ModelConfig(
                file.size("vocab_size"),
                file.size("n_positions"),
                width,
                file.size("n_layer"),
                heads,
                heads,
                file.size("n_inner", 4 * width),
                Norm.LAYER,
                file.real("layer_norm_epsilon", 1e-5),
                Positions.LEARNED,
                10_000,
                null,
                MlpKind.GELU,
                true,
                file.flag("tie_word_embeddings", true),
                file.real("resid_pdrop", 0.1),
                file.real("initializer_range", 0.02));
    }

    @Override
    public boolean has(ModelConfig c) {
        return c.norm() == Norm.LAYER
                && c.positions() == Positions.LEARNED
                && c.mlp() == MlpKind.GELU
                && c.bias()
                && c.kvHeads() == c.heads();
    }

    @Override
    public void write(ModelConfig c, ObjectNode json) {
        json.put("n_embd", c.width());
        json.put("n_inner", c.hidden());
        json.put("n_layer", c.layers());
        json.put("n_head", c.heads());
        json.put("n_positions", c.context());
        json.put("layer_norm_epsilon", c.normEpsilon());
        json.put("activation_function", "gelu_new");
        json.put("resid_pdrop", c.dropout());
        json.put("embd_pdrop", c.dropout());
        json.put("attn_pdrop", 0.0);
    }

    @Override
    public List<PublishedTensor> tensors(
            String prefix, ModelConfig config, Map<String, Shape> shapes) {
        List<PublishedTensor> tensors = new ArrayList<>();
        shapes.forEach((name, s) -> {
            boolean transposed = TRANSPOSED.matcher(name).matches();
            Shape shape = transposed ? Shape.of(s.dim(1), s.dim(0)) : s;
            tensors.add(new PublishedTensor(prefix + name, shape, name, 0, transposed));
        });
        return tensors;
    }

    @Override
    public boolean isBuffer(String name) {
        return BUFFER.matcher(name).matches();
    }
}
