package braid.training.experiment.grid;

import braid.training.LanguageModelRun;
import braid.training.data.Example;
import braid.training.data.RunningSums;
import braid.training.data.TokenizedExample;
import braid.training.eval.MutualInformation;
import braid.training.experiment.RunRecord.Chunk;
import braid.training.experiment.RunRecord.Code;
import braid.training.experiment.RunRecord.Codes;
import braid.training.experiment.RunRecord.Level;
import braid.training.latent.Chunks;
import braid.training.latent.CodeUsage;
import braid.training.latent.EncodedTraces;
import braid.training.latent.StateInformation;
import braid.training.latent.VqVaeCodec;
import braid.transformer.tokenizer.Tokenizer;
import braid.vqvae.quantizer.CodebookStats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the codes of a run's test traces are, and which text they stand for. */
final class CodeFindings {

    private static final int CODES = 12;
    private static final int CHUNKS = 4;

    /** Chunks of a code: how often each, and a prompt to decode the code with. */
    private record Seen(Map<String, Integer> chunks, int[] prompt) {
        int count() {
            return chunks.values().stream().mapToInt(n -> n).sum();
        }
    }

    private CodeFindings() {}

    static Codes of(LanguageModelRun run, List<Example> questions) {
        Tokenizer text = run.textVocabulary();
        List<TokenizedExample> examples =
                questions.stream().map(q -> TokenizedExample.of(run.task(), q, text)).toList();
        VqVaeCodec codec = run.latentSource().codec();
        EncodedTraces traces = EncodedTraces.encode(codec, examples);
        var usage = new CodeUsage(codec.codes(), codec.levels());
        Map<Integer, Seen> seen = new TreeMap<>();
        for (int i = 0; i < traces.size(); i++) {
            usage.count(traces.codes(i));
            for (int j = 0; j < traces.codes(i).length; j++) {
                TokenizedExample e = examples.get(i);
                EncodedTraces.Span span = traces.span(i, j / codec.levels());
                int[] part = Arrays.copyOfRange(e.trace(), span.from(), span.to());
                seen.computeIfAbsent(traces.codes(i)[j], c -> new Seen(new TreeMap<>(), e.prompt()))
                        .chunks()
                        .merge(text.decode(part).strip(), 1, Integer::sum);
            }
        }
        boolean known =
                run.task() instanceof RunningSums && StateInformation.applies(questions, traces);
        MutualInformation state = known ? StateInformation.of(questions, traces) : null;
        return new Codes(
                usage.all().usage(),
                usage.all().perplexity(),
                rebuilt(codec, examples, traces),
                state == null ? null : state.bits(),
                state == null ? null : state.entropyY(),
                frequent(seen, codec, text),
                codec.levels() == 1 ? null : levels(usage, known, questions, traces));
    }

    private static List<Level> levels(
            CodeUsage usage, boolean known, List<Example> questions, EncodedTraces traces) {
        List<Level> levels = new ArrayList<>();
        for (int q = 0; q < traces.levels(); q++) {
            CodebookStats stats = usage.levels().get(q);
            Double bits =
                    known ? (Double) StateInformation.ofLevel(questions, traces, q).bits() : null;
            levels.add(new Level(stats.usage(), stats.perplexity(), bits));
        }
        return levels;
    }

    /** Share of the chunks' tokens that the decoder gives back. */
    private static double rebuilt(
            VqVaeCodec codec, List<TokenizedExample> examples, EncodedTraces traces) {
        long right = 0;
        long all = 0;
        for (int i = 0; i < traces.size(); i++) {
            TokenizedExample e = examples.get(i);
            int[] decoded = codec.decode(e.prompt(), traces.codes(i));
            Chunks chunks = traces.chunks(i);
            for (int c = 0; c < chunks.count(); c++) {
                for (int t = 0; t < chunks.length(c); t++) {
                    int token = e.trace()[chunks.start(c) + t];
                    right += decoded[c * codec.chunk() + t] == token ? 1 : 0;
                }
                all += chunks.length(c);
            }
        }
        return all == 0 ? 0 : (double) right / all;
    }

    private static List<Code> frequent(Map<Integer, Seen> seen, VqVaeCodec codec, Tokenizer text) {
        int each = codec.latentsPerChunk();
        List<Code> codes = new ArrayList<>();
        seen.forEach((code, s) -> {
            List<Chunk> chunks =
                    s.chunks().entrySet().stream()
                            .map(e -> new Chunk(e.getKey(), e.getValue()))
                            .sorted(Comparator.comparingInt(Chunk::count).reversed())
                            .limit(CHUNKS)
                            .toList();
            String decoded =
                    each == 1
                            ? text.decode(codec.decode(s.prompt(), new int[] {code})).strip()
                            : "";
            codes.add(new Code(code, s.count(), chunks, decoded));
        });
        return codes.stream()
                .sorted(Comparator.comparingInt(Code::count).reversed())
                .limit(CODES)
                .toList();
    }
}
