package braid.training.method;

import braid.tensor.Scope;
import braid.tensor.Shape;
import braid.tensor.Tensor;
import braid.training.data.Batch;
import braid.transformer.Transformer;
import braid.transformer.generate.DynamicCache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * {@link NextTokenLoss} of batches with continuous thoughts. Rows whose thoughts stand at the same
 * places are computed together: what comes before the thoughts, each thought as one position whose
 * input is the hidden state before it, and what comes behind, each part attending to those before
 * through a {@link DynamicCache}. So every position is computed once, as without thoughts.
 */
final class ThoughtLoss {

    private final Transformer model;
    private final int thought;

    /**
     * @param thought id that keeps the place of a thought
     */
    ThoughtLoss(Transformer model, int thought) {
        this.model = model;
        this.thought = thought;
    }

    /**
     * Where thoughts stand in a row.
     *
     * @param first place of the first; 0 where there is none
     * @param count thoughts, one behind the other
     */
    private record Span(int first, int count) {

        int end() {
            return first + count;
        }
    }

    /** The loss of a batch; a scalar with history. */
    Tensor of(Batch batch) {
        Map<Span, List<Integer>> groups = new LinkedHashMap<>();
        for (int row = 0; row < batch.rows(); row++) {
            groups.computeIfAbsent(span(batch, row), s -> new ArrayList<>()).add(row);
        }
        if (groups.keySet().stream().allMatch(span -> span.count() == 0)) {
            return NextTokenLoss.of(model, batch);
        }
        try (var scope = Scope.open()) {
            Tensor sum = null;
            for (Map.Entry<Span, List<Integer>> group : groups.entrySet()) {
                Batch rows = batch.select(group.getValue());
                double share = (double) rows.counted() / Math.max(1, batch.counted());
                Tensor part = loss(rows, group.getKey()).mul(share);
                sum = sum == null ? part : sum.add(part);
            }
            return scope.keep(Objects.requireNonNull(sum));
        }
    }

    private Span span(Batch batch, int row) {
        int from = row * batch.width();
        int end = from + batch.lengths()[row];
        int first = from;
        while (first < end && batch.inputs()[first] != thought) {
            first++;
        }
        int behind = first;
        while (behind < end && batch.inputs()[behind] == thought) {
            behind++;
        }
        return behind == first ? new Span(0, 0) : new Span(first - from, behind - first);
    }

    private Tensor loss(Batch rows, Span span) {
        if (span.count() == 0) {
            return NextTokenLoss.of(model, rows);
        }
        Tensor targets = Tensor.of(Shape.of(rows.targets().length), rows.targets());
        return model.crossEntropy(hidden(rows, span), targets.to(model.device()));
    }

    /** Hidden states of all positions (B, T, C). */
    private Tensor hidden(Batch rows, Span span) {
        var cache = new DynamicCache(model.config());
        List<Tensor> parts = new ArrayList<>();
        Tensor last = hidden(embed(rows, 0, span.first()), 0, cache);
        parts.add(last);
        for (int i = span.first(); i < span.end(); i++) {
            int n = last.dim(1);
            last = hidden(last.slice(1, n - 1, n), i, cache);
            parts.add(last);
        }
        if (span.end() < rows.width()) {
            Tensor rest = embed(rows, span.end(), rows.width());
            parts.add(hidden(rest, span.end(), cache));
        }
        return Tensor.concat(1, parts.toArray(new Tensor[0]));
    }

    /** Embeddings of some columns (B, to - from, C). */
    private Tensor embed(Batch rows, int from, int to) {
        int n = to - from;
        int[] ids = new int[rows.rows() * n];
        for (int row = 0; row < rows.rows(); row++) {
            System.arraycopy(rows.inputs(), row * rows.width() + from, ids, row * n, n);
        }
        return model.embed(Tensor.of(Shape.of(rows.rows(), n), ids).to(model.device()));
    }

    /** Hidden states of embeddings (B, T, C) that stand from a place on. */
    private Tensor hidden(Tensor embeddings, int from, DynamicCache cache) {
        int[] places = new int[embeddings.dim(1)];
        Arrays.setAll(places, i -> from + i);
        Tensor positions = Tensor.of(Shape.of(places.length), places).to(model.device());
        return model.hiddenOf(embeddings, positions, cache);
    }
}
