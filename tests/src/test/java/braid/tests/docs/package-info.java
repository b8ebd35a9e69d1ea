/**
 * The documentation is true: its Java compiles, runs and prints what the page shows; its command
 * lines parse; its configuration keys exist; its links lead somewhere. Nothing is trained by a
 * command here: what a command printed is quoted on the page with where it ran.
 *
 * <p>Reading order: {@link braid.tests.docs.Page}, {@link braid.tests.docs.Program}, then the
 * tests.
 */
package braid.tests.docs;
