/**
 * What a run tells while it goes: metrics in a file ({@link braid.training.telemetry.MetricsFile}),
 * progress on the terminal ({@link braid.training.telemetry.Progress}), and where memory goes
 * ({@link braid.training.telemetry.MemoryReport}).
 */
package braid.training.telemetry;
