package braid.training.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.training.data.DataException;
import braid.training.data.TokenizedExample;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

final class EncodedTracesTest {

    private final ChunkCodec codec = new Samples.Lossless(4, 2);
    private final List<TokenizedExample> examples = Samples.examples(12, 15);

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void save() {
        file = folder.resolve("codes.jsonl");
        EncodedTraces.encode(codec, examples).save(file);
    }

    @Test
    void savedCodesAreReadBack() {
        EncodedTraces loaded = EncodedTraces.load(file, examples);
        assertThat(loaded.size()).isEqualTo(12);
        assertThat(loaded.chunk()).isEqualTo(4);
        assertThat(loaded.compression()).isEqualTo(2);
        assertThat(loaded.codebook()).isEqualTo(16);
        for (int i = 0; i < 12; i++) {
            TokenizedExample e = examples.get(i);
            assertThat(loaded.codes(i)).isEqualTo(codec.encode(e));
            assertThat(loaded.codes(i)).hasSize(e.trace().length / 4 * 2);
        }
    }

    @Test
    void levelsAreKept() throws IOException {
        ChunkCodec two = new Samples.Levels(4, 2);
        EncodedTraces.encode(two, examples).save(file);
        EncodedTraces loaded = EncodedTraces.load(file, examples);
        assertThat(loaded.levels()).isEqualTo(2);
        assertThat(loaded.latentsPerChunk()).isEqualTo(4);
        assertThat(loaded.codebook()).isEqualTo(8);
        for (int i = 0; i < 12; i++) {
            TokenizedExample e = examples.get(i);
            assertThat(loaded.codes(i)).isEqualTo(two.encode(e));
        }
        List<String> rows = Files.readAllLines(file);
        refuses(
                with(rows, 1, rows.get(1).replaceFirst("\\[\\d", "[4")),
                "row 2: code 4 in the place of level 0");
        refuses(
                with(rows, 0, rows.getFirst().replace("\"levels\":2", "\"levels\":3")),
                "row 1: not a header");
    }

    /** As before there were levels, so that files of before are read. */
    @Test
    void oneLevelIsNotWritten() throws IOException {
        assertThat(Files.readAllLines(file).getFirst())
                .startsWith(
                        "{\"format\":\"braid-codes\",\"chunk\":4,\"compression\":2,\"codes\":16,"
                                + "\"examples\":12,\"traces\":\"")
                .doesNotContain("levels");
        assertThat(EncodedTraces.load(file, examples).levels()).isEqualTo(1);
    }

    @Test
    void codesOfOtherTracesAreRefused() {
        assertThatThrownBy(() -> EncodedTraces.load(file, examples.subList(0, 11)))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        file
                                + ": codes of other traces: 12 traces there, 11 here\n"
                                + "  HINT: was the data or the tokenizer changed? Encode anew");
        List<TokenizedExample> changed = new ArrayList<>(examples);
        changed.set(5, Samples.example(2, 14, 2, 99));
        assertThatThrownBy(() -> EncodedTraces.load(file, changed))
                .hasMessageContaining("12 traces there, 12 here, other tokens");
        List<TokenizedExample> swapped = new ArrayList<>(examples);
        swapped.set(0, examples.get(7));
        swapped.set(7, examples.get(0));
        assertThatThrownBy(() -> EncodedTraces.load(file, swapped))
                .hasMessageContaining("other tokens");
    }

    @Test
    void damagedFilesNameTheRow() throws IOException {
        List<String> rows = Files.readAllLines(file);
        refuses(rows.subList(0, 9), "row 9: the last of 8 traces, expected 12");
        refuses(with(rows, 3, "[0,1,2,16,0,0]"), "row 4: code 16 of a codebook of 16");
        refuses(with(rows, 3, "[0,1,2,-1,0,0]"), "row 4: code -1 of a codebook of 16");
        refuses(with(rows, 3, "[0,1]"), "row 4: 2 codes, expected 6");
        refuses(with(rows, 3, "[0,1,"), "row 4, column ");
        refuses(with(rows, 3, "[0,1,2.5,0,0,0]"), "row 4");
        refuses(with(rows, 3, "[0,1,\"2\",0,0,0]"), "row 4");
        refuses(with(rows, 3, "[0,1,null,0,0,0]"), "row 4");
        refuses(with(rows, 3, "null"), "row 4: no codes");
        refuses(with(rows, 0, "null"), "row 1: no header");
        refuses(with(rows, 0, "[1]"), "row 1");
        refuses(with(rows, 0, rows.getFirst().replace("braid-codes", "x")), "row 1: not a header");
        refuses(
                with(rows, 0, rows.getFirst().replace("\"chunk\":4", "\"chunk\":0")),
                "row 1: not a header");
        List<String> longer = new ArrayList<>(rows);
        longer.add(rows.getLast());
        refuses(longer, "row 14: more rows than the 12 of the header");
        refuses(List.of(), "");
    }

    private void refuses(List<String> rows, String fault) throws IOException {
        Path damaged = folder.resolve("damaged.jsonl");
        Files.write(damaged, rows);
        String start = fault.isEmpty() ? damaged + ": " : damaged + ": " + fault;
        assertThatThrownBy(() -> EncodedTraces.load(damaged, examples))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(start)
                .hasMessageContaining("\n  HINT: ");
    }

    private static List<String> with(List<String> rows, int row, String text) {
        List<String> changed = new ArrayList<>(rows);
        changed.set(row, text);
        return changed;
    }
}
