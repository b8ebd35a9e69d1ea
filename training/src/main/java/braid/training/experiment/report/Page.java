package braid.training.experiment.report;

import java.util.List;

/**
 * A report without a form yet: {@link HtmlPage} and {@link MarkdownPage} give it one. All text is
 * plain; each form escapes it.
 *
 * @param title of the whole
 * @param sections in the order of reading
 */
record Page(String title, List<Section> sections) {

    /**
     * A part of the page with a heading.
     *
     * @param title its heading
     * @param blocks what stands in it
     */
    record Section(String title, List<Block> blocks) {}

    /** What stands in a section. */
    sealed interface Block permits Paragraph, Note, Table, Figures, Folded, Listing {}

    /** Running text. */
    record Paragraph(String text) implements Block {}

    /** How to read the block before. */
    record Note(String text) implements Block {}

    /** What the cells of a column hold, which decides how they are set. */
    enum Kind {
        /** Words. */
        TEXT,
        /** Figures, aligned to the right. */
        NUMBER,
        /** A share in [0, 1], perhaps with a bar. */
        SHARE,
        /** Text of the model or of its configuration, letter by letter. */
        VERBATIM
    }

    /** A column of a table. */
    record Column(String name, Kind kind) {

        static Column text(String name) {
            return new Column(name, Kind.TEXT);
        }

        static Column number(String name) {
            return new Column(name, Kind.NUMBER);
        }

        static Column share(String name) {
            return new Column(name, Kind.SHARE);
        }

        static Column verbatim(String name) {
            return new Column(name, Kind.VERBATIM);
        }
    }

    /** Rows have one cell a column; columns without any name have no head. */
    record Table(List<Column> columns, List<List<String>> rows) implements Block {}

    /** Pictures that stand side by side where there is room. */
    record Figures(List<Figure> figures) implements Block {}

    /**
     * A picture.
     *
     * @param file name of its file, where a page refers to one
     * @param svg the picture
     * @param caption what it shows
     */
    record Figure(String file, String svg, String caption) {}

    /** Details that few will ask for: folded away where the form can. */
    record Folded(String title, List<Block> blocks) implements Block {}

    /** Texts in full, with line breaks; an entry begins where the first label comes again. */
    record Listing(List<Entry> entries) implements Block {}

    /** One text of a listing, such as a question. */
    record Entry(String label, String text) {}
}
