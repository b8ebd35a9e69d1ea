package braid.training.experiment.report;

import braid.training.experiment.Experiment;
import braid.training.experiment.RunRecord;
import braid.training.experiment.report.Page.Block;
import braid.training.experiment.report.Page.Column;
import braid.training.experiment.report.Page.Paragraph;
import braid.training.experiment.report.Page.Section;
import braid.training.experiment.report.Page.Table;

import java.util.ArrayList;
import java.util.List;
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
            rows.add(row(record, codes(record), states));
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
                new Section("Codebook", List.of(new Table(columns, rows), new Paragraph(note))));
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

    /** The most frequent codes as text, of the least seed of each run; empty without codes. */
    static Optional<Section> texts(Experiment experiment) {
        List<Block> blocks = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        for (RunRecord record : withCodes(experiment)) {
            List<RunRecord.Code> codes = codes(record).frequent();
            if (codes.isEmpty() || shown.contains(record.run())) {
                continue;
            }
            shown.add(record.run());
            blocks.add(new Paragraph("Run " + record.run() + ", seed " + record.seed() + "."));
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
            blocks.add(
                    new Table(
                            List.of(
                                    Column.number("code"),
                                    Column.number("count"),
                                    Column.verbatim("decoded"),
                                    Column.verbatim("most frequent chunks")),
                            rows));
        }
        return blocks.isEmpty()
                ? Optional.empty()
                : Optional.of(new Section("Latents as text", blocks));
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
