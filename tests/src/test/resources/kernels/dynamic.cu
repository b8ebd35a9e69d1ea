// Shared memory as much as a launch asks for: StandInTest.java. By a group of ITEMS.

// All of them are the same memory.
extern LOCAL __align__(16) int numbers[];

// The last of count numbers that shared memory is filled with, and a few beyond.
KERNEL(dynamic)(TENSOR(int, y), int count, int beyond) {
    extern LOCAL int same[];
    OPEN(int, y);
    for (int i = LID(0); i < count + beyond; i += ITEMS) {
        numbers[i] = 3 * i;
    }
    BARRIER();
    y[LID(0)] = same[count - 1];
}
