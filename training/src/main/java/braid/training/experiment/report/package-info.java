/**
 * The report of an experiment: {@link braid.training.experiment.report.ExperimentReport} turns the
 * records into a page of sections, and writes it as HTML, as Markdown with pictures beside it, and
 * as CSV. What it writes is a function of the records alone.
 *
 * <p>Reading order: {@code Page}, what a page is made of; one of the sections, for example {@code
 * MethodSection}; {@code HtmlPage} and {@code MarkdownPage}, which write any page.
 *
 * <p>Not here: the charts themselves ({@link braid.training.report}); the statistics (the package
 * above).
 */
package braid.training.experiment.report;
