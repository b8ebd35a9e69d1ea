package braid.transformer.tokenizer.bpe;

import java.io.IOException;
import java.nio.file.Path;

/**
 * SentencePiece's {@code .model} files of the BPE kind, as Llama 2's {@code tokenizer.model}: the
 * Protocol Buffers message ModelProto of {@code sentencepiece_model.proto}, of which pieces, model
 * type and normaliser are read.
 */
public final class SentencePieceFile {

    private static final int BPE = 2;

    private final TokenizerFile file;
    private final PieceList pieces;
    private long type = 1;
    private boolean leadingSpace = true;
    private boolean singleSpaces = true;

    private SentencePieceFile(TokenizerFile file) {
        this.file = file;
        pieces = new PieceList(file);
    }

    /**
     * Reads a tokenizer.
     *
     * @throws braid.tensor.TensorException if the file is not one, naming it, the fault and the
     *     offset
     */
    public static SentencePieceBpe load(Path path) throws IOException {
        TokenizerFile file = new TokenizerFile(path);
        return new SentencePieceFile(file).read(ProtobufMessage.of(file, file.read()));
    }

    private SentencePieceBpe read(ProtobufMessage model) {
        while (model.next()) {
            switch (model.field()) {
                case 1 -> readPiece(model.message());
                case 2 -> readTraining(model.message());
                case 3 -> readNormalizer(model.message());
                default -> {}
            }
        }
        if (type != BPE) {
            throw file.fault(
                    "holds a model of type " + type,
                    "models of type 2 (BPE) are read here, no others");
        }
        return pieces.build(new SentencePieceBpe.Options(leadingSpace, singleSpaces));
    }

    private void readPiece(ProtobufMessage piece) {
        String name = "";
        float score = 0;
        long kind = 1;
        while (piece.next()) {
            switch (piece.field()) {
                case 1 -> name = piece.text();
                case 2 -> score = piece.number();
                case 3 -> kind = piece.integer();
                default -> {}
            }
        }
        switch ((int) kind) {
            case 1 -> pieces.addPiece(name, score);
            case 2, 3 -> pieces.addSpecial(name);
            case 6 -> {
                if (SentencePieceBpe.byteOf(name) < 0) {
                    throw file.damaged("has the byte \"" + name + "\"");
                }
                pieces.addByte(name);
            }
            default ->
                    throw file.fault(
                            "has the piece " + pieces.size() + " \"" + name + "\" of type " + kind,
                            "pieces that the user defined, or that are unused, are not read here");
        }
    }

    private void readTraining(ProtobufMessage training) {
        while (training.next()) {
            if (training.field() == 3) {
                type = training.integer();
            } else if (training.field() == 24 && training.flag()) {
                throw file.fault(
                        "puts spaces behind words (treat_whitespace_as_suffix)",
                        "models that put them in front are read here, no others");
            }
        }
    }

    private void readNormalizer(ProtobufMessage normalizer) {
        while (normalizer.next()) {
            switch (normalizer.field()) {
                case 2 -> {
                    if (!normalizer.text().isEmpty()) {
                        throw file.fault(
                                "changes characters by a table (precompiled_charsmap)",
                                "models with the normaliser \"identity\" are read, as Llama 2's");
                    }
                }
                case 3 -> leadingSpace = normalizer.flag();
                case 4 -> singleSpaces = normalizer.flag();
                case 5 -> {
                    if (!normalizer.flag()) {
                        throw file.fault(
                                "keeps spaces as they are (escape_whitespaces is false)",
                                "models that write them as ▁ are read here, no others");
                    }
                }
                default -> {}
            }
        }
    }
}
