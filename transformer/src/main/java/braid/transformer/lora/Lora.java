package braid.transformer.lora;

import braid.nn.Linear;
import braid.nn.Module;
import braid.nn.Parameter;
import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.random.Random;
import braid.transformer.Transformer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The adapters of a model (LoRA; Hu et al. 2021, arXiv:2106.09685). While they are attached, they
 * alone are trained, and the rows of new tokens in embedding and head:
 *
 * <pre>{@code
 * var lora = Lora.attach(extended.model(), LoraConfig.ofRank(16), published.tokenizer().size(), random);
 * … train extended.model() …
 * AdapterFolder.save(lora, folder);
 * lora.merge();
 * }</pre>
 */
public final class Lora {

    private static final String EMBEDDING = "wte.weight";
    private static final String HEAD = "lm_head.weight";

    private final Transformer model;
    private final LoraConfig config;
    private final int firstTrainedRow;
    private final Map<String, Adapters> layers = new LinkedHashMap<>();

    private Lora(Transformer model, LoraConfig config, int firstTrainedRow) {
        this.model = model;
        this.config = config;
        this.firstTrainedRow = firstTrainedRow;
    }

    /**
     * Freezes a model and gives it adapters, which change nothing until they are trained.
     *
     * @param firstTrainedRow rows of embedding and head from this one on are trained whole, as
     *     those of latent tokens; the size of the vocabulary for none
     * @param random of the first values, a stream for each adapter
     * @throws TensorException if a target is no matrix of the model
     */
    public static Lora attach(
            Transformer model, LoraConfig config, int firstTrainedRow, Random random) {
        if (model.parameters().values().stream().anyMatch(Parameter::isFrozen)) {
            throw new TensorException(
                    "lora: weights of the model are frozen, perhaps beside other adapters",
                    "merge these first");
        }
        var lora = new Lora(model, config, firstTrainedRow);
        Map<String, List<LowRank>> parts = new LinkedHashMap<>();
        for (Target target : targets(model, config)) {
            parts.computeIfAbsent(target.layer(), name -> new ArrayList<>())
                    .add(new LowRank(target, config, random, model.dropoutStream()));
        }
        model.parameters().values().forEach(Parameter::freeze);
        for (Parameter rows : lora.rows().values()) {
            rows.freezeRows(firstTrainedRow);
        }
        Map<String, Module> modules = model.modules();
        parts.forEach((name, of) -> {
            Linear layer = (Linear) Objects.requireNonNull(modules.get(name));
            var adapters = new Adapters(of, layer.weight().tensor().dim(0));
            adapters.to(model.device());
            if (!model.isTraining()) {
                adapters.eval();
            }
            layer.adapt(adapters);
            lora.layers.put(name, adapters);
        });
        return lora;
    }

    /** The matrices that a configuration names. */
    static List<Target> targets(Transformer model, LoraConfig config) {
        List<Target> all = Target.all(model);
        if (config.targets().equals(List.of(LoraConfig.ALL))) {
            return all;
        }
        var known = new TreeSet<>(all.stream().map(Target::kind).toList());
        for (String target : config.targets()) {
            if (!known.contains(target)) {
                throw new TensorException(
                        "lora: the model has no matrix that is called " + target,
                        "choose of "
                                + String.join(", ", known)
                                + ", or "
                                + LoraConfig.ALL
                                + " alone");
            }
        }
        return all.stream().filter(t -> config.targets().contains(t.kind())).toList();
    }

    /** The model. */
    public Transformer model() {
        return model;
    }

    /** Rank and the like. */
    public LoraConfig config() {
        return config;
    }

    /** The first row of embedding and head that is trained. */
    public int firstTrainedRow() {
        return firstTrainedRow;
    }

    /** All adapters, in the order of the model. */
    public List<LowRank> adapters() {
        return layers.values().stream().flatMap(layer -> layer.parts.stream()).toList();
    }

    /** Embedding and, where it is a matrix of its own, head, by name; none if no row is trained. */
    Map<String, Parameter> rows() {
        Map<String, Parameter> rows = new LinkedHashMap<>();
        if (firstTrainedRow < model.config().vocabulary()) {
            rows.putAll(model.parameters());
            rows.keySet().removeIf(name -> !isRows(name));
        }
        return rows;
    }

    /** Whether the rows of a parameter are those of tokens. */
    static boolean isRows(String parameter) {
        return parameter.equals(EMBEDDING) || parameter.equals(HEAD);
    }

    /** Adds the adapters to the model's weights and takes them away; all weights can be trained. */
    public void merge() {
        Map<String, Module> modules = model.modules();
        layers.forEach((name, adapters) -> {
            Linear layer = (Linear) Objects.requireNonNull(modules.get(name));
            Tensor weight = layer.weight().tensor().detach();
            for (LowRank part : adapters.parts) {
                try (var scope = Scope.open()) {
                    int row = part.target().row();
                    Tensor rows = weight.slice(0, row, row + part.target().out());
                    Tensor product = part.product();
                    rows.copyFrom(rows.to(product.dtype()).add(product).to(weight.dtype()));
                }
            }
            layer.unadapt();
        });
        layers.clear();
        model.parameters().values().forEach(p -> p.freezeRows(0));
    }

    /** The adapters of one layer, which are of different rows of its weight. */
    private static final class Adapters extends Module implements Linear.Adapter {

        private final List<LowRank> parts;
        private final int rows;

        Adapters(List<LowRank> parts, int rows) {
            this.parts = parts;
            this.rows = rows;
            parts.forEach(part -> register(part.target().kind(), part));
        }

        /** (…, in) to (…, out); zeros for rows that have no adapter. */
        @Override
        public Tensor forward(Tensor x) {
            List<Tensor> columns = new ArrayList<>();
            int row = 0;
            for (LowRank part : parts) {
                addZeros(x, part.target().row() - row, columns);
                columns.add(part.forward(x));
                row = part.target().row() + part.target().out();
            }
            addZeros(x, rows - row, columns);
            return columns.size() == 1
                    ? columns.getFirst()
                    : Tensor.concat(-1, columns.toArray(new Tensor[0]));
        }

        private static void addZeros(Tensor x, int count, List<Tensor> columns) {
            if (count > 0) {
                var shape = x.shape().with(-1, count);
                columns.add(Tensor.full(shape, 0, x.dtype(), x.device()));
            }
        }
    }
}
