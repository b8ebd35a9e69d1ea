/**
 * The launcher {@code ./braid}, run as a shell runs it, on stand-ins for the JDK and for Maven.
 *
 * <p>Not here: the command itself, which the module {@code training} tests.
 */
package braid.tests.launcher;
