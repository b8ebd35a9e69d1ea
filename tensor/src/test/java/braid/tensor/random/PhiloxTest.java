package braid.tensor.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Known answers of the authors' implementation: Random123, tests/kat_vectors, philox4x32 10. */
final class PhiloxTest {

    private static int[] block(long key, long high, long low) {
        int[] out = new int[4];
        Philox.block(key, high, low, out, 0);
        return out;
    }

    @Test
    void allBitsZero() {
        assertThat(block(0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    }

    @Test
    void allBitsOne() {
        assertThat(block(-1, -1, -1))
                .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    }

    @Test
    void digitsOfPi() {
        long key = 0x299f31d0_a4093822L;
        assertThat(block(key, 0x03707344_13198a2eL, 0x85a308d3_243f6a88L))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void aWordIsOneOfABlock() {
        for (int i = 0; i < 12; i++) {
            assertThat(Philox.word(5, 6, i)).isEqualTo(block(5, 6, i / 4)[i % 4]);
        }
    }

    @Test
    void aUniformNumberIsBelowOne() {
        assertThat(Philox.uniform(0)).isEqualTo(0f);
        assertThat(Philox.uniform(-1)).isEqualTo(1 - 0x1p-24f);
        assertThat(Philox.uniform(0x80000000)).isEqualTo(0.5f);
    }
}
