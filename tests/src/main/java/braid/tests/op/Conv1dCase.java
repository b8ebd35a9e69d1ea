package braid.tests.op;

import static braid.tests.op.rig.Operand.normal;
import static braid.tests.op.rig.Values.each;

import braid.tensor.Shape;
import braid.tests.op.rig.OpCase;
import braid.tests.op.rig.Operand;

final class Conv1dCase extends OpCase {

    Conv1dCase() {
        conv(1, normal(2, 9, 3), normal(4, 3, 3), normal(4));
        conv(2, normal(2, 17, 5), normal(33, 4, 5), normal(33));
        conv(3, normal(1, 8, 2), normal(1, 8, 2), normal(1));
        conv(4, normal(3, 16, 7), normal(5, 4, 7), normal(5));
        refuses(
                "unfold: windows of 5 step 1 do not fit axis 1 of [2, 4, 3]\n"
                        + "  HINT: 1 <= size <= 4 and step >= 1",
                in -> in[0].conv1d(in[1], in[2], 1),
                normal(2, 4, 3),
                normal(6, 5, 3),
                normal(6));
    }

    private void conv(int stride, Operand x, Operand w, Operand b) {
        int kernel = w.shape().dim(1);
        int channels = w.shape().dim(2);
        int time = (x.shape().dim(1) - kernel) / stride + 1;
        example(in -> in[0].conv1d(in[1], in[2], stride), x, w, b)
                .named("stride " + stride)
                .terms(kernel * channels)
                .expect(in ->
                        each(
                                Shape.of(in[0].dim(0), time, in[1].dim(0)),
                                i -> {
                                    double sum = in[2].at(i[2]);
                                    for (int k = 0; k < kernel; k++) {
                                        for (int c = 0; c < channels; c++) {
                                            sum +=
                                                    in[0].at(i[0], i[1] * stride + k, c)
                                                            * in[1].at(i[2], k, c);
                                        }
                                    }
                                    return sum;
                                }));
    }
}
