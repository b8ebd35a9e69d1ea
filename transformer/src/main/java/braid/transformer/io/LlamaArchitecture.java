package braid.transformer.io;

import braid.tensor.Shape;
import braid.transformer.ModelConfig;
import braid.transformer.ModelConfig.MlpKind;
import braid.transformer.ModelConfig.Norm;
import braid.transformer.ModelConfig.Positions;
import braid.transformer.RopeScaling;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Llama 2 and 3. Queries, keys and values have matrices of their own in the files; in the model
 * they are rows of one.
 */
record LlamaArchitecture() implements Architecture {

    private static final Pattern BUFFER =
            Pattern.compile("model\\.layers\\.\\d+\\.self_attn\\.rotary_emb\\.inv_freq");
    private static final double ROPE_THETA = 10_000;

    @Override
    public String type() {
        return "llama";
    }

    @Override
    public String className() {
        return "LlamaForCausalLM";
    }

    @Override
    public String prefix() {
        return "model.";
    }

    @Override
    public String embedding() {
        return "embed_tokens.weight";
    }

    @Override
    public ModelConfig read(JsonFile file) {
        int width = file.size("hidden_size");
        int heads = file.size("num_attention_heads");
        boolean bias = file.flag("attention_bias", false);
        file.require("hidden_act", file.text("hidden_act", "silu").equals("silu"), "silu");
        file.require("mlp_bias", file.flag("mlp_bias", false) == bias, "as attention_bias");
        file.require(
                "head_dim",
                !file.has("head_dim") || (long) file.size("head_dim") * heads == width,
                "hidden_size / num_attention_heads");
        JsonFile newer = file.object("rope_parameters");
        JsonFile scaling = newer == null ? file.object("rope_scaling") : newer;
        return new ModelConfig(
                file.size("vocab_size"),
                file.size("max_position_embeddings"),
                width,
                file.size("num_hidden_layers"),
                heads,
                file.size("num_key_value_heads", heads),
                file.size("intermediate_size"),
                Norm.RMS,
                file.real("rms_norm_eps", 1e-6),
                Positions.ROPE,
                (newer == null ? file : newer).real("rope_theta", ROPE_THETA),
                scaling == null ? null : scaling(scaling),
                MlpKind.SWIGLU,
                bias,
                file.flag("tie_word_embeddings", false),
                0,
                file.real("initializer_range", 0.02));
    }

    private static @Nullable RopeScaling scaling(JsonFile rope) {
        String type = rope.text("rope_type", rope.text("type", "default"));
        if (type.equals("default")) {
            return null;
        }
        if (!type.equals("llama3")) {
            throw rope.fault(
                    "has the unknown rope type \"" + type + "\"",
                    "these are read: default, llama3");
        }
        return new RopeScaling(
                rope.real("factor"),
                rope.real("low_freq_factor"),
                rope.real("high_freq_factor"),
                rope.size("original_max_position_embeddings"));
    }

    @Override
    public boolean has(ModelConfig c) {
        return c.norm() == Norm.RMS && c.positions() == Positions.ROPE && c.mlp() == MlpKind.SWIGLU;
    }

    @Override
    public void write(ModelConfig c, ObjectNode json) {
        json.put("hidden_size", c.width());
        json.put("intermediate_size", c.hidden());
        json.put("num_hidden_layers", c.layers());
        json.put("num_attention_heads", c.heads());
        json.put("num_key_value_heads", c.kvHeads());
        json.put("head_dim", c.headSize());
        json.put("max_position_embeddings", c.context());
        json.put("rms_norm_eps", c.normEpsilon());
        json.put("rope_theta", c.ropeTheta());
        json.put("hidden_act", "silu");
        json.put("attention_bias", c.bias());
        json.put("mlp_bias", c.bias());
        RopeScaling s = c.ropeScaling();
        if (s != null) {
            json.putObject("rope_scaling")
                    .put("rope_type", "llama3")
                    .put("factor", s.factor())
                    .put("low_freq_factor", s.lowTurns())
                    .put("high_freq_factor", s.highTurns())
                    .put("original_max_position_embeddings", s.originalContext());
        }
    }

    @Override
    public List<PublishedTensor> tensors(
            String prefix, ModelConfig config, Map<String, Shape> shapes) {
        List<PublishedTensor> tensors = new ArrayList<>();
        shapes.forEach((name, shape) -> {
            switch (name) {
                case "wte.weight" ->
                        tensors.add(PublishedTensor.whole(prefix + embedding(), name, shape));
                case "ln_f.weight" ->
                        tensors.add(PublishedTensor.whole(prefix + "norm.weight", name, shape));
                default -> {
                    String[] path = name.split("\\.", 3); // h, number, rest
                    String layer = prefix + "layers." + path[1] + ".";
                    if (path[2].startsWith("attn.c_attn.")) {
                        addProjections(layer, name, config, shape, tensors);
                    } else {
                        tensors.add(PublishedTensor.whole(layer + inBlock(path[2]), name, shape));
                    }
                }
            }
        });
        return tensors;
    }

    private static String inBlock(String name) {
        int dot = name.lastIndexOf('.');
        String module =
                switch (name.substring(0, dot)) {
                    case "ln_1" -> "input_layernorm";
                    case "ln_2" -> "post_attention_layernorm";
                    case "attn.c_proj" -> "self_attn.o_proj";
                    case "mlp.c_gate" -> "mlp.gate_proj";
                    case "mlp.c_fc" -> "mlp.up_proj";
                    case "mlp.c_proj" -> "mlp.down_proj";
                    default -> throw new IllegalStateException(name);
                };
        return module + name.substring(dot);
    }

    private static void addProjections(
            String layer, String name, ModelConfig config, Shape shape, List<PublishedTensor> to) {
        int[] heads = {config.heads(), config.kvHeads(), config.kvHeads()};
        int row = 0;
        for (int i = 0; i < heads.length; i++) {
            int rows = heads[i] * config.headSize();
            String of = layer + "self_attn." + "qkv".charAt(i) + "_proj";
            String published = of + name.substring(name.lastIndexOf('.'));
            to.add(new PublishedTensor(published, shape.with(0, rows), name, row, false));
            row += rows;
        }
    }

    @Override
    public boolean isBuffer(String name) {
        return BUFFER.matcher(name).matches();
    }
}
