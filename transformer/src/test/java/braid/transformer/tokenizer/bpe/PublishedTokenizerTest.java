package braid.transformer.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import braid.tensor.TensorException;
import braid.transformer.SharedData;
import braid.transformer.io.GenerationConfig;
import braid.transformer.tokenizer.AddedTokens;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

final class PublishedTokenizerTest {

    private static final String FIRST = "There was a dog.\n";
    private static final String SECOND = "It was big.\n";

    private static int[] joined(int[] a, int[] b) {
        return IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray();
    }

    /** SentencePiece puts a space in front of a text, and would put one in front of each part. */
    @Test
    void partsAreTheTokensOfTheWhole() throws IOException {
        Path folder = SharedData.find("models/stories260K");
        assumeTrue(folder != null, "shared/data/models/stories260K is not beside the project");
        BpeTokenizer base = Llama2cFile.load(folder.resolve("tok512.bin"));
        PublishedTokenizer text = new GenerationConfig(1, List.of(2), -1).tokenizer(base);
        int[] parts = joined(text.prompt(FIRST), text.encode(SECOND));
        assertThat(parts).isEqualTo(joined(new int[] {1}, base.encode(FIRST + SECOND)));
        assertThat(parts).isNotEqualTo(joined(text.prompt(FIRST), base.encode(SECOND)));
        assertThat(text.decode(parts)).isEqualTo(FIRST + SECOND);
        var stream = new StreamingDecoder(new AddedTokens(text, List.of("<pause>")));
        var shown = new StringBuilder();
        IntStream.of(parts).forEach(id -> shown.append(stream.add(id)));
        assertThat(shown + stream.end()).isEqualTo(FIRST + SECOND);
        assertThat(text.eos()).isEqualTo(2);
        assertThat(text.pad()).isEqualTo(2);
    }

    private static BpeTokenizer small() {
        return BpeTrainer.train(List.of("low lower"), 260, SplitPattern.GPT2);
    }

    @Test
    void aBeginThatEndsTextsIsNotPutInFront() {
        PublishedTokenizer text = new GenerationConfig(1, List.of(1, 3), 0).tokenizer(small());
        assertThat(text.prompt("low")).isEqualTo(small().encode("low"));
        assertThat(text.eos()).isEqualTo(1);
        assertThat(text.pad()).isZero();
    }

    @Test
    void whatCannotEndATextIsRefused() {
        assertThatThrownBy(() -> new GenerationConfig(1, List.of(), 0).tokenizer(small()))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("no token ends a text")
                .hasMessageContaining("set eos_token_id");
        assertThatThrownBy(() -> new GenerationConfig(-1, List.of(999), -1).tokenizer(small()))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("special tokens -1, 999, -1 of a tokenizer with");
    }
}
