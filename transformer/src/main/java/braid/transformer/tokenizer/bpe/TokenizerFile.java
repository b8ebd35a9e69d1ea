package braid.transformer.tokenizer.bpe;

import braid.tensor.TensorException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of a tokenizer, which is not trusted: read whole up to a size, faults named with it. */
record TokenizerFile(Path path) {

    private static final long MOST_BYTES = 64L << 20;

    /** The file's bytes. */
    byte[] read() throws IOException {
        long size = Files.size(path);
        if (size > MOST_BYTES) {
            throw fault(
                    "has " + size + " bytes, more than " + MOST_BYTES,
                    "give a tokenizer's file; those of published models have at most 20 MB");
        }
        return Files.readAllBytes(path);
    }

    /** A complaint about the file. */
    TensorException fault(String what, String hint) {
        return fault(what, hint, null);
    }

    TensorException fault(String what, String hint, @Nullable Throwable cause) {
        return new TensorException("tokenizer file " + path + " " + what, hint, cause);
    }

    /** A complaint about a file that was cut or changed. */
    TensorException damaged(String what) {
        return fault(what, "the file is damaged; download it again");
    }
}
