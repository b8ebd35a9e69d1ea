package braid.kernels;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a kernel that is long for the sake of speed: loops unrolled by hand, or one pass whose
 * registers and tiles would have to travel between smaller methods. Such methods may be longer than
 * the house allows; the architecture tests read this mark.
 */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Kernel {}
