package braid.training.experiment.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.head;
import static j2html.TagCreator.html;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.style;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.title;
import static j2html.TagCreator.tr;

import braid.training.experiment.report.Page.Block;
import braid.training.experiment.report.Page.Column;
import braid.training.experiment.report.Page.Entry;
import braid.training.experiment.report.Page.Figures;
import braid.training.experiment.report.Page.Folded;
import braid.training.experiment.report.Page.Kind;
import braid.training.experiment.report.Page.Listing;
import braid.training.experiment.report.Page.Note;
import braid.training.experiment.report.Page.Paragraph;
import braid.training.experiment.report.Page.Section;
import braid.training.experiment.report.Page.Table;

import j2html.Config;
import j2html.rendering.FlatHtml;
import j2html.tags.DomContent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page as one file of HTML that is XML too: style and pictures inside, no script, nothing loaded
 * from elsewhere, light or dark as the reader's system is.
 */
final class HtmlPage {

    private static final Pattern LATENT = Pattern.compile("<(?:latent:\\d+|[be]oLatent)>");

    private static final DomContent LINE = rawHtml("\n");

    private HtmlPage() {}

    static String of(Page page) {
        var root =
                html(
                                head(
                                        meta().withCharset("utf-8"),
                                        meta().withName("viewport")
                                                .withContent("width=device-width, initial-scale=1"),
                                        title(page.title()),
                                        style(rawHtml(css()))),
                                LINE,
                                body(
                                        h1(page.title()),
                                        nav(each(page.sections(), HtmlPage::link)),
                                        each(page.sections(), HtmlPage::sectionOf)))
                        .withLang("en")
                        .attr("xmlns", "http://www.w3.org/1999/xhtml");
        try {
            var out =
                    FlatHtml.into(
                            new StringBuilder("<!DOCTYPE html>\n"),
                            Config.defaults().withEmptyTagsClosed(true));
            return root.render(out).append("\n").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String css() {
        try (InputStream in = HtmlPage.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("report.css is not in the jar of HtmlPage");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DomContent link(Section section) {
        return each(LINE, a(section.title()).withHref("#" + id(section)));
    }

    private static String id(Section section) {
        return section.title()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("-$", "");
    }

    private static DomContent sectionOf(Section section) {
        return each(
                LINE,
                section(h2(section.title()), each(section.blocks(), HtmlPage::block))
                        .withId(id(section)));
    }

    private static DomContent block(Block block) {
        return each(
                LINE,
                switch (block) {
                    case Paragraph paragraph -> p(Printable.of(paragraph.text()));
                    case Note note -> p(Printable.of(note.text())).withClass("note");
                    case Table table -> div(tableOf(table)).withClass("scroll");
                    case Figures figures ->
                            div(each(
                                            figures.figures(),
                                            f ->
                                                    figure(
                                                            LINE,
                                                            rawHtml(Printable.of(f.svg())),
                                                            figcaption(f.caption()))))
                                    .withClass("figures");
                    case Folded folded ->
                            details(
                                    summary(Printable.of(folded.title())),
                                    each(folded.blocks(), HtmlPage::block));
                    case Listing listing -> dl(entries(listing.entries()));
                });
    }

    private static DomContent tableOf(Table table) {
        List<Column> columns = table.columns();
        boolean head = columns.stream().anyMatch(column -> !column.name().isEmpty());
        return table(
                iff(
                        head,
                        thead(
                                tr(
                                        each(
                                                columns,
                                                column ->
                                                        th(column.name())
                                                                .withClass(
                                                                        classOf(column.kind())))))),
                tbody(
                        each(
                                table.rows(),
                                row ->
                                        each(
                                                LINE,
                                                tr(
                                                        each(
                                                                row,
                                                                (i, cell) ->
                                                                        cell(
                                                                                columns.get(i)
                                                                                        .kind(),
                                                                                cell)))))));
    }

    private static DomContent cell(Kind kind, String text) {
        var cell = td(marked(text)).withClass(classOf(kind));
        return kind == Kind.SHARE && !text.equals(Numbers.NONE)
                ? cell.withStyle("--share: " + Numbers.tenth(100 * Double.parseDouble(text)) + "%")
                : cell;
    }

    private static String classOf(Kind kind) {
        return switch (kind) {
            case TEXT -> "t";
            case NUMBER -> "n";
            case SHARE -> "n s";
            case VERBATIM -> "v";
        };
    }

    private static DomContent entries(List<Entry> entries) {
        String first = entries.isEmpty() ? "" : entries.getFirst().label();
        return each(
                entries,
                entry ->
                        each(
                                LINE,
                                dt(entry.label())
                                        .withCondClass(entry.label().equals(first), "first"),
                                dd(pre(marked(entry.text())))));
    }

    /** Text in which latent tokens stand out. */
    private static DomContent marked(String text) {
        List<DomContent> parts = new ArrayList<>();
        String clean = Printable.of(text);
        Matcher latent = LATENT.matcher(clean);
        int from = 0;
        while (latent.find()) {
            parts.add(text(clean.substring(from, latent.start())));
            parts.add(span(latent.group()).withClass("latent"));
            from = latent.end();
        }
        parts.add(text(clean.substring(from)));
        return each(parts.toArray(DomContent[]::new));
    }
}
