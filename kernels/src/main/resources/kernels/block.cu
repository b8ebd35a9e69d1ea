// As block.k, with shuffles within warps: two barriers in place of ten. All of a warp get the same bits, since a + b is b + a.

#define GROUP 256
#define WARP 32
#define WARPS (GROUP / WARP)

// What another thread of the warp has.
#define OTHER(v, reach) __shfl_xor_sync(0xFFFFFFFFu, v, reach)

DEVICE WORK block_sum(WORK v, LOCALP WORK *shared) {
    int t = LID(0);
    for (int reach = WARP / 2; reach > 0; reach /= 2) {
        v += OTHER(v, reach);
    }
    if (t % WARP == 0) {
        shared[t / WARP] = v;
    }
    BARRIER();
    v = shared[t % WARPS];
    for (int reach = WARPS / 2; reach > 0; reach /= 2) {
        v += OTHER(v, reach);
    }
    BARRIER();
    return v;
}

// A NaN is passed over.
DEVICE WORK block_max(WORK v, LOCALP WORK *shared) {
    int t = LID(0);
    for (int reach = WARP / 2; reach > 0; reach /= 2) {
        v = FMAX(v, OTHER(v, reach));
    }
    if (t % WARP == 0) {
        shared[t / WARP] = v;
    }
    BARRIER();
    v = shared[t % WARPS];
    for (int reach = WARPS / 2; reach > 0; reach /= 2) {
        v = FMAX(v, OTHER(v, reach));
    }
    BARRIER();
    return v;
}
