package braid.training.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.training.data.DataException;
import braid.transformer.generate.TokenConstraint;
import braid.transformer.tokenizer.Tokenizer;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

final class LatentVocabularyTest {

    private final Tokenizer text = Samples.text();
    private final LatentVocabulary vocabulary = LatentVocabulary.extend(text, 64);

    @Test
    void textKeepsItsIdsAndLatentsFollow() {
        assertThat(vocabulary.encode("a d")).isEqualTo(text.encode("a d"));
        assertThat(vocabulary.size()).isEqualTo(text.size() + 66);
        assertThat(vocabulary.begin()).isEqualTo(text.size());
        assertThat(vocabulary.end()).isEqualTo(text.size() + 1);
        assertThat(vocabulary.latent(0)).isEqualTo(text.size() + 2);
        assertThat(vocabulary.code(vocabulary.latent(63))).isEqualTo(63);
        assertThat(vocabulary.isLatent(vocabulary.end())).isFalse();
        assertThat(vocabulary.isLatent(vocabulary.size())).isFalse();
        assertThat(vocabulary.isText(vocabulary.begin())).isFalse();
        assertThat(vocabulary.nonText().stream())
                .containsExactlyElementsOf(
                        IntStream.range(text.size(), vocabulary.size()).boxed().toList());
    }

    @Test
    void everyNameLeadsBackToItsId() {
        for (int id = 0; id < vocabulary.size(); id++) {
            assertThat(vocabulary.id(vocabulary.token(id))).isEqualTo(id);
        }
        assertThat(vocabulary.token(vocabulary.latent(5))).isEqualTo("<latent:5>");
        assertThat(vocabulary.id("<latent:64>")).isEqualTo(-1);
        assertThat(vocabulary.id("<latent:x>")).isEqualTo(-1);
    }

    @Test
    void latentsHaveNoTextButAreShownToPeople() {
        int a = Samples.FIRST;
        int[] ids = {
            a,
            vocabulary.begin(),
            vocabulary.latent(5),
            vocabulary.latent(0),
            vocabulary.end(),
            a + 1,
            a + 2,
            Tokenizer.EOS
        };
        assertThat(vocabulary.decode(ids)).isEqualTo("a b c");
        assertThat(vocabulary.render(ids))
                .isEqualTo("a<boLatent><latent:5><latent:0><eoLatent>b c");
        assertThat(vocabulary.codes(ids)).containsExactly(5, 0);
        assertThat(vocabulary.render(a, a + 1)).isEqualTo("a b");
    }

    @Test
    void controlTokensStandBeforeTheCodes() {
        LatentVocabulary told = LatentVocabulary.extend(text, 64, List.of(0, 28));
        assertThat(told.size()).isEqualTo(vocabulary.size() + 2);
        assertThat(told.control(0)).isEqualTo(told.end() + 1);
        assertThat(told.control(28)).isEqualTo(told.end() + 2);
        assertThat(told.latent(0)).isEqualTo(told.end() + 3);
        assertThat(told.code(told.latent(63))).isEqualTo(63);
        for (int id = 0; id < told.size(); id++) {
            assertThat(told.id(told.token(id))).isEqualTo(id);
        }
        assertThat(told.token(told.control(28))).isEqualTo("<cap:28>");
        assertThat(told.id("<cap:7>")).isEqualTo(-1);
        assertThat(told.isLatent(told.control(28))).isFalse();
        assertThat(told.isText(told.control(0))).isFalse();
        assertThat(told.nonText().get(told.control(0))).isTrue();
        assertThat(told.decode(Samples.FIRST, told.control(28))).isEqualTo("a");
        assertThatThrownBy(() -> told.control(7))
                .hasMessage(
                        "latent vocabulary: no control token for a cap of 7\n  HINT: choose one of"
                                + " those that the model was trained with: [0, 28]");
        assertThatThrownBy(() -> vocabulary.control(7))
                .hasMessageContaining("HINT: train the model with latent.control");
    }

    @Test
    void refusesWhatIsOutside() {
        assertThatThrownBy(() -> vocabulary.latent(64))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("latent vocabulary: code 64 of 64\n  HINT: ");
        assertThatThrownBy(() -> vocabulary.code(2))
                .hasMessage(
                        "latent vocabulary: id 2 is no latent token\n  HINT: latent ids are "
                                + vocabulary.latent(0)
                                + " to "
                                + vocabulary.latent(63));
        assertThatThrownBy(() -> LatentVocabulary.extend(text, 0))
                .hasMessageStartingWith("latent vocabulary: 0 codes");
        assertThatThrownBy(() -> LatentVocabulary.extend(vocabulary, 8))
                .hasMessageStartingWith("latent vocabulary: the base already has 64 latent tokens");
    }

    @Test
    void constraintsForceOrForbidTheBlock() {
        assertThat(allowed(LatentConstraints.forbidden(vocabulary), 0))
                .allMatch(vocabulary::isText);
        assertThat(allowed(LatentConstraints.exactly(vocabulary, 0), 3)).hasSize(text.size());
        TokenConstraint three = LatentConstraints.exactly(vocabulary, 3);
        assertThat(allowed(three, 0)).containsExactly(vocabulary.begin());
        for (int at = 1; at <= 3; at++) {
            assertThat(allowed(three, at)).hasSize(64).allMatch(vocabulary::isLatent);
        }
        assertThat(allowed(three, 4)).containsExactly(vocabulary.end());
        assertThat(allowed(three, 5)).hasSize(text.size()).allMatch(vocabulary::isText);
    }

    private List<Integer> allowed(TokenConstraint constraint, int at) {
        float[] logits = new float[vocabulary.size()];
        constraint.mask(new int[10], at, logits);
        return IntStream.range(0, logits.length).filter(i -> logits[i] == 0).boxed().toList();
    }
}
