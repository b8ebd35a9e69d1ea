#!/usr/bin/env bash
# On a machine with a GPU of NVIDIA: tests what runs on it, measures, and adds the speeds as JSON lines to
# bench/results/gpu/NAME.jsonl; PyTorch's too, where python3 has it with CUDA.
#
#   scripts/gpu.sh [NAME] [SECONDS]
#
# NAME: of the machine (default: its host name). SECONDS: for each shape (default 2). Some minutes; needs Maven, a JDK 25 in JAVA_HOME or first on the path, the driver
# and NVRTC (docs/cuda.md). Without tests: BRAID_GPU_TESTS=no scripts/gpu.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
name=${1:-$(hostname)}
seconds=${2:-2}
device=cuda:0
results=bench/results/gpu
mkdir -p "$results"

./braid doctor | sed -n "/^ *$device/,/memory_gbps/p" | grep . || { # says what is missing
    ./braid doctor
    exit 78
}

if [ "${BRAID_GPU_TESTS:-yes}" = yes ]; then
    mvn -q -DskipTests package -pl tests -am
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" --add-modules=jdk.incubator.vector -jar tests/target/cases.jar test --device "$device"
    mvn -q test -pl tests -am -Dbraid.tests.devices=cuda -Dsurefire.failIfNoSpecifiedTests=false \
        -Dtest='CudaDriverTest,HalfTest,SecondStartTest,TrainingTest,GoldenModelTest,LatentTrainingTest,AdditionOrderTest'
fi

bench() { # benchmark, options...: the first turn checks against the CPU, what is large goes alone
    ./braid bench "$@" --device "$device" --seconds "$seconds" --append "$results/$name.jsonl"
}

bench sgemm rows attention train-s forward-s empty-op
bench train-gpt2 --alone
./braid bench train-s --device "$device" --kernels

if python3 -c 'import torch; assert torch.cuda.is_available()' 2>/dev/null; then
    python3 scripts/gpu/torch_peer.py --seconds "$seconds" | tee -a "$results/$name.jsonl"
else
    echo 'no PyTorch with CUDA: nothing to compare with'
fi
