// What a launch brings: StandInTest.java. By a group of ITEMS.

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

// Parameters that are not as far apart as they are large: item i gets the sum of the first i + 1.
KERNEL(parameters)(TENSOR(int, y), uchar a, double b, uchar c, ushort d, float e, int f, LONG g, int h) {
    OPEN(int, y);
    int all[] = {a, (int)b, c, d, (int)e, f, (int)g, h}, sum = 0;
    for (int i = 0; i < 8; i++) {
        sum += i <= LID(0) ? all[i] : 0;
    }
    y[LID(0)] = sum;
}
