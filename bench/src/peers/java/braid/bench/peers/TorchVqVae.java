package braid.bench.peers;

import static org.bytedeco.pytorch.global.torch.arange;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.mse_loss;

import braid.vqvae.VqVae;
import braid.vqvae.VqVaeConfig;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** The VQ-VAE and its training step in libtorch: codebook by gradient, decoder without prompts. */
final class TorchVqVae extends TorchModel {

    private final VqVaeConfig config;
    private final Tensor places;

    TorchVqVae(VqVae model, double learningRate) {
        super(model, learningRate);
        config = model.config();
        places = arange(new Scalar(config.chunk()), new TensorOptions(torch.ScalarType.Long));
    }

    private Tensor blocks(Tensor x, String owner) {
        Tensor y = x.add(embedding(weight(owner + ".places.weight"), places));
        for (int i = 0; i < config.layers(); i++) {
            y = block(y, owner + ".h." + i, config.heads(), false);
        }
        return norm(y, owner + ".norm");
    }

    /** Indices of the nearest codes, by {@code |e|² - 2 z e}. */
    private static Tensor nearest(Tensor z, Tensor codes) {
        try (var off = new NoGradGuard()) {
            Tensor squares = codes.mul(codes).sum(1);
            Tensor distances = squares.sub(z.matmul(codes.t()), new Scalar(2));
            return distances.argmin(new LongOptional(1), false);
        }
    }

    private Tensor loss(Tensor chunks) {
        long n = chunks.size(0);
        long latents = config.positions();
        Tensor x = embedding(weight("encoder.tokens.weight"), chunks);
        long group = (long) config.compression() * config.width();
        Tensor z = affine(blocks(x, "encoder").reshape(n * latents, group), "encoder.pool");
        Tensor codes = weight("quantizer.codebook.vectors");
        Tensor e = embedding(codes, nearest(z, codes));
        Tensor passed = z.add(e.sub(z).detach());
        Tensor wide =
                affine(passed, "decoder.widen")
                        .unsqueeze(1)
                        .expand(n * latents, config.compression(), config.width())
                        .reshape(n, config.chunk(), config.width());
        Tensor logits = linear(blocks(wide, "decoder"), weight("decoder.head.weight"));
        return cross_entropy_loss(logits.flatten(0, 1), chunks.flatten())
                .add(mse_loss(e, z.detach()))
                .add(mse_loss(z, e.detach()), new Scalar(config.beta()));
    }

    /** Forward, backward and update; gives the loss. */
    float step(int[] ids) {
        try (PointerScope scope = new PointerScope()) {
            return update(loss(ids(ids).view(ids.length / config.chunk(), config.chunk())));
        }
    }
}
