package braid.training.data.math;

import org.apache.commons.math3.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Computes an expression without variables, as {@link Latex} writes it:
 *
 * <pre>
 * sum      = product { ("+" | "-") product }
 * product  = factor { ("*" | "/" | nothing) factor }     nothing only before \sqrt, \pi, \frac and (
 * factor   = [ "-" | "+" ] factor | primary [ "^" exponent ]
 * primary  = number | mixed | \frac{sum}{sum} | \sqrt[sum]{sum} | \pi | "(" sum ")" | "{" sum "}"
 * mixed    = whole \frac{whole}{whole} | whole " " whole "/" whole
 * </pre>
 *
 * <p>A whole number before a fraction is a mixed number, {@code 1\frac12} is 3/2, as readers of the
 * data sets expect; {@code (2)(3)} is no product, since it also names two statements.
 */
final class ConstantParser {

    private static final int DEEPEST = 32;
    private static final int LONGEST_NUMBER = 400;
    private static final int LARGEST_EXPONENT = 400;

    private final String in;
    private int at;
    private int depth;

    private ConstantParser(String in) {
        this.in = in;
    }

    /** The value, or null if the text is no such expression or has no finite value. */
    static @Nullable Value parse(String text) {
        ConstantParser parser = new ConstantParser(text);
        try {
            Value value = parser.sum();
            return parser.at == text.length() && Double.isFinite(value.approximate())
                    ? value
                    : null;
        } catch (NoConstant e) {
            return null;
        }
    }

    /** Ends the parsing; an expected outcome, so without a stack trace. */
    private static final class NoConstant extends Exception {
        private static final long serialVersionUID = 1;

        NoConstant() {
            super(null, null, false, false);
        }
    }

    private Value sum() throws NoConstant {
        if (++depth > DEEPEST) {
            throw new NoConstant();
        }
        Value value = product();
        while (at < in.length() && (peek() == '+' || peek() == '-')) {
            value = peek() == '+' ? plus(value) : plusNegated(value);
        }
        depth--;
        return value;
    }

    private Value plus(Value value) throws NoConstant {
        at++;
        return value.add(product());
    }

    private Value plusNegated(Value value) throws NoConstant {
        at++;
        return value.add(product().negate());
    }

    private Value product() throws NoConstant {
        Value value = factor();
        while (at < in.length()) {
            if (peek() == '*') {
                at++;
                value = value.multiply(factor());
            } else if (peek() == '/') {
                at++;
                value = value.divide(factor());
            } else if (isImplied()) {
                value = value.multiply(factor());
            } else {
                break;
            }
        }
        return value;
    }

    private boolean isImplied() {
        return in.startsWith("\\sqrt", at)
                || in.startsWith("\\pi", at)
                || in.startsWith("\\frac", at)
                || peek() == '(' && in.charAt(at - 1) != ')';
    }

    private Value factor() throws NoConstant {
        if (++depth > DEEPEST) {
            throw new NoConstant();
        }
        Value value;
        if (accept("-")) {
            value = factor().negate();
        } else if (accept("+")) {
            value = factor();
        } else {
            value = primary();
            if (accept("^")) {
                value = value.power(exponent());
            }
        }
        depth--;
        return value;
    }

    private Value exponent() throws NoConstant {
        if (at < in.length() && (peek() == '{' || peek() == '(')) {
            return primary();
        }
        boolean negative = accept("-");
        Value value = number();
        return negative ? value.negate() : value;
    }

    private Value primary() throws NoConstant {
        if (accept("\\frac")) {
            Value top = group('{', '}');
            return top.divide(group('{', '}'));
        }
        if (accept("\\sqrt")) {
            boolean square = at >= in.length() || peek() != '[';
            Value degree = square ? Value.of(BigFraction.TWO) : group('[', ']');
            boolean braces = at < in.length() && peek() == '{';
            return (braces ? group('{', '}') : group('(', ')')).root(degree);
        }
        if (accept("\\pi")) {
            accept(" ");
            return Value.PI;
        }
        if (at < in.length() && peek() == '(') {
            return group('(', ')');
        }
        if (at < in.length() && peek() == '{') {
            return group('{', '}');
        }
        Value number = number();
        return number.isWhole() ? mixed(number) : number;
    }

    private Value mixed(Value whole) throws NoConstant {
        int before = at;
        if (accept("\\frac")) {
            Value top = group('{', '}');
            Value bottom = group('{', '}');
            if (top.isWhole() && bottom.isWhole()) {
                return whole.add(top.divide(bottom));
            }
            at = before;
        } else if (accept(" ")) {
            Value top = number();
            if (!accept("/")) {
                throw new NoConstant();
            }
            return whole.add(top.divide(number()));
        }
        return whole;
    }

    private Value group(char open, char close) throws NoConstant {
        if (at == in.length() || peek() != open) {
            throw new NoConstant();
        }
        at++;
        Value value = sum();
        if (at == in.length() || peek() != close) {
            throw new NoConstant();
        }
        at++;
        return value;
    }

    /** Digits with at most one point, and an exponent of ten as in {@code 4.5e33}. */
    private Value number() throws NoConstant {
        int from = at;
        skipDigits();
        int digits = at - from;
        if (at < in.length() && peek() == '.') {
            at++;
            skipDigits();
            digits = at - from - 1;
        }
        if (digits == 0 || digits > LONGEST_NUMBER) {
            throw new NoConstant();
        }
        BigDecimal value = new BigDecimal(in.substring(from, at));
        int exponent = scientific();
        BigInteger unscaled = value.unscaledValue();
        int power = exponent - value.scale();
        BigInteger ten = BigInteger.TEN.pow(Math.abs(power));
        return Value.of(
                power >= 0
                        ? new BigFraction(unscaled.multiply(ten))
                        : new BigFraction(unscaled, ten));
    }

    private int scientific() throws NoConstant {
        int start = at;
        if (at < in.length() && (peek() == 'e' || peek() == 'E')) {
            at++;
            boolean negative = accept("-");
            if (!negative) {
                accept("+");
            }
            int digits = at;
            skipDigits();
            if (at > digits) {
                int exponent =
                        at - digits > 4
                                ? LARGEST_EXPONENT + 1
                                : Integer.parseInt(in, digits, at, 10);
                if (exponent > LARGEST_EXPONENT) {
                    throw new NoConstant();
                }
                return negative ? -exponent : exponent;
            }
        }
        at = start;
        return 0;
    }

    private void skipDigits() {
        while (at < in.length() && peek() >= '0' && peek() <= '9') {
            at++;
        }
    }

    private boolean accept(String text) {
        boolean there = in.startsWith(text, at);
        at += there ? text.length() : 0;
        return there;
    }

    private char peek() {
        return in.charAt(at);
    }
}
