package braid.training.experiment.report;

import braid.training.experiment.report.Page.Block;
import braid.training.experiment.report.Page.Column;
import braid.training.experiment.report.Page.Entry;
import braid.training.experiment.report.Page.Figure;
import braid.training.experiment.report.Page.Figures;
import braid.training.experiment.report.Page.Folded;
import braid.training.experiment.report.Page.Kind;
import braid.training.experiment.report.Page.Listing;
import braid.training.experiment.report.Page.Note;
import braid.training.experiment.report.Page.Paragraph;
import braid.training.experiment.report.Page.Section;
import braid.training.experiment.report.Page.Table;

import java.util.ArrayList;
import java.util.List;

/** A page as Markdown with GitHub's tables; its pictures are files beside it. */
final class MarkdownPage {

    private static final String CODE_BLOCK = "    ";

    private final StringBuilder out = new StringBuilder();

    private MarkdownPage() {}

    static String of(Page page) {
        var markdown = new MarkdownPage();
        markdown.line("# " + escape(page.title()));
        for (Section section : page.sections()) {
            markdown.line("");
            markdown.line("## " + escape(section.title()));
            section.blocks().forEach(markdown::block);
        }
        return Printable.of(markdown.out.toString());
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private void block(Block block) {
        line("");
        switch (block) {
            case Paragraph paragraph -> line(escape(paragraph.text()));
            case Note note -> line(escape(note.text()));
            case Table table -> table(table);
            case Figures figures -> figures(figures);
            case Folded folded -> {
                line("### " + escape(folded.title()));
                folded.blocks().forEach(this::block);
            }
            case Listing listing -> listing(listing.entries());
        }
    }

    private void table(Table table) {
        List<String> head = new ArrayList<>();
        List<String> rule = new ArrayList<>();
        for (Column column : table.columns()) {
            boolean right = column.kind() == Kind.NUMBER || column.kind() == Kind.SHARE;
            head.add(escape(column.name()));
            rule.add(right ? "---:" : "---");
        }
        row(head);
        row(rule);
        for (List<String> cells : table.rows()) {
            List<String> row = new ArrayList<>();
            for (int i = 0; i < cells.size(); i++) {
                row.add(cell(table.columns().get(i).kind(), cells.get(i)));
            }
            row(row);
        }
    }

    private void row(List<String> cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private static String cell(Kind kind, String text) {
        return kind == Kind.VERBATIM
                ? String.join("<br>", text.lines().map(MarkdownPage::code).toList())
                : escape(text);
    }

    /** Code within a line: more backticks around it than in it; a bar would end the cell. */
    private static String code(String text) {
        String ticks = "`";
        while (text.contains(ticks)) {
            ticks += "`";
        }
        String space = text.startsWith("`") || text.endsWith("`") ? " " : "";
        return text.isBlank() ? "" : ticks + space + text.replace("|", "\\|") + space + ticks;
    }

    private void figures(Figures figures) {
        for (int i = 0; i < figures.figures().size(); i++) {
            Figure figure = figures.figures().get(i);
            line(
                    (i == 0 ? "" : "\n")
                            + "!["
                            + escape(figure.caption())
                            + "]("
                            + figure.file()
                            + ")");
        }
    }

    private void listing(List<Entry> entries) {
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            line((i == 0 ? "" : "\n") + entry.label() + ":\n");
            entry.text().lines().forEach(text -> line(CODE_BLOCK + text));
        }
    }

    private static String escape(String text) {
        return text.replaceAll("([\\\\`*_|~])", "\\\\$1").replace("<", "&lt;").replace("\n", " ");
    }
}
