/**
 * The {@code braid} command.
 *
 * <p>Read {@link braid.training.cli.Braid} first: the root command and what all subcommands
 * inherit; then {@link braid.training.cli.ExitCode}. Subcommands parse, call the package that does
 * the work, and print.
 *
 * <p>Not here: training itself ({@link braid.training}); the search for a JDK and the build, which
 * the launcher {@code ./braid} does before Java starts.
 */
package braid.training.cli;
