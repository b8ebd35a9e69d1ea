package braid.training.experiment.report;

import braid.training.experiment.Experiment;
import braid.training.experiment.RunRecord;
import braid.training.experiment.report.Page.Block;
import braid.training.experiment.report.Page.Column;
import braid.training.experiment.report.Page.Folded;
import braid.training.experiment.report.Page.Note;
import braid.training.experiment.report.Page.Paragraph;
import braid.training.experiment.report.Page.Section;
import braid.training.experiment.report.Page.Table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The codebooks, and what their codes stand for. */
final class CodeSection {

    private static final int CODES = 16;
    private static final int CHUNKS = 4;

    private CodeSection() {}

    /** Usage and perplexity; empty if no run has codes. */
    static Optional<Section> codebooks(Experiment experiment) {
        List<List<String>> rows = new ArrayList<>();
        boolean states = false;
        for (RunRecord record : withCodes(experiment)) {
            states |= codes(record).stateBits() != null;
        }
        for (RunRecord record : withCodes(experiment)) {
            RunRecord.Codes codes = codes(record);
            rows.add(row(record, codes, states));
            List<RunRecord.Level> levels = codes.levels() == null ? List.of() : codes.levels();
            for (int q = 0; q < levels.size(); q++) {
                rows.add(row(record, q, levels.get(q), states));
            }
        }
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<Column> columns = new ArrayList<>();
        columns.add(Column.text("run"));
        columns.add(Column.number("seed"));
        columns.add(Column.share("usage"));
        columns.add(Column.number("perplexity"));
        columns.add(Column.share("held-out tokens rebuilt"));
        String note = "Usage: share of the codes that occur. Perplexity: exp of their entropy.";
        if (states) {
            columns.add(Column.number("bits about the state"));
            columns.add(Column.number("of"));
            note += " Bits: information of a code about the state after its chunk.";
        }
        return Optional.of(
                new Section("Codebook", List.of(new Table(columns, rows), new Note(note))));
    }

    private static List<String> row(RunRecord record, RunRecord.Codes codes, boolean states) {
        List<String> row = new ArrayList<>();
        row.add(record.run());
        row.add(Long.toString(record.seed()));
        row.add(Numbers.share(codes.usage()));
        row.add(Numbers.three(codes.perplexity()));
        row.add(Numbers.share(codes.heldOutTokenAccuracy()));
        if (states) {
            Double bits = codes.stateBits();
            Double entropy = codes.stateEntropy();
            row.add(bits == null ? Numbers.NONE : Numbers.three(bits));
            row.add(entropy == null ? Numbers.NONE : Numbers.three(entropy));
        }
        return row;
    }

    private static List<String> row(
            RunRecord record, int q, RunRecord.Level level, boolean states) {
        List<String> row = new ArrayList<>();
        row.add(record.run() + ", level " + q);
        row.add(Long.toString(record.seed()));
        row.add(Numbers.share(level.usage()));
        row.add(Numbers.three(level.perplexity()));
        row.add(Numbers.NONE);
        if (states) {
            Double bits = level.stateBits();
            row.add(bits == null ? Numbers.NONE : Numbers.three(bits));
            row.add(Numbers.NONE);
        }
        return row;
    }

    /**
     * The most frequent codes as text, of the least seed of each run; runs that share their codes
     * are named together. Empty without codes.
     */
    static Optional<Section> texts(Experiment experiment) {
        Map<List<RunRecord.Code>, List<String>> runsByCodes = new LinkedHashMap<>();
        for (Experiment.Run run : experiment.runs()) {
            RunRecord.Codes codes = run.first().codes();
            if (codes != null && !codes.frequent().isEmpty()) {
                runsByCodes
                        .computeIfAbsent(codes.frequent(), same -> new ArrayList<>())
                        .add(run.name() + ", seed " + run.first().seed());
            }
        }
        List<Block> blocks = new ArrayList<>();
        runsByCodes.forEach((codes, runs) -> {
            String title = String.join("; ", runs);
            if (blocks.isEmpty()) {
                blocks.add(new Paragraph(title));
                blocks.add(texts(codes));
            } else {
                blocks.add(new Folded(title, List.of(texts(codes))));
            }
        });
        return blocks.isEmpty()
                ? Optional.empty()
                : Optional.of(new Section("Latents as text", blocks));
    }

    private static Table texts(List<RunRecord.Code> codes) {
        List<List<String>> rows = new ArrayList<>();
        for (RunRecord.Code code : codes.subList(0, Math.min(CODES, codes.size()))) {
            String chunks =
                    code.chunks().stream()
                            .limit(CHUNKS)
                            .map(chunk -> chunk.text() + "  ×" + chunk.count())
                            .collect(Collectors.joining("\n"));
            rows.add(
                    List.of(
                            Integer.toString(code.code()),
                            Numbers.count(code.count()),
                            code.decoded(),
                            chunks));
        }
        return new Table(
                List.of(
                        Column.number("code"),
                        Column.number("count"),
                        Column.verbatim("decoded"),
                        Column.verbatim("most frequent chunks")),
                rows);
    }

    private static List<RunRecord> withCodes(Experiment experiment) {
        return experiment.runs().stream()
                .flatMap(run -> run.records().stream())
                .filter(record -> record.codes() != null)
                .toList();
    }

    private static RunRecord.Codes codes(RunRecord record) {
        RunRecord.Codes codes = record.codes();
        if (codes == null) {
            throw new IllegalStateException(record.fileName() + " has no codes");
        }
        return codes;
    }
}
