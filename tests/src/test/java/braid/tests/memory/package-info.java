/** What a training step takes of a device's memory: planned, measured, recycled. */
package braid.tests.memory;
