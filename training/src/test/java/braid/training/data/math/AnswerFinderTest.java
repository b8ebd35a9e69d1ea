package braid.training.data.math;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnswerFinderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "She sold 24.\\n# 72;72",
                "She sold 24.\\n#### 72;72",
                "#### 1\\n#### 2 \\n;2",
                "# \\boxed{3};3",
                "so \\boxed{\\frac{1}{2}}.;\\frac{1}{2}",
                "first \\boxed{1}, then $\\boxed{ 2 }$.;2",
                "\\boxed{\\{1,2\\}};\\{1,2\\}",
                "\\boxed{\\boxed{3}};3",
                "$\\boxed 7$;7",
                "The answer is 5.;5.",
                "The answer is: 5;5",
                "the answer is (c);(c)",
                "The answer is $3.5$. I hope it is correct.;$3.5$",
                "The answer is 4. \\boxed{5};5",
            })
    void answersAreFound(String text, String answer) {
        assertThat(AnswerFinder.find(text.replace("\\n", "\n"))).hasValue(answer);
    }

    @Test
    void withoutAMarkThereIsNone() {
        assertThat(AnswerFinder.find("It is 5.")).isEmpty();
        assertThat(AnswerFinder.find("")).isEmpty();
        assertThat(AnswerFinder.find("####")).isEmpty();
        assertThat(AnswerFinder.find("\\boxed{}")).isEmpty();
        assertThat(AnswerFinder.find("The answer is")).isEmpty();
        assertThat(AnswerFinder.find("cut off in \\boxed{\\frac{1}")).isEmpty();
    }
}
