/**
 * One case an operation: its operands, what they give in double precision, its sizes for
 * measurements. A case is found by its name: {@code Gelu} has {@code GeluCase}. How cases are run
 * is in {@link braid.tests.op.rig}; begin with {@code GeluCase}, then {@code MatmulCase}.
 */
package braid.tests.op;
