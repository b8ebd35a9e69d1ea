#!/bin/sh
# Builds the stand-in for CUDA into the folder $1: libcuda.so.1, libnvrtc.so.12, and the headers that
# it compiles kernels with.
# Where it cannot be built, says why and does no harm: the tests that want it are skipped.
set -eu

out=$1
here=$(CDPATH='' cd -P -- "$(dirname "$0")" && pwd)
compiler=${CXX:-g++}

skip() {
    echo "no stand-in for CUDA: $1"
    rm -f "$out/libcuda.so.1" "$out/libnvrtc.so.12"
    exit 0
}

[ "$(uname -s) $(uname -m)" = 'Linux x86_64' ] || skip 'it needs Linux on x86-64'
command -v "$compiler" >/dev/null || skip "no $compiler; on Debian apt install g++"

mkdir -p "$out"
stale=$(find "$here" -newer "$out/libnvrtc.so.12" 2>/dev/null || echo all)
[ -n "$stale" ] || exit 0
version=$(cat "$here"/* | cksum | cut -d ' ' -f 1)u
flags='-std=c++20 -O2 -Wall -Wextra -fPIC -shared -fvisibility=hidden'
cp "$here/kernel.h" "$here/place.h" "$here/ptx.h" "$out/"
# shellcheck disable=SC2086  # the flags are words
"$compiler" $flags -Wl,-soname,libcuda.so.1 "$here/driver.cpp" "$here/runtime.cpp" -o "$out/libcuda.so.1" -ldl -pthread
# shellcheck disable=SC2086
"$compiler" $flags -DSTANDIN_VERSION="$version" -Wl,-soname,libnvrtc.so.12 "$here/compiler.cpp" "$here/assembly.cpp" -o "$out/libnvrtc.so.12" -ldl
