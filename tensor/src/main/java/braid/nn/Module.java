package braid.nn;

import braid.tensor.Device;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.backend.MemoryKind;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A part of a model. Subclasses hold their parts in fields and register them by name; the full name
 * of a parameter is the path of names joined by dots, as in {@code h.0.attn.c_attn.weight}.
 */
public abstract class Module {

    private final Map<String, Module> children = new LinkedHashMap<>();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private boolean training = true;

    /**
     * Makes a module a part of this one.
     *
     * @return the module
     */
    public final <M extends Module> M register(String name, M child) {
        children.put(name, child);
        return child;
    }

    /** Takes a part away again. */
    protected final void remove(String name) {
        children.remove(name);
    }

    /** This module, by the empty name, and all its parts by full name. */
    public final Map<String, Module> modules() {
        Map<String, Module> all = new LinkedHashMap<>();
        visit(
                "",
                (prefix, module) ->
                        all.put(
                                prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1),
                                module));
        return all;
    }

    /** Makes a tensor a parameter of this module. */
    protected final Parameter parameter(String name, Tensor values) {
        Parameter p = new Parameter(values);
        parameters.put(name, p);
        return p;
    }

    /**
     * Makes a parameter of one value everywhere, on the CPU; inside {@link EmptyWeights} it takes
     * no memory.
     */
    protected final Parameter parameter(String name, Shape shape, double value) {
        Tensor values =
                EmptyWeights.on()
                        ? Tensor.full(Shape.scalar(), value).expand(shape)
                        : Tensor.full(shape, value);
        return parameter(name, values);
    }

    /** Takes a parameter out of the state, as when its values are no longer there. */
    protected final void removeParameter(String name) {
        parameters.remove(name);
    }

    /**
     * Makes a tensor a part of the state that is saved, but that no optimiser changes.
     *
     * @return the tensor, outside all scopes
     */
    protected final Tensor buffer(String name, Tensor values) {
        Tensor t = values.detach();
        t.storage().promote(MemoryKind.PARAMETER);
        buffers.put(name, t);
        return t;
    }

    /**
     * All parameters by full name, in the order of registration; one that is shared appears once.
     */
    public final Map<String, Parameter> parameters() {
        Map<String, Parameter> all = new LinkedHashMap<>();
        Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        visit(
                "",
                (prefix, module) ->
                        module.parameters.forEach((name, p) -> {
                            if (seen.add(p)) {
                                all.put(prefix + name, p);
                            }
                        }));
        return all;
    }

    /** Those of {@link #parameters} that are not frozen: what an optimiser is given. */
    public final Map<String, Parameter> trainedParameters() {
        Map<String, Parameter> all = parameters();
        all.values().removeIf(Parameter::isFrozen);
        return all;
    }

    private void visit(String prefix, BiConsumer<String, Module> visitor) {
        visitor.accept(prefix, this);
        children.forEach((name, child) -> child.visit(prefix + name + ".", visitor));
    }

    /**
     * Everything that is saved, by full name: parameters and buffers. The tensors are the live
     * ones.
     */
    public final Map<String, Tensor> stateDict() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        parameters().forEach((name, p) -> all.put(name, p.tensor().detach()));
        visit(
                "",
                (prefix, module) -> module.buffers.forEach((name, t) -> all.put(prefix + name, t)));
        return all;
    }

    /**
     * Overwrites parameters and buffers with saved ones.
     *
     * @param state by full name; exactly those of {@link #stateDict}
     * @throws TensorException naming all that is missing, unexpected, or of another shape; nothing
     *     is changed
     */
    public final void loadStateDict(Map<String, Tensor> state) {
        Map<String, Tensor> own = stateDict();
        List<String> faults = new ArrayList<>();
        own.forEach((name, t) -> {
            Tensor from = state.get(name);
            if (from == null) {
                faults.add("missing " + name + " " + t.shape());
            } else if (!from.shape().equals(t.shape()) || from.dtype() != t.dtype()) {
                faults.add(
                        name
                                + " is "
                                + from.shape()
                                + " "
                                + from.dtype()
                                + ", the model has "
                                + t.shape()
                                + " "
                                + t.dtype());
            }
        });
        for (String name : state.keySet()) {
            if (!own.containsKey(name)) {
                faults.add("unexpected " + name);
            }
        }
        if (!faults.isEmpty()) {
            throw new TensorException(
                    "state dict: " + String.join("; ", faults),
                    "build the model with the configuration that the state was saved with");
        }
        own.forEach(
                (name, t) -> t.copyFrom(Objects.requireNonNull(state.get(name)).to(t.device())));
    }

    /** Number of weights; those of shared parameters count once. */
    public final long numParameters() {
        return parameters().values().stream().mapToLong(p -> p.tensor().numel()).sum();
    }

    /** Gives all gradients back. */
    public final void zeroGrad() {
        parameters().values().forEach(p -> p.tensor().zeroGrad());
    }

    /** Switches to training: dropout drops, codebooks move. */
    public final void train() {
        setTraining(true);
    }

    /** Switches to evaluation. */
    public final void eval() {
        setTraining(false);
    }

    private void setTraining(boolean on) {
        visit("", (prefix, module) -> module.training = on);
    }

    /** Whether this is in training mode; so it begins. */
    public final boolean isTraining() {
        return training;
    }

    /** Moves parameters and buffers to a device, in place. Gradients are given back. */
    public final void to(Device device) {
        visit(
                "",
                (prefix, module) -> {
                    module.parameters.values().forEach(p -> p.moveTo(device));
                    module.buffers.replaceAll((name, t) -> moved(t, device));
                });
    }

    private static Tensor moved(Tensor buffer, Device device) {
        if (buffer.device() == device) {
            return buffer;
        }
        Tensor t = buffer.to(device);
        t.storage().promote(MemoryKind.PARAMETER);
        return t;
    }

    /** The buffer of this name, on the device where the module is now. */
    protected final Tensor buffer(String name) {
        return Objects.requireNonNull(buffers.get(name), name);
    }

    /** Where the first parameter is; the CPU where there is none. */
    public final Device device() {
        for (Parameter p : parameters().values()) {
            return p.tensor().device();
        }
        return Device.cpu();
    }
}
