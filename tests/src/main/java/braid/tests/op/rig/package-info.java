/**
 * What runs the cases of {@link braid.tests.op} in four modes: values, gradients, speed and
 * support. Reading order: {@link braid.tests.op.rig.OpCase}, {@link braid.tests.op.rig.Example},
 * {@link braid.tests.op.rig.Tolerance}, {@link braid.tests.op.rig.CheckedBackend}, {@link
 * braid.tests.op.rig.Runs}. JUnit turns them into tests under {@code src/test}; {@link
 * braid.tests.op.rig.Main} runs speed and support from the command line.
 */
package braid.tests.op.rig;
