/** Whole models on devices other than the CPU, where this machine has them. */
package braid.tests.device;
