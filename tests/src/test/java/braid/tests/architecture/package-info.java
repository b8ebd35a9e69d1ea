/**
 * The rules of the house that no compiler knows, as tests.
 *
 * <p>{@link braid.tests.architecture.DependencyTest} reads class files: which module and package
 * may depend on which, and which parts of the JDK nobody uses. {@link
 * braid.tests.architecture.SourceTest} reads source files: lengths, package pages, Javadoc, words
 * that must not be there; {@link braid.tests.architecture.Sources} finds and parses them.
 *
 * <p>Not here: style that the formatter decides, and what Error Prone finds (Maven profile {@code
 * quality}).
 */
package braid.tests.architecture;
