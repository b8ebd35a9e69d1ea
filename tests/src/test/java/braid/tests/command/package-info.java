/**
 * The {@code braid} command in a JVM of its own: what only a process shows, such as signals, exit
 * codes and a JVM that lacks a module.
 *
 * <p>Not here: the launcher ({@code braid.tests.launcher}), and what the command says to bad input,
 * which the module {@code training} tests.
 */
package braid.tests.command;
