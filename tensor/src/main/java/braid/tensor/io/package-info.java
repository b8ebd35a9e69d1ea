/**
 * Tensors in files: the safetensors format. Files are read as hostile: everything is checked before
 * memory is taken.
 *
 * <p>Reading order: {@link braid.tensor.io.Safetensors}, {@link braid.tensor.io.SafetensorsHeader},
 * {@link braid.tensor.io.SafeFiles}. Names and layouts of particular checkpoints are not here.
 */
package braid.tensor.io;
