#!/usr/bin/env bash
# Makes the figures of docs/results/prontoqa.md from the files of ProntoQA in Coconut's split.
#
#   scripts/prontoqa.sh DATA [RUNS] [RESULTS]
#
# DATA: folder with prontoqa_train.json[.gz] and prontoqa_valid.json. RUNS: folder of the runs (default runs/prontoqa).
# RESULTS: folder of the small files to commit (default docs/results/prontoqa). A run that is there already is not
# repeated: stopped, the script goes on where it was.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
data=${1:?folder of ProntoQA}
runs=${2:-runs/prontoqa}
results=${3:-docs/results/prontoqa}
mkdir -p "$runs" "$results"

train() { # command, name, settings...: trains to the end, goes on if it was stopped
    local command=$1 name=$2 resume=
    shift 2
    [ -e "$runs/$name.done" ] && return
    [ -e "$runs/$name" ] && resume=--resume
    ./braid "$command" --runs "$runs" --set "task=prontoqa:$data,copies=3" --set tokenizer=subword \
        "${@/#/--set=}" --set "name=$name" $resume
    touch "$runs/$name.done"
}

evaluate() { # name, options...: answers the validation questions
    local name=$1
    shift
    ./braid eval "$runs/$name" --split VALID --examples 200 --json "$@" >"$results/$name.jsonl"
}

train train-vqvae vqvae vqvae.chunk=16 vqvae.compression=16 vqvae.codes=64 scope=all train.steps=1000 train.batch=64
./braid encode "$runs/vqvae" "$runs/codes.jsonl" --split VALID --json >"$results/vqvae.json"
language="model.context=512 train.batch=16 train.learningRate=0.001 train.evaluateEvery=200 train.evaluateExamples=50"
# shellcheck disable=SC2086 # settings without blanks
train train sol-only method=sol-only $language train.steps=400
# shellcheck disable=SC2086
train train cot method=cot $language train.steps=1200
# shellcheck disable=SC2086
train train latent method=latent "vqvae=$runs/vqvae" "latent.caps=[0,32,48,64]" $language train.steps=1200
evaluate sol-only
evaluate cot
evaluate latent --latents 0,1,2,3,4
./braid plot "$runs/sol-only" "$runs/cot" "$runs/latent" --log --title "training loss" --out "$results/loss.svg"
./braid plot "$runs/sol-only" "$runs/cot" "$runs/latent" --y eval_accuracy --title "accuracy on 50 validation questions" \
    --out "$results/accuracy.svg"
./braid plot "$runs/vqvae" --y eval_code_perplexity --title "perplexity of the codes" --out "$results/perplexity.svg"
./braid plot "$runs/vqvae" --y eval_token_accuracy --title "tokens reconstructed, held out" \
    --out "$results/reconstruction.svg"
