package braid.training.data.math;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

final class EquivalenceTest {

    /** A row of the table {@code equivalence.tsv}. */
    record Case(boolean same, String reference, String given, String from) {}

    static Stream<Case> cases() throws IOException {
        try (InputStream in = EquivalenceTest.class.getResourceAsStream("equivalence.tsv")) {
            String table =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return table.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(c -> new Case(c[0].equals("same"), c[1], c[2], c[3]));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tableOfCases(Case c) {
        assertThat(Equivalence.EXACT.same(c.reference(), c.given())).isEqualTo(c.same());
    }

    /** Nothing here but choices asks which of the two is the reference. */
    @ParameterizedTest
    @MethodSource("cases")
    void sidesCanBeExchanged(Case c) {
        String choice = ".*\\(?\\b[A-Ea-e]\\b\\)?.*";
        if (!c.reference().matches(choice) && !c.given().matches(choice)) {
            assertThat(Equivalence.EXACT.same(c.given(), c.reference())).isEqualTo(c.same());
        }
    }

    @Test
    void tableIsLargeAndOfBothKinds() throws IOException {
        List<Case> all = cases().toList();
        assertThat(all).hasSizeGreaterThan(150).doesNotHaveDuplicates();
        assertThat(all.stream().filter(c -> !c.same()).count()).isGreaterThan(50);
    }

    @Test
    void toleranceIsRelative() {
        Equivalence close = new Equivalence(1e-4);
        assertThat(close.same("1.3733", "1.37334")).isTrue();
        assertThat(close.same("4.5e33", "4.5001e33")).isTrue();
        assertThat(close.same("\\sqrt{2}", "1.41421")).isTrue();
        assertThat(close.same("(1, 2.5)", "(1, 2.50001)")).isTrue();
        assertThat(close.same("1.3733", "1.3736")).isFalse();
        assertThat(close.same("0", "0.00001")).isFalse();
    }

    @Test
    void noAnswerIsNeverRight() {
        assertThat(Equivalence.EXACT.same("", "")).isFalse();
        assertThat(Equivalence.EXACT.same(" ", " ")).isFalse();
        assertThat(Equivalence.EXACT.same("5", "")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "}",
                "(",
                "[(",
                "\\{",
                "\\frac",
                "\\frac{",
                "\\sqrt",
                "\\sqrt[",
                "-",
                "1,",
                "1,000",
                "9",
                "^9",
                "9^",
                "2^{",
                "\\text{",
                "\\begin{matrix}",
                "\\end{matrix}",
                "\\begin{",
                "x=",
                "\\pm1",
                "\\boxed{",
                "\\",
                " ",
                "\u0001",
                "#",
                "e9",
                "9e9",
                ".",
                "\ud83d",
            })
    void megabytesOfAnythingAreBounded(String piece) {
        String huge = piece.repeat((1 << 20) / piece.length());
        String most = piece.repeat(Equivalence.LONGEST / piece.length());
        for (String hostile : List.of(huge, most, most.substring(0, most.length() / 2) + "1")) {
            assertThat(Equivalence.EXACT.same("5", hostile)).isFalse();
            assertThat(Equivalence.EXACT.same(hostile, "5")).isFalse();
            assertThat(Equivalence.EXACT.same(hostile, hostile)).isEqualTo(!hostile.isBlank());
            assertThat(Equivalence.EXACT.same(hostile + "1", hostile + "2")).isFalse();
            assertThat(AnswerFinder.find(hostile)).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e999999999",
                "9^9^9^9",
                "10^{99999999}",
                "2^{0.5^{-99}}",
                "0^{-1}",
                "\\sqrt[0]{2}",
                "(-8)^{1/3}",
                "\\frac{1}{0}",
                "\\sqrt",
                "\\frac{1}",
                "1 1/0"
            })
    void numbersWithoutAnUsableValueAreText(String text) {
        assertThat(Equivalence.EXACT.same(text, text)).isTrue();
        assertThat(Equivalence.EXACT.same(text, "1")).isFalse();
        assertThat(ConstantParser.parse(text)).isNull();
    }

    @Property(tries = 500)
    void anyTextIsItselfAndNothingIsThrown(
            @ForAll
                    @StringLength(min = 1, max = 40)
                    @Chars({
                        '{', '}', '\\', '(', ')', '[', ']', ',', '.', '$', '%', '^', '_', ' ', '1',
                        '2', '0', 'e', 'x', 'f', 'r', 'a', 'c', '=', '+', '-', '/', '*', '|', '&'
                    })
                    String text,
            @ForAll @StringLength(max = 40) String other) {
        assertThat(Equivalence.EXACT.same(text, text)).isEqualTo(!text.isBlank());
        assertThat(AnswerFinder.find(text)).isNotNull();
        Equivalence.EXACT.same(text, other);
        Equivalence.EXACT.same(other, text);
    }
}
