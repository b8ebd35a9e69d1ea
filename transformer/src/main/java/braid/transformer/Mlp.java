package braid.transformer;

import braid.nn.Linear;
import braid.nn.Module;
import braid.tensor.Tensor;
import braid.tensor.op.Activation;
import braid.transformer.ModelConfig.MlpKind;

import org.jspecify.annotations.Nullable;

/**
 * Feed-forward layer, on every token alone. GELU form: {@code c_fc} (H, C), {@code c_proj} (C, H).
 * SwiGLU form: {@code c_gate} (H, C) too.
 */
public final class Mlp extends Module {

    private final @Nullable Linear gate;
    private final Linear up;
    private final Linear down;

    Mlp(ModelConfig config) {
        int c = config.width();
        int h = config.hidden();
        boolean gated = config.mlp() == MlpKind.SWIGLU;
        gate = gated ? register("c_gate", new Linear(c, h, config.bias())) : null;
        up = register("c_fc", new Linear(c, h, config.bias(), activation(gated)));
        down = register("c_proj", new Linear(h, c, config.bias()));
    }

    private static Activation activation(boolean gated) {
        return gated ? Activation.NONE : Activation.GELU_TANH;
    }

    /** (B, T, C) to (B, T, C). */
    Tensor forward(Tensor x) {
        Tensor h = up.forward(x); // (B, T, H)
        return down.forward(gate == null ? h : gate.forward(x).silu().mul(h));
    }
}
