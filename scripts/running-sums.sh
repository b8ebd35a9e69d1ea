#!/usr/bin/env bash
# Makes the figures of docs/results/running-sums.md: three seeds of all methods, then one seed for each length of chunk.
#
#   scripts/running-sums.sh [RUNS] [RESULTS]
#
# RUNS: folder of the runs (default runs/running-sums). RESULTS: folder of the small JSON files to commit (default
# docs/results/running-sums). A run that is there already is not repeated: stopped, the script goes on where it was.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
runs=${1:-runs/running-sums}
results=${2:-docs/results/running-sums}
mkdir -p "$runs" "$results"

once() { # file, command...: runs the command unless its output is there already
    local file=$1
    shift
    [ -s "$file" ] || { "$@" >"$file.part" && mv "$file.part" "$file"; }
}

train() { # command, name, settings...: trains to the end, goes on if it was stopped
    local command=$1 name=$2
    shift 2
    [ -e "$runs/$name.done" ] && return
    if [ -e "$runs/$name" ]; then
        ./braid "$command" --runs "$runs" "${@/#/--set=}" --set "name=$name" --resume
    else
        ./braid "$command" --runs "$runs" "${@/#/--set=}" --set "name=$name"
    fi
    touch "$runs/$name.done"
}

codes() { # name, settings...: a VQ-VAE, and what its codes carry on the test split
    local name=$1
    shift
    train train-vqvae "$name" "$@"
    once "$results/$name.json" ./braid encode "$runs/$name" "$runs/$name.jsonl" --split TEST --json
}

for seed in 1 2 3; do
    codes "vqvae-seed$seed" "seed=$seed"
    train train "sol-only-seed$seed" "seed=$seed" method=sol-only train.steps=300
    train train "cot-seed$seed" "seed=$seed" method=cot train.steps=500
    train train "latent-seed$seed" "seed=$seed" method=latent "vqvae=$runs/vqvae-seed$seed"
    for method in sol-only cot; do
        once "$results/$method-seed$seed.jsonl" ./braid eval "$runs/$method-seed$seed" --examples 1000 --json
    done
    once "$results/latent-seed$seed.jsonl" ./braid eval "$runs/latent-seed$seed" --examples 1000 --json \
        --latents 0,1,2,4,6,8,10,12,13,14,15,16
done

# Longer chunks: length of the chunk in tokens, number of codes, cap on the replaced tokens.
while read -r chunk size cap; do
    name=chunk$chunk-codes$size
    codes "vqvae-$name" "vqvae.chunk=$chunk" "vqvae.compression=$chunk" "vqvae.codes=$size"
    train train "latent-$name" method=latent "vqvae=$runs/vqvae-$name" "latent.caps=[$cap]"
    once "$results/latent-$name.jsonl" ./braid eval "$runs/latent-$name" --examples 1000 --json
done <<'END'
4 128 28
4 1024 28
8 128 24
END
