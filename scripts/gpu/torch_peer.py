"""Speeds of PyTorch on this GPU, for the same work as `braid bench`: one JSON object a line.

    python3 scripts/gpu/torch_peer.py [--seconds 1] [NAME ...]

NAME is one of copy, sgemm, rows, attention, train-s, train-gpt2, forward-s; all, if none is given. Eager mode. `precision`
says what products are made in: f32 (without TF32), tf32, or bf16 (operands in bfloat16; in models, autocast).
"""

import argparse
import json
import statistics
import time

import torch
import torch.nn.functional as F

CUDA = torch.device("cuda")
SIZES = {  # vocabulary, context, width, layers, heads, batch: as ModelSize.java
    "train-s": ("S, batch 16 x 256", 512, 256, 256, 6, 8, 16),
    "train-gpt2": ("GPT-2 124M, batch 2 x 256", 50257, 256, 768, 12, 12, 2),
    "train-gpt2-large-batch": ("GPT-2 124M, batch 16 x 1024", 50257, 1024, 768, 12, 12, 16),
}
SGEMM = [(n, n, n) for n in (512, 1024, 2048, 4096, 8192)] + [(4096, 768, 256), (4096, 1024, 256), (4096, 256, 1024)]


def precision(name):
    torch.backends.cuda.matmul.allow_tf32 = name == "tf32"
    torch.backends.cudnn.allow_tf32 = name == "tf32"


def turns(run, seconds):
    """Seconds of one run: median, least and most over turns, each long enough to be timed with events."""
    for _ in range(3):
        run()
    torch.cuda.synchronize()
    start = time.perf_counter()
    run()
    torch.cuda.synchronize()
    runs = max(1, int(seconds / 10 / max(1e-5, time.perf_counter() - start)))
    taken = []
    for _ in range(10):
        first, last = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        first.record()
        for _ in range(runs):
            run()
        last.record()
        last.synchronize()
        taken.append(first.elapsed_time(last) * 1e-3 / runs)
    return statistics.median(taken), min(taken), max(taken)


def report(name, shape, work, unit, kind, run, seconds):
    middle, least, most = turns(run, seconds)
    line = {
        "name": name, "shape": shape, "value": work / middle, "low": work / most, "high": work / least, "unit": unit,
        "precision": kind, "library": "torch " + torch.__version__, "device": torch.cuda.get_device_name(),
    }
    print(json.dumps(line), flush=True)


def copy(seconds):
    x = torch.randn(1 << 29, device=CUDA)
    y = torch.empty_like(x)
    report("copy", "2 GiB", 2e-9 * x.numel() * 4, "GB/s", "f32", lambda: y.copy_(x), seconds)


def sgemm(seconds):
    for kind in ("f32", "tf32", "bf16"):
        precision(kind)
        dtype = torch.bfloat16 if kind == "bf16" else torch.float32
        for m, n, k in SGEMM:
            a, b = torch.randn(m, k, device=CUDA, dtype=dtype), torch.randn(k, n, device=CUDA, dtype=dtype)
            c = torch.empty(m, n, device=CUDA, dtype=dtype)
            report("sgemm", f"NN {m} {n} {k}", 2e-9 * m * n * k, "GFLOP/s", kind, lambda: torch.matmul(a, b, out=c), seconds)


def rows(seconds):
    x = torch.randn(16384, 1024, device=CUDA)
    report("rows", "softmax 16384 x 1024", 8e-9 * x.numel(), "GB/s", "f32", lambda: F.softmax(x, -1), seconds)
    y = torch.randn(32768, 512, device=CUDA)
    g, b = torch.ones(512, device=CUDA), torch.zeros(512, device=CUDA)
    report("rows", "layer norm 32768 x 512", 8e-9 * y.numel(), "GB/s", "f32", lambda: F.layer_norm(y, (512,), g, b), seconds)
    z = torch.randn(512, 32000, device=CUDA)
    t = torch.arange(512, device=CUDA) * 62
    report("rows", "cross-entropy 512 x 32000", 4e-9 * z.numel(), "GB/s", "f32", lambda: F.cross_entropy(z, t), seconds)


def attention(seconds):
    for kind in ("f32", "bf16"):
        for length in (256, 1024, 4096):
            shape = (4096 // length, 8, length, 32)
            dtype = torch.bfloat16 if kind == "bf16" else torch.float32
            q, k, v = (torch.randn(shape, device=CUDA, dtype=dtype, requires_grad=True) for _ in range(3))
            dy = torch.randn(shape, device=CUDA, dtype=dtype)

            def step():
                q.grad = k.grad = v.grad = None
                F.scaled_dot_product_attention(q, k, v, is_causal=True).backward(dy)

            work = 1e-9 * 7 * 2 * 32 * 0.5 * length * (length + 1) * 8 * shape[0]
            report("attention", f"8 heads of 32, {shape[0]} x {length}", work, "GFLOP/s", kind, step, seconds)


class Block(torch.nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = torch.nn.LayerNorm(width), torch.nn.LayerNorm(width)
        self.qkv, self.out = torch.nn.Linear(width, 3 * width), torch.nn.Linear(width, width)
        self.up, self.down = torch.nn.Linear(width, 4 * width), torch.nn.Linear(4 * width, width)

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(b, t, d)
        x = x + self.out(y)
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class Gpt(torch.nn.Module):
    def __init__(self, vocabulary, context, width, layers, heads):
        super().__init__()
        self.tokens, self.places = torch.nn.Embedding(vocabulary, width), torch.nn.Embedding(context, width)
        self.blocks = torch.nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = torch.nn.LayerNorm(width)

    def forward(self, ids):
        x = self.tokens(ids) + self.places.weight[: ids.shape[1]]
        for block in self.blocks:
            x = block(x)
        return F.linear(self.norm(x), self.tokens.weight)


def model(name, seconds, training):
    shape, vocabulary, context, width, layers, heads, batch = SIZES[name]
    for kind in ("f32", "tf32", "bf16"):
        precision(kind)
        torch.manual_seed(1)
        net = Gpt(vocabulary, context, width, layers, heads).to(CUDA)
        optimizer = torch.optim.AdamW(net.parameters(), lr=3e-4, weight_decay=0.0)
        ids = torch.randint(vocabulary, (batch, context), device=CUDA)
        targets = torch.randint(vocabulary, (batch * context,), device=CUDA)

        def forward():
            with torch.autocast("cuda", dtype=torch.bfloat16, enabled=kind == "bf16"):
                return F.cross_entropy(net(ids).view(-1, vocabulary), targets)

        def step():
            optimizer.zero_grad()
            loss = forward()
            loss.backward()
            optimizer.step()
            loss.item()

        def infer():
            with torch.no_grad():
                forward().item()

        run = step if training else infer
        report(name if training else "forward-s", shape, batch * context, "tokens/s", kind, run, seconds)
        del net, optimizer
        torch.cuda.empty_cache()


WORK = {
    "copy": copy, "sgemm": sgemm, "rows": rows, "attention": attention,
    "train-s": lambda s: model("train-s", s, True),
    "train-gpt2": lambda s: model("train-gpt2", s, True),
    "train-gpt2-large-batch": lambda s: model("train-gpt2-large-batch", s, True),
    "forward-s": lambda s: model("train-s", s, False),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(WORK))
    parser.add_argument("--seconds", type=float, default=1)
    chosen = parser.parse_args()
    for name in chosen.names or WORK:
        WORK[name](chosen.seconds)


if __name__ == "__main__":
    main()
