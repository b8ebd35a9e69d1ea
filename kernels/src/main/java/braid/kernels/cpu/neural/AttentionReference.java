package braid.kernels.cpu.neural;

import braid.kernels.cpu.Reals;
import braid.kernels.cpu.neural.AttentionShape.Heads;

import java.util.Arrays;

/** Attention in double arithmetic, one query at a time. */
final class AttentionReference {

    private AttentionReference() {}

    static void forward(
            AttentionShape s, Heads q, Heads k, Heads v, Heads y, Reals lse, int lseAt) {
        for (int b = 0; b < s.batch(); b++) {
            for (int h = 0; h < s.heads(); h++) {
                for (int t = 0; t < s.queries(); t++) {
                    int n = s.visible(b, t);
                    double[] scores = scores(s, q, k, b, h, t, n);
                    double max = Arrays.stream(scores).max().orElse(Double.NEGATIVE_INFINITY);
                    double sum = 0;
                    for (double score : scores) {
                        sum += Math.exp(score - max);
                    }
                    double log = n == 0 ? 0 : max + Math.log(sum);
                    lse.set(lseAt + (b * s.heads() + h) * s.queries() + t, log);
                    for (int d = 0; d < s.size(); d++) {
                        double total = 0;
                        for (int j = 0; j < n; j++) {
                            int at = v.at(b, j, kvHead(s, h)) + d;
                            total += Math.exp(scores[j] - log) * v.reals().get(at);
                        }
                        y.reals().set(y.at(b, t, h) + d, total);
                    }
                }
            }
        }
    }

    private static int kvHead(AttentionShape s, int head) {
        return head * s.kvHeads() / s.heads();
    }

    private static double[] scores(AttentionShape s, Heads q, Heads k, int b, int h, int t, int n) {
        double[] scores = new double[n];
        for (int j = 0; j < n; j++) {
            scores[j] = s.scale() * dot(s, q, q.at(b, t, h), k, k.at(b, j, kvHead(s, h)));
        }
        return scores;
    }

    private static double dot(AttentionShape s, Heads x, int xo, Heads y, int yo) {
        Reals a = x.reals();
        Reals c = y.reals();
        double sum = 0;
        for (int d = 0; d < s.size(); d++) {
            sum += a.get(xo + d) * c.get(yo + d);
        }
        return sum;
    }

    /** Adds to dk and dv, which hold zeros; writes dq. */
    static void backward(
            AttentionShape s,
            Heads q,
            Heads k,
            Heads v,
            Heads y,
            Reals lse,
            int lseAt,
            Heads dy,
            Heads dq,
            Heads dk,
            Heads dv) {
        for (int b = 0; b < s.batch(); b++) {
            for (int h = 0; h < s.heads(); h++) {
                int g = kvHead(s, h);
                for (int t = 0; t < s.queries(); t++) {
                    int n = s.visible(b, t);
                    double[] scores = scores(s, q, k, b, h, t, n);
                    double log = lse.get(lseAt + (b * s.heads() + h) * s.queries() + t);
                    int qo = q.at(b, t, h);
                    int yo = dy.at(b, t, h);
                    double delta = dot(s, dy, yo, y, y.at(b, t, h));
                    double[] dqRow = new double[s.size()];
                    for (int j = 0; j < n; j++) {
                        double p = Math.exp(scores[j] - log);
                        double dp = dot(s, dy, yo, v, v.at(b, j, g));
                        double ds = s.scale() * p * (dp - delta);
                        for (int d = 0; d < s.size(); d++) {
                            dqRow[d] += ds * k.reals().get(k.at(b, j, g) + d);
                            dk.reals().add(dk.at(b, j, g) + d, ds * q.reals().get(qo + d));
                            dv.reals().add(dv.at(b, j, g) + d, p * dy.reals().get(yo + d));
                        }
                    }
                    for (int d = 0; d < s.size(); d++) {
                        dq.reals().set(dq.at(b, t, h) + d, dqRow[d]);
                    }
                }
            }
        }
    }
}
