package braid.tensor;

import braid.tensor.op.Abs;
import braid.tensor.op.Add;
import braid.tensor.op.Affine;
import braid.tensor.op.Cast;
import braid.tensor.op.Clamp;
import braid.tensor.op.Compare;
import braid.tensor.op.Div;
import braid.tensor.op.Dropout;
import braid.tensor.op.Exp;
import braid.tensor.op.Gelu;
import braid.tensor.op.Log;
import braid.tensor.op.Maximum;
import braid.tensor.op.Minimum;
import braid.tensor.op.Mul;
import braid.tensor.op.Neg;
import braid.tensor.op.Pow;
import braid.tensor.op.PowScalar;
import braid.tensor.op.Relu;
import braid.tensor.op.Rsqrt;
import braid.tensor.op.Sigmoid;
import braid.tensor.op.Silu;
import braid.tensor.op.Sqrt;
import braid.tensor.op.Sub;
import braid.tensor.op.Tanh;
import braid.tensor.op.Where;
import braid.tensor.random.Random;

/**
 * Methods of {@link Tensor} that work element by element. Two operands broadcast by NumPy's rule
 * and have equal types.
 */
public interface ElementwiseOps {

    /** This tensor. */
    Tensor self();

    /** {@code this + other}; see {@link Add}. */
    default Tensor add(Tensor other) {
        return new Add().apply(self(), other);
    }

    /** {@code this + value}. */
    default Tensor add(double value) {
        return new Affine(1, value).apply(self());
    }

    /** {@code this - other}; see {@link Sub}. */
    default Tensor sub(Tensor other) {
        return new Sub().apply(self(), other);
    }

    /** {@code this - value}. */
    default Tensor sub(double value) {
        return new Affine(1, -value).apply(self());
    }

    /** {@code this * other}; see {@link Mul}. */
    default Tensor mul(Tensor other) {
        return new Mul().apply(self(), other);
    }

    /** {@code this * value}. */
    default Tensor mul(double value) {
        return new Affine(value, 0).apply(self());
    }

    /** {@code this / other}; see {@link Div}. */
    default Tensor div(Tensor other) {
        return new Div().apply(self(), other);
    }

    /** {@code this * (1 / value)}: one rounding more than a true division. */
    default Tensor div(double value) {
        return new Affine(1 / value, 0).apply(self());
    }

    /** {@code -this}. */
    default Tensor neg() {
        return new Neg().apply(self());
    }

    /** {@code e^this}. */
    default Tensor exp() {
        return new Exp().apply(self());
    }

    /** Natural logarithm. */
    default Tensor log() {
        return new Log().apply(self());
    }

    /** Square root. */
    default Tensor sqrt() {
        return new Sqrt().apply(self());
    }

    /** {@code 1 / sqrt(this)}. */
    default Tensor rsqrt() {
        return new Rsqrt().apply(self());
    }

    /** Absolute value. */
    default Tensor abs() {
        return new Abs().apply(self());
    }

    /** {@code this^exponent}; see {@link Pow}. */
    default Tensor pow(Tensor exponent) {
        return new Pow().apply(self(), exponent);
    }

    /** {@code this^exponent}, a constant. */
    default Tensor pow(double exponent) {
        return new PowScalar(exponent).apply(self());
    }

    /** The smaller of the two; NaN where either is. */
    default Tensor minimum(Tensor other) {
        return new Minimum().apply(self(), other);
    }

    /** The larger of the two; NaN where either is. */
    default Tensor maximum(Tensor other) {
        return new Maximum().apply(self(), other);
    }

    /** {@code min(max(this, low), high)}. */
    default Tensor clamp(double low, double high) {
        return new Clamp(low, high).apply(self());
    }

    /** {@code this ? ifTrue : ifFalse}; this is a U8 mask. */
    default Tensor where(Tensor ifTrue, Tensor ifFalse) {
        return new Where().apply(self(), ifTrue, ifFalse);
    }

    /** Hyperbolic tangent. */
    default Tensor tanh() {
        return new Tanh().apply(self());
    }

    /** {@code 1 / (1 + e^-this)}. */
    default Tensor sigmoid() {
        return new Sigmoid().apply(self());
    }

    /** {@code max(this, 0)}. */
    default Tensor relu() {
        return new Relu().apply(self());
    }

    /** GELU in its tanh form; see {@link Gelu}. */
    default Tensor gelu() {
        return new Gelu(Gelu.Form.TANH).apply(self());
    }

    /** GELU in the given form. */
    default Tensor gelu(Gelu.Form form) {
        return new Gelu(form).apply(self());
    }

    /** {@code this * sigmoid(this)}. */
    default Tensor silu() {
        return new Silu().apply(self());
    }

    /** Mask of {@code this == other}. */
    default Tensor eq(Tensor other) {
        return new Compare(Compare.Relation.EQ).apply(self(), other);
    }

    /** Mask of {@code this == value}. */
    default Tensor eq(double value) {
        return eq(self().scalarLike(value));
    }

    /** Mask of {@code this != other}. */
    default Tensor ne(Tensor other) {
        return new Compare(Compare.Relation.NE).apply(self(), other);
    }

    /** Mask of {@code this != value}. */
    default Tensor ne(double value) {
        return ne(self().scalarLike(value));
    }

    /** Mask of {@code this < other}. */
    default Tensor lt(Tensor other) {
        return new Compare(Compare.Relation.LT).apply(self(), other);
    }

    /** Mask of {@code this < value}. */
    default Tensor lt(double value) {
        return lt(self().scalarLike(value));
    }

    /** Mask of {@code this <= other}. */
    default Tensor le(Tensor other) {
        return new Compare(Compare.Relation.LE).apply(self(), other);
    }

    /** Mask of {@code this <= value}. */
    default Tensor le(double value) {
        return le(self().scalarLike(value));
    }

    /** Mask of {@code this > other}. */
    default Tensor gt(Tensor other) {
        return new Compare(Compare.Relation.GT).apply(self(), other);
    }

    /** Mask of {@code this > value}. */
    default Tensor gt(double value) {
        return gt(self().scalarLike(value));
    }

    /** Mask of {@code this >= other}. */
    default Tensor ge(Tensor other) {
        return new Compare(Compare.Relation.GE).apply(self(), other);
    }

    /** Mask of {@code this >= value}. */
    default Tensor ge(double value) {
        return ge(self().scalarLike(value));
    }

    /** The same numbers in another type; this tensor if it has it already. See {@link Cast}. */
    default Tensor to(DType dtype) {
        DType from = self().dtype();
        return from == dtype ? self() : new Cast(from, dtype).apply(self());
    }

    /** Zeroes elements with probability {@code p} and scales the rest; see {@link Dropout}. */
    default Tensor dropout(double p, Random random) {
        long position = random.reserve(self().numel());
        return new Dropout(p, random.seed(), random.stream(), position).apply(self());
    }
}
