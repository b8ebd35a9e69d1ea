/**
 * Tensors in files: safetensors, NumPy's npy, and GGUF, which is read only. Files are read as
 * hostile: every size is checked against the file before memory is taken. Files are written whole
 * or not at all.
 *
 * <p>Reading order: {@link braid.tensor.io.Safetensors}, {@link braid.tensor.io.Npy}, {@link
 * braid.tensor.io.Gguf}, {@link braid.tensor.io.SafeFiles}. Checkpoints, which are folders of
 * several files, are not here but in {@code braid.training}.
 */
package braid.tensor.io;
